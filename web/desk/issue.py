"""One issue at the desk, in four steps: choose, write, look, send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from fastapi import APIRouter, HTTPException, Request, Response
from sqlmodel import Session

from aggregator.model import Issue, IssueState, IssueText, Person
from aggregator.search.views import OpportunityView
from newsletter.delivery.resting import our_rest
from newsletter.holding import held as mail_held
from newsletter.issues import entries, propose
from newsletter.issues.checks import LONGEST_SUBJECT, Report, look_at
from newsletter.issues.editing import MOST_ENTRIES
from newsletter.issues.ledger import EDITABLE, held_because
from newsletter.issues.placing import placed, texts
from newsletter.issues.readership import expected, figures, troubles
from newsletter.issues.trying import group
from newsletter.sections import Section, section_of
from newsletter.selection import Score
from newsletter.wording import Wording
from web.desk.frame import desk_page
from web.desk.issue_looks import Wanted, wanted
from web.desk.issue_words import points_in_words, state_word
from web.language import language_of
from web.numbers import number_or_404
from web.security.entrance import Reader
from web.security.headers import with_own_frames
from web.security.rights import Right, may
from web.security.sessions import SignedIn
from web.site import Site, site_of

router = APIRouter(prefix="/desk/ausgabe")

_SHOWN = 60  # candidates on a page; the rest is counted


class Step(StrEnum):
    """The four steps, as they stand in addresses."""

    CHOOSE = "auswahl"
    WRITE = "inhalt"
    LOOK = "pruefen"
    SEND = "senden"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something accepted that may stand in the issue, with its score in words."""

    view: OpportunityView
    points: str
    section: Section


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry of the issue; `first` and `last` under its heading."""

    view: OpportunityView
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and what stands under it, in order."""

    section: Section
    entries: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a page adds after a form: what is wrong by field, what was typed, a sentence on top and one of success."""

    faults: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""
    done: str = ""
    notes: Sequence[tuple[str, str]] = ()


@router.api_route("/{number}", methods=["GET", "HEAD"])
def one(request: Request, person: Reader, number: str, schritt: str = "", fertig: str = "") -> Response:
    """The issue in one of its steps, by default the one where work goes on; `fertig` names what was just done."""
    return issue_page(request, person, number_or_404(number), schritt, Said(done=fertig[:40]))


def issue_page(
    request: Request, person: SignedIn, number: int, step: str, said: Said, *, status: int = 200
) -> Response:
    """A step of an issue; 404 where there is none under this number."""
    site = site_of(request)
    with site.store.reading() as session:
        issue = existing_or_404(session, number)
        here = Step(step) if step in set(Step) else _where_work_goes_on(session, issue)
        values = _values(request, session, site, issue, here, person)
    values |= {"said": said, "typed": said.typed, "faults": said.faults}
    answer = desk_page(
        request,
        person,
        "desk/ausgabe.html",
        status=status,
        opens=f"/desk/ausgabe/{number}?schritt={here.value}",
        **values,
    )
    answer.headers["Content-Security-Policy"] = with_own_frames()
    return answer


def existing_or_404(session: Session, number: int) -> Issue:
    """The issue with this number; raises 404."""
    issue = session.get(Issue, number)
    if issue is None:
        raise HTTPException(404)
    return issue


def _where_work_goes_on(session: Session, issue: Issue) -> Step:
    if issue.state is not IssueState.DRAFT:
        return Step.SEND
    return Step.WRITE if entries(session, issue.id or 0) else Step.CHOOSE


def _values(
    request: Request, session: Session, site: Site, issue: Issue, step: Step, person: SignedIn
) -> dict[str, object]:
    language = language_of(request)
    values: dict[str, object] = {
        "issue": issue,
        "step": step.value,
        "state": state_word(issue.state, language),
        "editable": issue.state in EDITABLE and may(person.roles, Right.REVIEW),
        "local": site.local,
        "wanted": wanted(session, request),
        "section_name": Wording(language).section,
    }
    if step is Step.CHOOSE:
        values |= _to_choose(session, site, issue, language)
    elif step is Step.WRITE:
        values |= _to_write(session, issue)
    elif step is Step.LOOK:
        values |= {**_looked(session, site, issue), "group": group(session)}
    else:
        values |= {**_looked(session, site, issue), **_to_send(session, site, issue, person)}
    return values


def _to_choose(session: Session, site: Site, issue: Issue, language: str) -> dict[str, object]:
    there = {entry.opportunity_id for entry in entries(session, issue.id or 0)}
    scored = propose(session, today=site.today())
    left = [_candidate(view, score, language) for view, score in scored if view.id not in there]
    taken = [_candidate(view, score, language) for view, score in scored if view.id in there]
    return {
        "candidates": left[:_SHOWN],
        "more": max(0, len(left) - _SHOWN),
        "taken": taken,
        "number": len(there),
        "full": len(there) >= MOST_ENTRIES,
    }


def _candidate(view: OpportunityView, score: Score, language: str) -> Candidate:
    return Candidate(view, points_in_words(score, language), section_of(view))


def _to_write(session: Session, issue: Issue) -> dict[str, object]:
    places = placed(session, issue.id or 0)
    headings = []
    for section in Section:
        views = [place.view for place in places if place.section is section]
        standing = tuple(
            Standing(view, first=place == 0, last=place == len(views) - 1) for place, view in enumerate(views)
        )
        headings.append(Heading(section, standing))
    left_out = len(entries(session, issue.id or 0)) - len(places)
    written: list[IssueText] = texts(session, issue.id or 0)
    return {
        "headings": [heading for heading in headings if heading.entries],
        "sections": list(Section),
        "number": len(places),
        "left_out": left_out,
        "texts": written,
        "longest_subject": LONGEST_SUBJECT,
    }


def _looked(session: Session, site: Site, issue: Issue) -> dict[str, object]:
    report: Report = look_at(session, issue, site.mail, day=sending_day(site, issue), now=site.now())
    return {"report": report, "largest": site.mail.max_html_bytes, "sending_day": sending_day(site, issue)}


def sending_day(site: Site, issue: Issue) -> date:
    """The day on which it goes out as far as anybody knows: the planned one, else today."""
    moment: datetime | None = issue.released_at or issue.send_at
    return site.local(moment).date() if moment else site.today()


def _to_send(session: Session, site: Site, issue: Issue, person: SignedIn) -> dict[str, object]:
    names = {
        number: found.name
        for number in (issue.given_by, issue.approved_by)
        if number is not None and (found := session.get(Person, number)) is not None
    }
    now = site.now()
    return {
        "readers": expected(session, issue, day=sending_day(site, issue), now=now, zone=site.mail.zone),
        "figures": figures(session, issue),
        "troubles": troubles(session, issue.id or 0) if issue.released_at else [],
        "names": names,
        "held": held_because(session, issue.id or 0),
        "stopped": mail_held(session),
        "rest": our_rest(session, now=now) if issue.state is IssueState.RELEASED else None,
        "own": issue.given_by == person.person_id and not site.mail.release_alone,
        "minutes": max(0, -int((now - issue.send_at).total_seconds() // 60)) if issue.send_at else 0,
        "within_hold": bool(issue.send_at and (issue.send_at - now).total_seconds() < 3600),
    }


__all__ = ["Said", "Step", "Wanted", "existing_or_404", "issue_page", "router", "sending_day"]
