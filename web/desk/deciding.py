"""Decisions on the inbox: one for each press, why something was rejected, and all of it taken back."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from aggregator import review
from aggregator.model import Action, Because, Decision
from aggregator.search import one
from web.desk.frame import desk_page
from web.desk.in_place import Piece, answer, as_pieces, rows_of, surroundings, wants_in_place
from web.desk.selection import PER_PAGE, Kept, Selection
from web.numbers import NUMBER, as_number, number_or_404
from web.rendering import frame
from web.security.entrance import Editor
from web.security.sessions import SignedIn
from web.site import Site, TheSite

router = APIRouter(prefix="/desk")

_PLACES = rf"gleich|entschieden|eintrag/{NUMBER}"


class Verb(StrEnum):
    """What can be done with a row, as it stands in the address."""

    ACCEPT = "annehmen"
    REJECT = "verwerfen"
    LATER = "spaeter"


ACTIONS = {Verb.ACCEPT: Action.ACCEPT, Verb.REJECT: Action.REJECT, Verb.LATER: Action.LATER}
_DOING = {Verb.ACCEPT: review.accept, Verb.REJECT: review.reject, Verb.LATER: review.later}


@router.post("/eintrag/{number}/{verb}")
def decide(
    request: Request,
    site: TheSite,
    person: Editor,
    selection: Kept,
    number: str,
    verb: str,
    fassung: Annotated[str, Form()] = "",
    dabei: Annotated[str, Form()] = "",
) -> Response:
    """Accept, reject or put off one row; answered in place where the script asks, else with the inbox anew.

    `dabei` are others that stood in the row: what of them is still to be decided on comes after it.
    """
    asked, opportunity_id = verb_or_404(verb), number_or_404(number)
    try:
        carry_out(site, person, asked, opportunity_id, fassung)
    except review.AlreadyDecided as faster:
        return forestalled(request, site, person, selection, opportunity_id, faster)
    if not wants_in_place(request):
        return back(request, selection)
    others = [found for found in map(as_number, dabei.split()[:50]) if found is not None]
    following = as_pieces(rows_of(site, person, selection, others), (), after=opportunity_id) if others else []
    with site.store.reading() as session:
        done = Piece(opportunity_id, view=one(session, opportunity_id), done=verb)
    return answer(request, site, person, selection, [done, *following], say=verb)


def verb_or_404(word: str) -> Verb:
    """What is to be done; raises 404 for anything else."""
    if word not in set(Verb):
        raise HTTPException(404)
    return Verb(word)


def carry_out(site: Site, person: SignedIn, verb: Verb, opportunity_id: int, version: str) -> None:
    """Decide on an entry as its `version` was shown; the same press a second time is done already.

    Raises AlreadyDecided, or 404 where there is none.
    """
    seen = as_number(version)
    try:
        with site.store.writing() as session:
            _DOING[verb](session, opportunity_id, person_id=person.person_id, now=site.now(), version=seen)
    except review.AlreadyDecided as faster:
        if faster.person_id != person.person_id or faster.action != ACTIONS[verb]:
            raise
    except review.Unknown:
        raise HTTPException(404, "no-opportunity") from None


@router.post("/grund")
def give_reason(
    request: Request,
    site: TheSite,
    person: Editor,
    selection: Kept,
    entscheidung: Annotated[str, Form()] = "",
    grund: Annotated[str, Form()] = "",
    zurueck: Annotated[str, Form()] = "",
) -> Response:
    """Say why something was rejected, after it was."""
    if grund not in set(Because):
        raise HTTPException(404)
    try:
        with site.store.writing() as session:
            given = as_number(entscheidung) or 0
            decisions = review.give_reason(session, given, Because(grund), person_id=person.person_id)
            numbers = [decision.opportunity_id for decision in decisions]
    except review.NotRejected:
        if wants_in_place(request):
            return answer(request, site, person, selection, [], say="nothing", moves=False, status=409)
        return back(request, selection, zurueck)
    if not wants_in_place(request):
        return back(request, selection, zurueck)
    with site.store.reading() as session:
        view = one(session, numbers[0])
    first = Piece(numbers[0], view=view, done="verwerfen", because=Because(grund), many=len(numbers))
    return answer(request, site, person, selection, [first], say="grund", moves=False)


@router.post("/rueckgaengig")
def undo_step(
    request: Request,
    site: TheSite,
    person: Editor,
    selection: Kept,
    entscheidung: Annotated[str, Form()] = "",
    berichtigung: Annotated[str, Form()] = "",
    zurueck: Annotated[str, Form()] = "",
) -> Response:
    """Undo one's own last step, or the one that is named; back to where the button stood.

    Mergers and partings may be named whoever made them.
    """
    decision_id, correction_id = as_number(entscheidung), as_number(berichtigung)
    try:
        with site.store.writing() as session:
            if correction_id is not None:
                numbers = _take_back_correction(session, site, person, correction_id)
            else:
                numbers = _take_back_decision(session, site, person, decision_id)
    except review.AlreadyDecided as faster:
        return forestalled(request, site, person, selection, 0, faster)
    except review.Unknown:
        numbers = []
    except review.CannotJoin as wrong:
        template = "desk/geht-nicht-zeile.html" if wants_in_place(request) else "desk/geht-nicht.html"
        return desk_page(request, person, template, status=409, number="", obstacle=wrong.obstacle)
    if not wants_in_place(request):
        return back(request, selection, zurueck)
    pieces = undone_pieces(site, person, selection, numbers)
    return answer(request, site, person, selection, pieces, say="undone" if numbers else "nothing", moves=bool(numbers))


def undone_pieces(site: Site, person: SignedIn, selection: Selection, numbers: list[int]) -> list[Piece]:
    """The rows that came back; of who came back to another part of the inbox that it was taken back.

    None where more came back than a page shows: it is loaded anew.
    """
    if len(numbers) > PER_PAGE:
        return []
    rows = rows_of(site, person, selection, numbers)
    pieces = [piece for row in rows for piece in as_pieces([row], numbers, instead=_inside(row, numbers))]
    placed = {piece.number for piece in pieces}
    with site.store.reading() as session:
        elsewhere = [one(session, number) for number in numbers if number not in placed]
    return pieces + [Piece(view.id, view=view, done="undone") for view in elsewhere if view is not None]


def _inside(row: review.InboxRow, numbers: list[int]) -> int:
    """One that came back into the row: it stood for all of it while they were merged."""
    return next((other.view.id for other in row.others if other.view.id in numbers), 0)


def forestalled(
    request: Request, site: Site, person: SignedIn, selection: Selection, number: int, faster: review.AlreadyDecided
) -> Response:
    """Nothing is overwritten; who was faster is told, with the time on the office's clock."""
    if not wants_in_place(request):
        return forestalled_page(request, site, person, selection, number, faster)
    told = {"number": number, "faster": faster, "at": site.local(faster.at)}
    around = surroundings(site, person, selection)
    return desk_page(request, person, "desk/vergeben-zeile.html", status=409, **told, **around)


