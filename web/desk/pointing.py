"""A press on a day, a sum or a country in the source's text: the fact is that from now on, and the place proves it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from aggregator import review
from aggregator.changes import FactName
from aggregator.review import Place, Sets
from web.desk.correctable import slug_of
from web.desk.going_on import with_view
from web.desk.item import Mistake, entry_page
from web.desk.typed_facts import sentence_of
from web.language import language_of
from web.numbers import NUMBER, as_number, entry_number, number_or_404
from web.security.entrance import Editor
from web.security.sessions import SignedIn
from web.site import Site, TheSite

router = APIRouter(prefix="/desk")

_PLACE = re.compile(rf"({NUMBER})-({NUMBER})")
_SETS = {"frist": Sets.DEADLINE, "termin": Sets.EVENT, "anfang": Sets.FIRST, "ende": Sets.LAST}


@dataclass(frozen=True, slots=True)
class Press:
    """What the button brought: the place in the text as it was shown, and what a day sets."""

    place: Place
    sets: Sets
    version: int | None


def pressed(
    stelle: Annotated[str, Form()] = "",
    fundort: Annotated[str, Form()] = "",
    gelesen: Annotated[str, Form()] = "",
    setzt: Annotated[str, Form()] = "",
    fassung: Annotated[str, Form()] = "",
) -> Press:
    """Read the form; 404 where no button of ours sent it."""
    place = _PLACE.fullmatch(stelle)
    if place is None:
        raise HTTPException(404)
    where = Place(number_or_404(fundort), int(place[1]), int(place[2]), gelesen)
    return Press(where, _SETS.get(setzt, Sets.DEADLINE), as_number(fassung))


@router.post("/eintrag/{number}/stelle")
def point(
    request: Request, site: TheSite, person: Editor, number: str, press: Annotated[Press, Depends(pressed)]
) -> Response:
    """Let a fact be what stands at a place of the text; where the text was read anew since, nothing is done."""
    opportunity_id = entry_number(number)
    try:
        name = _point(site, person, opportunity_id, press)
    except review.Unknown:
        raise HTTPException(404, "no-opportunity") from None
    except review.NothingThere:
        return entry_page(request, site, person, opportunity_id, mistake=Mistake("stelle", "read_anew"), status=409)
    except review.AlreadyDecided as faster:
        return entry_page(request, site, person, opportunity_id, faster=faster, status=409)
    except review.CannotBe as wrong:
        if wrong.flaw is not review.Flaw.UNCHANGED:
            told = Mistake("stelle", "cannot_be", sentence_of(wrong, language_of(request)))
            return entry_page(request, site, person, opportunity_id, mistake=told, status=422)
        name = wrong.name  # pressed twice: it is so already
    address = f"{with_view(request, f'/desk/eintrag/{number}')}#{slug_of(name)}"
    return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})


def _point(site: Site, person: SignedIn, number: int, press: Press) -> FactName:
    with site.store.writing() as session:
        done = review.point(
            session,
            number,
            press.place,
            press.sets,
            person_id=person.person_id,
            now=site.now(),
            version=press.version,
        )
        return FactName(done.field)
