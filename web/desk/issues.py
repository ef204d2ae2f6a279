"""The newsletter at the desk: all issues, a new one, and who gets test mails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session, col, func, select

from aggregator.model import Entry, Issue, IssueState
from newsletter.addresses import AddressRefused
from newsletter.issues import draft_issue, trying
from newsletter.issues.drafting import title_for
from newsletter.issues.editing import WordsRefused, checked
from newsletter.issues.readership import audience, handed_over
from web.desk.frame import desk_page
from web.desk.issue_words import flaws_in_words, state_word
from web.language import language_of
from web.rendering import frame
from web.security.entrance import Editor, Reader
from web.security.sessions import SignedIn
from web.site import Site, TheSite

router = APIRouter(prefix="/desk/ausgaben")

_MOST = 100
_MONDAY, _WEEK = 0, 7


@dataclass(frozen=True, slots=True)
class Line:
    """An issue in the list, in words; `at` is the moment that matters in its state, on the clock of the office."""

    id: int
    title: str
    state: str
    word: str
    entries: int
    at: datetime
    handed_over: int


@router.api_route("", methods=["GET", "HEAD"])
def everything(request: Request, site: TheSite, person: Reader) -> Response:
    """All issues, what is worked on first, then the latest."""
    return _page(request, site, person)


@router.post("")
def create(request: Request, site: TheSite, person: Editor, titel: Annotated[str, Form()] = "") -> Response:
    """A new draft, filled from what was accepted; without a title it is called by its day."""
    title = " ".join(titel.split()) or title_for(site.today())
    try:
        checked({"title": title}, needed=("title",))
    except WordsRefused as wrong:
        return _page(request, site, person, status=422, faults=flaws_in_words(wrong, language_of(request)), typed=titel)
    with site.store.writing() as session:
        issue = draft_issue(session, title=title, today=site.today(), now=site.now(), person_id=person.person_id)
        number = issue.id
    return _to(request, f"/desk/ausgabe/{number}")


@router.post("/testgruppe")
def keep_group(request: Request, site: TheSite, person: Editor, adressen: Annotated[str, Form()] = "") -> Response:
    """Let these addresses be the test group."""
    try:
        addresses = trying.read_addresses(adressen)
    except AddressRefused as wrong:
        return _page(request, site, person, status=422, faults={"adressen": str(wrong)}, typed_group=adressen)
    with site.store.writing() as session:
        trying.set_group(session, addresses, now=site.now())
    return _to(request, "/desk/ausgaben?fertig=testgruppe#testgruppe")


def next_proposal(site: Site) -> date | None:
    """The Monday on which the next issue is proposed; None where none is."""
    hour = site.mail.proposal_hour
    if hour < 0:
        return None
    now = site.local(site.now())
    ahead = (_MONDAY - now.weekday()) % _WEEK
    return now.date() + timedelta(days=_WEEK if ahead == 0 and now.hour >= hour else ahead)


def _page(
    request: Request,
    site: Site,
    person: SignedIn,
    *,
    status: int = 200,
    faults: dict[str, str] | None = None,
    typed: str = "",
    typed_group: str | None = None,
) -> Response:
    with site.store.reading() as session:
        lines = [_line(session, site, issue, language_of(request)) for issue in _issues(session)]
        readers = audience(session)
        group = trying.group(session)
    waiting = {IssueState.DRAFT, IssueState.GIVEN, IssueState.APPROVED, IssueState.SCHEDULED}
    return desk_page(
        request,
        person,
        "desk/ausgaben.html",
        status=status,
        opens="/desk/ausgaben",
        worked_on=[line for line in lines if line.state in waiting],
        others=[line for line in lines if line.state not in waiting],
        readers=readers,
        group="\n".join(group) if typed_group is None else typed_group,
        in_group=len(group),
        faults=faults or {},
        typed=typed,
        suggested=title_for(site.today()),
        proposal=next_proposal(site),
        proposal_hour=site.mail.proposal_hour,
        done=request.query_params.get("fertig", ""),
    )


def _issues(session: Session) -> list[Issue]:
    # issues are some dozens a year
    return list(session.exec(select(Issue).order_by(col(Issue.id).desc()).limit(_MOST)))


def _line(session: Session, site: Site, issue: Issue, language: str) -> Line:
    assert issue.id is not None
    # ix_entry_issue_id
    entries = session.exec(select(func.count()).select_from(Entry).where(Entry.issue_id == issue.id)).one()
    at = site.local(issue.send_at or issue.released_at or issue.created_at)
    word = state_word(issue.state, language)
    return Line(issue.id, issue.title, issue.state.value, word, entries, at, handed_over(session, issue.id))


def _to(request: Request, path: str) -> Response:
    return RedirectResponse(frame(request).link(path), 303, headers={"Cache-Control": "no-store"})
