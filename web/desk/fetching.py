"""Asking for the page of an entry to be fetched now: the wish is written down, and the worker finds it."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from aggregator.sources import NotSeenThere, want_again
from web.desk.going_on import with_view
from web.security.entrance import Editor
from web.site import TheSite

router = APIRouter(prefix="/desk")

_NUMBER = re.compile(r"[0-9]{1,9}")


@router.post("/eintrag/{number}/holen")
def fetch_again(
    request: Request, site: TheSite, person: Editor, number: str, fundort: Annotated[str, Form()] = ""
) -> Response:
    """Write down that somebody waits for it, and show the page, which says so."""
    if not (_NUMBER.fullmatch(number) and _NUMBER.fullmatch(fundort)):
        raise HTTPException(404)
    try:
        with site.store.writing() as session:
            want_again(session, int(number), int(fundort), person_id=person.person_id, now=site.now())
    except NotSeenThere:
        raise HTTPException(404, "no-opportunity") from None
    address = f"{with_view(request, f'/desk/eintrag/{number}')}#quelltext"
    return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})
