"""Who looks at an entry just now: said by a button, or by the script while the page of the entry is open."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from aggregator import review
from web.desk.frame import desk_page
from web.desk.in_place import wants_in_place
from web.numbers import entry_number
from web.rendering import frame
from web.security.entrance import Editor
from web.security.sessions import SignedIn
from web.site import Site, TheSite

router = APIRouter(prefix="/desk")


@dataclass(frozen=True, slots=True)
class Claimed:
    """Who looks at an entry besides oneself, and whether one said so oneself."""

    number: int
    lookers: tuple[review.Looking, ...]
    mine: bool


@router.post("/eintrag/{number}/ansehen")
def look_at(request: Request, site: TheSite, person: Editor, number: str) -> Response:
    """Say that one looks at it; it is forgotten after ten minutes, or when one decides."""
    here = entry_number(number)
    try:
        with site.store.writing() as session:
            review.claim(session, here, person_id=person.person_id, now=site.now())
    except review.Unknown:
        raise HTTPException(404, "no-opportunity") from None
    return _told(request, site, person, here)


@router.post("/eintrag/{number}/loslassen")
def let_go(request: Request, site: TheSite, person: Editor, number: str) -> Response:
    """Say that one looks at it no more."""
    here = entry_number(number)
    with site.store.writing() as session:
        review.release(session, [here], person_id=person.person_id)
    return _told(request, site, person, here)


def claimed(session: Session, site: Site, person: SignedIn, number: int) -> Claimed:
    """What `desk/anspruch.html` shows of an entry, under the name `claimed`."""
    now, mine = site.now(), person.person_id
    found = review.lookers(session, [number], now=now, apart_from=mine)
    return Claimed(number, found.get(number, ()), review.holds(session, number, person_id=mine, now=now))


def _told(request: Request, site: Site, person: SignedIn, number: int) -> Response:
    if not wants_in_place(request):
        path = frame(request).link(f"/desk/eintrag/{number}")
        return RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})
    with site.store.reading() as session:
        found = claimed(session, site, person, number)
    return desk_page(request, person, "desk/anspruch.html", claimed=found)
