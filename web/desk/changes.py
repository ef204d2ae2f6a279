"""What sources say otherwise than we show: waiting for a second look, or held because it goes back and forth."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from aggregator.changes.history import number_waiting, waiting
from aggregator.intake import NothingWaits, adopt
from web.desk.changed import in_words
from web.desk.frame import desk_page
from web.language import language_of
from web.numbers import number_or_404
from web.rendering import frame
from web.security.entrance import Editor, Reader
from web.site import TheSite

router = APIRouter(prefix="/desk")

_MOST = 60  # a page stays under 100 kB with long sentences


@router.api_route("/aenderungen", methods=["GET", "HEAD"])
def changes(request: Request, site: TheSite, person: Reader) -> Response:
    """Everything that waits, flapping facts first, each with both sentences and a button to take it over."""
    with site.store.reading() as session:
        lines, total = waiting(session, limit=_MOST), number_waiting(session)
    shown = [in_words(line, site, language_of(request)) for line in lines]
    return desk_page(request, person, "desk/aenderungen.html", changes=shown, total=total)


@router.post("/aenderung/{number}/uebernehmen")
def take_over(
    request: Request, site: TheSite, person: Editor, number: str, zurueck: Annotated[str, Form()] = ""
) -> Response:
    """Let one change count at once; back to the entry where the button stood there."""
    change_id = number_or_404(number)
    try:
        with site.store.writing() as session:
            opportunity_id = adopt(session, change_id, person_id=person.person_id, now=site.now()).opportunity_id
    except NothingWaits:
        return desk_page(request, person, "desk/aenderung-weg.html", status=409)
    back = f"/desk/eintrag/{opportunity_id}" if zurueck == "eintrag" else "/desk/aenderungen"
    return RedirectResponse(frame(request).link(back), 303, headers={"Cache-Control": "no-store"})
