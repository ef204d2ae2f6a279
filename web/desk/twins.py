"""The same? Pairs of entries that may be one thing, for people to say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from aggregator import review
from aggregator.model import Crowd, ResemblanceState, Source
from aggregator.search import one
from web.desk.changed import labels
from web.desk.frame import desk_page
from web.desk.lately import last_decision
from web.desk.reasons import Why, why
from web.desk.side_by_side import rank_in_words, side_by_side
from web.language import language_of
from web.numbers import NUMBER, as_number, number_or_404
from web.rendering import frame
from web.security.entrance import Editor, Reader
from web.security.sessions import SignedIn
from web.site import Site, TheSite

router = APIRouter(prefix="/desk")

PER_PAGE = 10


class Answer(StrEnum):
    """What people say to the question, as it stands in the address."""

    SAME = "dasselbe"
    TWO = "verschieden"


@dataclass(frozen=True, slots=True)
class Card:
    """A question in the list, with its reasons and what differs, in words."""

    asked: review.Question
    why: Why
    differing: tuple[str, ...]
    ranks: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Name:
    """A name that too many go by, with the source at which it was noticed."""

    kind: str
    text: str
    source: Source


@router.api_route("/gleich", methods=["GET", "HEAD"])
def twins(request: Request, site: TheSite, person: Reader, seite: str = "1") -> Response:
    """The open questions, nearest deadline first, each to be answered at once."""
    page, language = int(seite) if re.fullmatch(r"[1-9][0-9]{0,4}", seite) else 1, language_of(request)
    with site.store.reading() as session:
        asked = review.questions(session, today=site.today(), limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
        pages = max(1, -(-asked.total // PER_PAGE))
        if page > pages:
            page = pages
            asked = review.questions(session, today=site.today(), limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
        names = crowded(session)
        lately = last_decision(session, person)
    return desk_page(
        request,
        person,
        "desk/gleich.html",
        cards=[_card(question, language) for question in asked.rows],
        total=asked.total,
        names=names,
        lately=lately,
        page=page,
        pages=pages,
    )


@router.api_route("/gleich/{number}", methods=["GET", "HEAD"])
def pair(request: Request, site: TheSite, person: Reader, number: str) -> Response:
    """Both side by side, with what differs marked."""
    asked_for = number_or_404(number)
    with site.store.reading() as session:
        question = review.question(session, asked_for)
        if question is None or question.state != ResemblanceState.OPEN:
            return _closed(request, site, person, session, asked_for)
        before, after = review.neighbours(session, asked_for, today=site.today())
        lately = last_decision(session, person)
    language = language_of(request)
    texts = (question.one.text, question.other.text)
    return desk_page(
        request,
        person,
        "desk/paar.html",
        shown=side_by_side(question, site, language),
        question=question,
        why=why(question.reasons, language, texts=texts),
        before=before,
        after=after,
        lately=lately,
    )


@router.post("/gleich/{number}/{said}")
def answer(
    request: Request,
    site: TheSite,
    person: Editor,
    number: str,
    said: str,
    paar: Annotated[str, Form()] = "",
    weiter: Annotated[str, Form()] = "",
) -> Response:
    """Merge the two or keep them apart; leads to the next question, or to the list."""
    if said not in set(Answer):
        raise HTTPException(404)
    asked_for = number_or_404(number)
    try:
        with site.store.writing() as session:
            review.answer(
                session,
                asked_for,
                are_one=said == Answer.SAME,
                seen=_numbers(paar),
                person_id=person.person_id,
                now=site.now(),
            )
    except review.Unknown:
        raise HTTPException(404) from None
    except (review.NotAsked, review.CannotJoin):
        with site.store.reading() as session:
            return _closed(request, site, person, session, asked_for, status=409)
    way = f"/{weiter}" if as_number(weiter) is not None else f"?seite={weiter[1:]}" if weiter[:1] == "s" else ""
    return RedirectResponse(frame(request).link(f"/desk/gleich{way}"), 303, headers={"Cache-Control": "no-store"})


def crowded(session: Session, *, source_id: int | None = None) -> list[Name]:
    """Names that too many go by, of all sources or of one."""
    return [_name(crowd, source) for crowd, source in review.crowds(session, source_id=source_id)]


def _card(question: review.Question, language: str) -> Card:
    texts = (question.one.text, question.other.text)
    return Card(
        asked=question,
        why=why(question.reasons, language, texts=texts),
        differing=tuple(labels(language)[name] for name in sorted(question.differing)),
        ranks=(rank_in_words(question.one.rank, language), rank_in_words(question.other.rank, language)),
    )


def _name(crowd: Crowd, source: Source) -> Name:
    return Name(crowd.kind, crowd.name.removeprefix("//"), source)


def _closed(
    request: Request, site: Site, person: SignedIn, session: Session, number: int, *, status: int = 200
) -> Response:
    """How a question stands that is not open any more, or not about these two: in one sentence, with ways on."""
    answered = review.answered(session, number)
    if answered is None:
        raise HTTPException(404)
    found = [view for view in (one(session, number) for number in answered.opportunity_ids) if view is not None]
    return desk_page(
        request,
        person,
        "desk/gleich-weg.html",
        status=status,
        number=number,
        answered=answered,
        at=site.local(answered.at) if answered.at else None,
        views=found,
        refused=status == 409,
    )


def _numbers(word: str) -> tuple[int, int] | None:
    """The two numbers that a form was made for: `12-15`."""
    found = re.fullmatch(rf"({NUMBER})-({NUMBER})", word)
    return (int(found[1]), int(found[2])) if found else None
