"""Reported barriers at the desk: read, answer, close, open again."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from aggregator import barriers
from web.desk.frame import desk_page
from web.numbers import number_or_404
from web.rendering import frame
from web.security.entrance import Editor, Reader
from web.security.sessions import SignedIn
from web.site import Site, TheSite

router = APIRouter(prefix="/desk/rueckmeldungen")


@router.api_route("", methods=["GET", "HEAD"])
def everything(request: Request, site: TheSite, person: Reader) -> Response:
    """What waits, the oldest first, and what was done lately."""
    with site.store.reading() as session:
        waiting, done = barriers.waiting(session), barriers.closed(session)
    return desk_page(
        request,
        person,
        "desk/rueckmeldungen.html",
        waiting=waiting,
        done=done,
        local=site.local,
        kept_days=barriers.FORGOTTEN_AFTER.days,
    )


@router.post("/{number}/erledigt")
def close(request: Request, site: TheSite, person: Editor, number: str) -> Response:
    """It is done. Pressed twice it is done once."""
    return _moved(request, site, person, number, barriers.close)


@router.post("/{number}/offen")
def reopen(request: Request, site: TheSite, person: Editor, number: str) -> Response:
    """It is not done after all."""
    return _moved(request, site, person, number, barriers.reopen)


def _moved(request: Request, site: Site, person: SignedIn, number: str, move: Callable[..., bool]) -> Response:
    found = number_or_404(number)
    with site.store.writing() as session:
        if not barriers.exists(session, found):
            raise HTTPException(404)
        move(session, found, person_id=person.person_id, now=site.now())
    path = frame(request).link("/desk/rueckmeldungen")
    return RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})
