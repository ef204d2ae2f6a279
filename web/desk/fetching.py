"""Asking for the page of an entry to be fetched now: the wish is written down, and the worker finds it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from aggregator.sources import NotSeenThere, want_again
from web.desk.going_on import with_view
from web.numbers import number_or_404
from web.security.entrance import Editor
from web.site import TheSite

router = APIRouter(prefix="/desk")


@router.post("/eintrag/{number}/holen")
def fetch_again(
    request: Request, site: TheSite, person: Editor, number: str, fundort: Annotated[str, Form()] = ""
) -> Response:
    """Write down that somebody waits for it, and show the page, which says so."""
    opportunity_id, finding_id = number_or_404(number), number_or_404(fundort)
    try:
        with site.store.writing() as session:
            want_again(session, opportunity_id, finding_id, person_id=person.person_id, now=site.now())
    except NotSeenThere:
        raise HTTPException(404, "no-opportunity") from None
    address = f"{with_view(request, f'/desk/eintrag/{number}')}#quelltext"
    return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})