def forestalled_page(
    request: Request, site: Site, person: SignedIn, selection: Selection, number: int, faster: review.AlreadyDecided
) -> Response:
    """The same as a page of its own, with the way back to the inbox; `number` 0: without one to the entry."""
    told = {"selection": selection, "number": number, "faster": faster, "at": site.local(faster.at)}
    opens = f"/desk/eintrag/{number}" if number else f"/desk/eingang{selection.query()}"
    return desk_page(request, person, "desk/vergeben.html", status=409, opens=opens, **told)


def back(request: Request, selection: Selection, page: str = "") -> Response:
    """Lead back to the inbox as it was looked at, or to another page of the desk that shows the button."""
    path = f"/desk/{page}" if re.fullmatch(_PLACES, page) else f"/desk/eingang{selection.query(start=selection.start)}"
    return RedirectResponse(frame(request).link(path), 303, headers={"Cache-Control": "no-store"})


def _take_back_decision(session: Session, site: Site, person: SignedIn, decision_id: int | None) -> list[int]:
    """Gives the numbers of the entries that came back."""
    named = session.get(Decision, decision_id) if decision_id else None
    together = review.made_together(session, named) if named else []
    undone = review.undo(session, person_id=person.person_id, now=site.now(), decision_id=decision_id)
    if undone is None:
        return []
    back_again = [decision for decision in together or [undone] if decision.undone_at is not None]
    found = [decision.opportunity_id for decision in back_again]
    found += [int(decision.before["absorbed"]) for decision in back_again if "absorbed" in decision.before]
    found += [int(decision.after["other"]) for decision in back_again if "other" in decision.after]
    return list(dict.fromkeys(found))


def _take_back_correction(session: Session, site: Site, person: SignedIn, correction_id: int) -> list[int]:
    undone = review.take_back(session, correction_id, person_id=person.person_id, now=site.now())
    return [undone.opportunity_id]
