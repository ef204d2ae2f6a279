"""The start page: what an office wants to know in the morning, and where work begins."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from sqlmodel import Session, col, func, select

from aggregator import barriers, review
from aggregator.model import Decision, StaffSession
from aggregator.remarks import number_open
from aggregator.sources import overview
from newsletter import alerts
from newsletter.bounces.overview import number_to_judge
from newsletter.outlook import outlook
from newsletter.preflight import kept as preflight
from web.desk.changed import in_words
from web.desk.frame import desk_page
from web.desk.issue_words import state_word
from web.desk.issues import next_proposal
from web.desk.sources import shown
from web.language import language_of
from web.security.entrance import Reader
from web.security.sessions import SignedIn
from web.site import Site, TheSite

router = APIRouter(prefix="/desk")

_TROUBLES = 4  # sources that are named; the rest is counted


@router.api_route("/", methods=["GET", "HEAD"])
@router.api_route("", methods=["GET", "HEAD"])
def start(request: Request, site: TheSite, person: Reader) -> Response:
    """What is new, what is urgent, what changed, what broke, and the next issue."""
    language = language_of(request)
    with site.store.reading() as session:
        since = site.local(last_here(session, person, site))
        found = review.morning(session, since=since, today=site.today())
        ill = overview.in_trouble(session, now=site.now())
        troubles = overview.standings(session, ill[:_TROUBLES], now=site.now())
        reading = overview.round_of_reading(session)
        issue = outlook(session)
        remarks, obstacles = number_open(session), barriers.number_waiting(session)
        ordered = alerts.overview(session)
        returns_waiting = number_to_judge(session)
        mail_forbidden = preflight.forbids(session, site.mail, now=site.now())
    now = site.local(site.now())
    return desk_page(
        request,
        person,
        "desk/anfang.html",
        morning=found,
        since=since.date(),
        yesterday=now.date() - timedelta(days=1),
        changes=[in_words(line, site, language) for line in found.changes],
        troubles=[shown(standing, site, language) for standing in troubles],
        ill=len(ill),
        reading=reading,
        last_read=site.local(reading.last) if reading.last else None,
        next_read=max(site.local(reading.next), now) if reading.next else None,
        issue=issue,
        issue_state=state_word(issue.prepared.state, language) if issue.prepared else "",
        issue_due=site.local(issue.prepared.send_at) if issue.prepared and issue.prepared.send_at else None,
        proposal=next_proposal(site),
        remarks=remarks,
        obstacles=obstacles,
        alerts=ordered,
        mail_forbidden=mail_forbidden,
        returns_waiting=returns_waiting,
        last_issue=site.local(issue.last_sent_at).date() if issue.last_sent_at else None,
        hour=now.hour,
    )


def last_here(session: Session, person: SignedIn, site: Site) -> datetime:
    """When this person last did something here before today; the beginning of yesterday where nothing says so."""
    morning = datetime.combine(site.today(), time(), tzinfo=ZoneInfo(site.settings.zone))
    # ix_staff_session_person_id: a handful; ix_decision_person_id, the newest first
    visits = select(func.max(StaffSession.seen_at)).where(
        StaffSession.person_id == person.person_id, StaffSession.seen_at < morning
    )
    decided = select(Decision.at).where(Decision.person_id == person.person_id, Decision.at < morning)
    moments = (
        session.exec(visits).one(),
        session.exec(decided.order_by(col(Decision.id).desc()).limit(1)).first(),
    )
    return max((moment for moment in moments if moment is not None), default=morning - timedelta(days=1))
