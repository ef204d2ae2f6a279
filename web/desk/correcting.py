"""Correcting a fact by hand, and answering what its source says anew; every step can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from aggregator import review
from aggregator.changes import FactName
from aggregator.intake import NothingWaits
from aggregator.model import Change, Correction
from web.desk.correctable import SLUGS, Attempt, slug_of
from web.desk.deciding import forestalled_page
from web.desk.frame import desk_page
from web.desk.going_on import selected, with_view
from web.desk.item import entry_page
from web.desk.typed_facts import NotUnderstood, Typed, sentence_of, understood
from web.language import language_of
from web.numbers import as_number, number_or_404
from web.rendering import frame
from web.security.entrance import Editor
from web.security.sessions import SignedIn
from web.site import Site, TheSite

router = APIRouter(prefix="/desk")


async def as_typed(request: Request) -> Typed:
    """What a form brought; a field that is missing was left empty."""
    form = await request.form()
    return Typed(tuple(str(word) for word in form.getlist("wert")), str(form.get("statt", "")))


@router.post("/eintrag/{number}/berichtigen/{fact}")
def correct(
    request: Request,
    site: TheSite,
    person: Editor,
    number: str,
    fact: str,
    typed: Annotated[Typed, Depends(as_typed)],
    fassung: Annotated[str, Form()] = "",
) -> Response:
    """Let a fact be what was typed; what cannot be is answered beside the field, with nothing lost."""
    name = SLUGS.get(fact)
    if name is None:
        raise HTTPException(404)
    opportunity_id = number_or_404(number)
    language = language_of(request)
    try:
        value = understood(name, typed, language, today=site.today())
        with site.store.writing() as session:
            _correct(session, site, person, opportunity_id, name, value, as_number(fassung))
    except review.Unknown:
        raise HTTPException(404, "no-opportunity") from None
    except NotUnderstood as wrong:
        return _again(request, site, person, number, Attempt(name, typed, str(wrong)))
    except review.CannotBe as wrong:
        return _again(request, site, person, number, Attempt(name, typed, sentence_of(wrong, language)))
    except review.AlreadyDecided as faster:
        return _again(request, site, person, number, Attempt(name, typed, ""), faster)
    return _back(request, opportunity_id, fact)


@router.post("/berichtigung/{number}/zuruecknehmen")
def take_back(
    request: Request, site: TheSite, person: Editor, number: str, fassung: Annotated[str, Form()] = ""
) -> Response:
    """Let count what stood before."""
    return _undone(request, site, person, number, fassung, review.take_back)


@router.post("/berichtigung/{number}/wieder")
def reinstate(
    request: Request, site: TheSite, person: Editor, number: str, fassung: Annotated[str, Form()] = ""
) -> Response:
    """Let a correction count again."""
    return _undone(request, site, person, number, fassung, review.reinstate)


@router.post("/vorschlag/{number}/uebernehmen")
def take_over(
    request: Request,
    site: TheSite,
    person: Editor,
    number: str,
    fassung: Annotated[str, Form()] = "",
    zurueck: Annotated[str, Form()] = "",
) -> Response:
    """Let the word of the source count."""
    return _answered(request, site, person, number, fassung, review.take_over, zurueck)


@router.post("/vorschlag/{number}/behalten")
def keep(
    request: Request,
    site: TheSite,
    person: Editor,
    number: str,
    fassung: Annotated[str, Form()] = "",
    zurueck: Annotated[str, Form()] = "",
) -> Response:
    """Keep to our word."""
    return _answered(request, site, person, number, fassung, review.keep, zurueck)


@router.post("/vorschlag/{number}/wieder")
def ask_again(
    request: Request, site: TheSite, person: Editor, number: str, fassung: Annotated[str, Form()] = ""
) -> Response:
    """Open a proposal again that was declined."""
    return _answered(request, site, person, number, fassung, review.ask_again, "eintrag")


def _correct(
    session: Session, site: Site, person: SignedIn, number: int, name: FactName, value: str | None, version: int | None
) -> None:
    review.correct(session, number, name, value, person_id=person.person_id, now=site.now(), version=version)


def _undone(
    request: Request, site: Site, person: SignedIn, number: str, fassung: str, how: Callable[..., Correction]
) -> Response:
    its_number = number_or_404(number)
    try:
        with site.store.writing() as session:
            done = how(session, its_number, person_id=person.person_id, now=site.now(), version=as_number(fassung))
            opportunity_id, field = done.opportunity_id, done.field
    except review.Unknown:
        raise HTTPException(404) from None
    except review.AlreadyDecided as faster:
        return _forestalled(request, site, person, faster)
    return _back(request, opportunity_id, slug_of(FactName(field)))


def _answered(
    request: Request,
    site: Site,
    person: SignedIn,
    number: str,
    fassung: str,
    how: Callable[..., Change],
    back: str,
) -> Response:
    its_number = number_or_404(number)
    try:
        with site.store.writing() as session:
            change = how(session, its_number, person_id=person.person_id, now=site.now(), version=as_number(fassung))
            opportunity_id, field = change.opportunity_id, change.field
    except NothingWaits:
        return desk_page(request, person, "desk/aenderung-weg.html", status=409)
    except review.AlreadyDecided as faster:
        return _forestalled(request, site, person, faster)
    if back == "eintrag":
        return _back(request, opportunity_id, slug_of(FactName(field)))
    return RedirectResponse(frame(request).link("/desk/aenderungen"), 303, headers={"Cache-Control": "no-store"})


def _again(
    request: Request,
    site: Site,
    person: SignedIn,
    number: str,
    attempt: Attempt,
    faster: review.AlreadyDecided | None = None,
) -> Response:
    """The page once more, with the form as it was filled in."""
    status = 409 if faster else 422
    return entry_page(request, site, person, int(number), attempt=attempt, faster=faster, status=status)


def _forestalled(request: Request, site: Site, person: SignedIn, faster: review.AlreadyDecided) -> Response:
    return forestalled_page(request, site, person, selected(request), 0, faster)


def _back(request: Request, number: int, slug: str) -> Response:
    address = with_view(request, f"/desk/eintrag/{number}")
    return RedirectResponse(f"{address}#{slug}", 303, headers={"Cache-Control": "no-store"})
