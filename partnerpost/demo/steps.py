"""The steps of the demo in their order: each does what an office does, with the same functions, and says what came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, func, select

from aggregator import register, sources
from aggregator.finding import RunReport
from aggregator.intake import Intake
from aggregator.model import Edition, Entry, Opportunity, OpportunityEvidence, Sighting, Twinning
from aggregator.review import accept_sure
from aggregator.store.migrate import upgrade
from crawlers.crawl import crawl
from newsletter.delivery import Sent, SmtpTransport, WayOut, send_issue
from newsletter.delivery.letters import letter
from newsletter.editions import Composed, compose
from newsletter.issues import draft_issue, release
from partnerpost.demo.readers import add_reader, example_readers
from partnerpost.demo.sink import MailSink
from partnerpost.demo.sites import OpenedSites
from partnerpost.demo.telling import Telling, said_of_runs, said_of_sending
from partnerpost.office import Office, create_secret

TITLE = "Partnerpost"


@dataclass(frozen=True, slots=True)
class Way:
    """What every step needs."""

    office: Office
    sites: OpenedSites
    sink: MailSink
    telling: Telling
    today: date
    now: Callable[[], datetime]


def prepare(way: Way) -> int:
    """Tables, register, readers and sources; gives how many sources."""
    drafts, readers = way.sites.sources(), example_readers()
    with way.telling.step("prepare", 2 + len(readers) + len(drafts)) as step:
        upgrade(way.office.store)
        create_secret(way.office.settings.data)
        step.advance()
        with way.office.store.writing() as session:
            register.seed(session)
            step.advance()
            for reader in readers:
                add_reader(session, reader, now=way.now())
                step.advance()
            for draft in drafts:
                sources.add_source(session, draft, now=way.now())
                step.advance()
            links = session.exec(select(func.count(col(Twinning.id)))).one()
        step.said = f"{len(drafts)} sources, {len(readers)} readers, {links} links between towns in the register"
    return len(drafts)


def collect(way: Way) -> list[RunReport]:
    """Visit all sources over HTTP; every finding is read and kept as it comes in."""
    with way.office.store.reading() as session:
        visits = sources.visits(session)
    with way.telling.step("collect", len(visits)) as step:
        reports = crawl(
            visits,
            Intake(way.office.store, clock=way.now),
            way.office.settings.crawl,
            snapshots=way.office.settings.snapshots,
            on_report=lambda _report: step.advance(),
            clock=way.now,
        )
        step.said = said_of_runs(reports)
    return reports


def understand(way: Way) -> int:
    """Say what reading and recognising made of the findings; gives how many opportunities there are."""
    with way.telling.step("read", 1) as step, way.office.store.reading() as session:
        total = session.exec(select(func.count(col(Opportunity.id)))).one()
        dated = session.exec(select(func.count(col(Opportunity.deadline)))).one()
        proofs = session.exec(select(func.count(col(OpportunityEvidence.id)))).one()
        sightings = session.exec(select(func.count()).select_from(Sighting)).one()
        step.said = f"{total} opportunities from {sightings} sightings, {dated} with a day, {proofs} facts proven"
    return total


def review(way: Way) -> int:
    """Accept what is sure; the rest waits at the desk. Gives how many were accepted."""
    with way.telling.step("accept", 1) as step:
        with way.office.store.writing() as session:
            accepted = accept_sure(session, now=way.now(), today=way.today)
            total = session.exec(select(func.count(col(Opportunity.id)))).one()
        step.said = f"{accepted} sure ones accepted, {total - accepted} wait in the inbox"
    return accepted


def make_issue(way: Way) -> int:
    """Draft and release an issue; gives its number."""
    with way.telling.step("issue", 1) as step, way.office.store.writing() as session:
        title = f"{TITLE} {way.today:%m/%Y}"  # one title for readers of all languages
        issue = draft_issue(session, title=title, today=way.today, now=way.now())
        assert issue.id is not None
        release(session, issue.id, now=way.now())
        entries = session.exec(select(Entry).where(Entry.issue_id == issue.id)).all()
        headings = {entry.section for entry in entries}
        step.said = f"{len(entries)} entries under {len(headings)} headings"
    return issue.id


def make_editions(way: Way, issue_id: int) -> Composed:
    """Render one edition for each circle of readers with the same interest."""
    with way.telling.step("compose", len(example_readers())) as step, way.office.store.writing() as session:
        composed = compose(session, issue_id, way.office.mail, today=way.today, now=way.now(), on_progress=step.reach)
        rendered = session.exec(select(Edition).where(Edition.issue_id == issue_id)).all()
        languages = ", ".join(sorted({edition.language for edition in rendered}))
        largest = max((len(letter(session, edition).html.encode()) for edition in rendered), default=0) / 1000
        step.said = f"{composed.editions} editions ({languages}), the largest {largest:.0f} kB"
    return composed


def send(way: Way, issue_id: int, composed: Composed) -> Sent:
    """Hand all deliveries over to the sink, over real SMTP."""
    with way.telling.step("send", composed.deliveries) as step:
        mail = way.office.mail
        sent = send_issue(
            way.office.store,
            WayOut([SmtpTransport(mail)]),
            issue_id,
            mail,
            clock=way.now,
            worker="demo",
            on_progress=step.reach,
        )
        step.said = said_of_sending(sent)
    return sent
