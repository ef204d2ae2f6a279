"""The jobs: plain functions `(means, key)`. The calendar and the queue only decide when and where they run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from structlog.contextvars import bound_contextvars

from aggregator import barriers, rounds, sources
from aggregator.finding import FailureKind
from aggregator.intake import Intake, deepening, refreshing
from aggregator.intake.anew import Rereading
from aggregator.intake.snapshots import still_named
from aggregator.store import Store, upkeep
from crawlers.crawl import crawl
from crawlers.fetching.snapshots import Freed, Snapshots
from crawlers.settings import CrawlSettings
from newsletter import alerts, holding, letting_go
from newsletter.bounces.boxes import box_for
from newsletter.bounces.collecting import collect
from newsletter.bounces.forgetting import forget as forget_returned
from newsletter.delivery import send_issue, transport_for, way_out
from newsletter.delivery.dkim import KeyUnusable
from newsletter.issues import propose_issue
from newsletter.morning import send_reports
from newsletter.preflight.findings import Light
from newsletter.preflight.running import check as check_mail
from newsletter.readership.retention import forget as forget_readers
from newsletter.readership.sending import send_waiting
from newsletter.settings import MailSettings
from schedules.hosts import host_turn
from web.security.forgetting import forget_what_ended

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Means:
    """What a job needs: the store, the settings of the rooms it calls, the clock (aware, UTC) and who it works as."""

    store: Store
    crawl: CrawlSettings
    mail: MailSettings
    snapshots: Path
    clock: Callable[[], datetime]
    zone: ZoneInfo
    worker: str


def crawl_source(means: Means, key: str) -> None:
    """Look at one source now; the report goes into the run ledger.

    Where another crawl is at its host, or the host asked for patience, it stays due and is found again.
    """
    with means.store.reading() as session:
        (visit,) = sources.visits(session, keys=[key], now=means.clock())
    # between two crawls no robots.txt is known yet, so the longest delay it could ask for is kept
    gap = max(means.crawl.gap_seconds, means.crawl.longest_robots_delay)
    with host_turn(means.store, visit.url, gap_seconds=gap, clock=means.clock) as turn:
        if turn is None:
            log.debug("host is busy", source=key)
            return
        (report,) = crawl([visit], Intake(means.store, clock=means.clock), means.crawl, snapshots=means.snapshots)
        if report.failure is not None and report.failure.kind is FailureKind.RATE_LIMITED:
            turn.rest_until = report.not_before
    log.info("source read", source=key, outcome=report.outcome.value, new=report.new, changed=report.changed)
    if report.moved_to:
        log.warning("source has moved for good", source=key, to=report.moved_to)


def reread(means: Means, key: str) -> None:
    """Fetch one entry again at its own address, because a person wants it; `key` is the number of its finding.

    Where its host is busy it stays wanted and is found again. The visit counts as none of its source.
    """
    with means.store.reading() as session:
        visit = sources.visit_again(session, int(key))
    if visit is None:
        return
    url = visit.again[0].url
    with host_turn(means.store, url, gap_seconds=means.crawl.gap_seconds, clock=means.clock) as turn:
        if turn is None:
            log.debug("host is busy", url=url)
            return
        door = Rereading(means.store, Intake(means.store, clock=means.clock))
        (report,) = crawl([visit], door, means.crawl, snapshots=means.snapshots, clock=means.clock)
    log.info("entry read again", url=url, failures=[why.value for why in report.again.values() if why is not None])


def send(means: Means, key: str) -> None:
    """Hand the open deliveries of a released issue to the mail server."""
    try:
        way = way_out(means.mail)
    except KeyUnusable as error:  # unsigned nothing goes out; the desk is red until there is a key
        log.warning("sending paused", issue=key, reason=str(error))
        return
    sent = send_issue(means.store, way, int(key), means.mail, clock=means.clock, worker=means.worker)
    log.info("issue sent", issue=key, handed_over=sent.handed_over, deferred=sent.deferred, refused=sent.refused)
    if sent.paused:
        log.warning("sending paused", issue=key, reason=sent.paused)


def release(means: Means, key: str) -> None:
    """Let an issue go whose moment is there: its deliveries wait then. One that was stopped meanwhile stays."""
    now = means.clock()
    today = now.astimezone(means.zone).date()
    gone = letting_go.let_go(means.store, int(key), means.mail, today=today, now=now)
    if isinstance(gone, letting_go.Held):
        log.error("issue held", issue=key, reason=gone.reason)
    elif gone is not None:
        log.info("issue released", issue=key, editions=gone.editions, deliveries=gone.deliveries)


def propose(means: Means, key: str) -> None:
    """Put the next issue on the desk; `key` is the day. Done twice, or while one waits there, it does nothing."""
    now = means.clock()
    with means.store.writing() as session:
        made = propose_issue(session, today=now.astimezone(means.zone).date(), now=now)
        if made is not None:
            log.info("issue proposed", day=key, issue=made.id)


def tidy(means: Means, key: str) -> None:
    """What every day asks for: passed deadlines give way to their next round; old sign-ups, snapshots and reports go.

    Done twice it does nothing more, so it needs no ledger of its own; `key` is the day it is done for.
    """
    now = means.clock()
    with means.store.writing() as session:
        rolled = rounds.roll(session, today=now.astimezone(means.zone).date(), now=now)
        readers = forget_readers(session, now=now)
        deleted = readers.unconfirmed + alerts.delete_unconfirmed(session, now=now)
        alerts.clean_up(session, now=now)
        forget_returned(session, means.mail.box, now=now)
        forget_what_ended(session, now=now)
        barriers.forget(session, now=now)
    refreshing.refresh(means.store, clock=means.clock)
    freed = _sweep(means, now)
    store = upkeep.tend(means.store)
    log.info(
        "tidied",
        day=key,
        rounds=rolled,
        unconfirmed=deleted,
        snapshots=freed.files,
        snapshot_bytes_freed=freed.bytes,
        store_bytes=store.bytes,
        store_bytes_free=store.free,
    )


def _sweep(means: Means, now: datetime) -> Freed:
    """Delete the snapshots that no finding has named for long."""

    def named(names: Sequence[str]) -> Collection[str]:
        with means.store.reading() as session:
            return still_named(session, names)

    before = now - timedelta(days=means.crawl.snapshot_days)
    return Snapshots(means.snapshots).sweep(before=before, still_named=named)


def morning(means: Means, key: str) -> None:
    """Report to staff, each person once a day; `key` is the day. Done twice it does nothing more.

    Nothing is sent while nobody has said who sends: mail from an example address helps nobody.
    """
    if not means.mail.has_sender:
        return
    reported = send_reports(means.store, transport_for(means.mail), means.mail, clock=means.clock)
    if reported.handed_over or reported.refused:
        log.info("morning reported", day=key, handed_over=reported.handed_over, refused=reported.refused)
    if reported.paused:
        log.warning("morning report put off", day=key, reason=reported.paused)


def deepen(means: Means, key: str) -> None:  # noqa: ARG001 - there is one such job
    """Tell the meaning of new findings, and ask about twins in other languages."""
    log.info("meaning told", findings=deepening.deepen(means.store, clock=means.clock))


def alert(means: Means, key: str) -> None:  # noqa: ARG001 - there is one such job
    """Write the mails of alerts whose time has come, and hand over those that wait.

    Nothing is sent while nobody has said who sends: what has to be told stays to be told.
    """
    if not means.mail.has_sender:
        return
    told = alerts.send_alerts(means.store, transport_for(means.mail), means.mail, clock=means.clock)
    if told.composed or told.handed_over:
        log.info("alerts told", composed=told.composed, handed_over=told.handed_over)
    if told.paused:
        log.warning("alerts put off", reason=told.paused)


def letter(means: Means, key: str) -> None:  # noqa: ARG001 - there is one such job
    """Hand over the mails that readers wait for: confirmations and links to their own pages.

    Nothing is sent while nobody has said who sends.
    """
    if not means.mail.has_sender:
        return
    sent = send_waiting(means.store, transport_for(means.mail), means.mail, clock=means.clock)
    if sent.handed_over:
        log.info("readers written to", handed_over=sent.handed_over)
    if sent.paused:
        log.warning("mails to readers put off", reason=sent.paused)


def returned(means: Means, key: str) -> None:  # noqa: ARG001 - there is one such job
    """Read the mailbox to which mail comes back, and judge what mail servers refused."""
    done = collect(means.store, box_for(means.mail.box), means.mail, clock=means.clock)
    if done.stored or done.refusals:
        log.info("mail came back", stored=done.stored, read=done.read, refusals=done.refusals)
    if done.away:
        log.warning("mailbox not read", reason=done.away)


def preflight(means: Means, key: str) -> None:  # noqa: ARG001 - the day
    """Check our own mail set-up: DNS, keys, mail server, complaints. What it finds stands on the desk."""
    checked = check_mail(means.store, means.mail, now=means.clock())
    if checked.is_red:
        red = [finding.look.value for finding in checked.findings if finding.light is Light.RED]
        log.error("mail set-up is red: nothing is sent", looks=red)


JOBS: dict[str, Callable[[Means, str], None]] = {
    "crawl": crawl_source,
    "reread": reread,
    "release": release,
    "propose": propose,
    "send": send,
    "tidy": tidy,
    "morning": morning,
    "deepen": deepen,
    "alert": alert,
    "letter": letter,
    "returned": returned,
    "preflight": preflight,
}

SENDING = frozenset({"release", "send", "morning", "alert", "letter"})
"""What leads mail out of the house: it waits, and stays due, while mail is held."""


def run(means: Means, name: str, key: str) -> None:
    """Run a job by its name."""
    if name in SENDING:
        with means.store.reading() as session:
            if why := holding.held(session):
                log.debug("mail is held", job=name, key=key, why=why)
                return
    # every line of the log that the job leads to, in whichever room, says what it was about
    with bound_contextvars(job=name, key=key):
        JOBS[name](means, key)
