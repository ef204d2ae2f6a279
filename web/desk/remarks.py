"""What readers say is wrong: all that is open, and the button that says that somebody looked."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from aggregator import remarks
from web.desk.frame import desk_page
from web.numbers import entry_number
from web.rendering import frame
from web.security.entrance import Editor, Reader
from web.site import TheSite

router = APIRouter(prefix="/desk")


@router.api_route("/hinweise", methods=["GET", "HEAD"])
def open_ones(request: Request, site: TheSite, person: Reader) -> Response:
    """All that is open, oldest first."""
    with site.store.reading() as session:
        found = remarks.open_remarks(session)
    return desk_page(request, person, "desk/hinweise.html", remarks=found)


@router.post("/eintrag/{number}/hinweise")
def settle(request: Request, site: TheSite, person: Editor, number: str) -> Response:
    """Somebody looked at what was said of this entry."""
    here = entry_number(number)
    with site.store.writing() as session:
        remarks.settle(session, here, person_id=person.person_id, now=site.now())
    return RedirectResponse(frame(request).link(f"/desk/eintrag/{here}"), 303, headers={"Cache-Control": "no-store"})
