"""One opportunity at the desk: its facts beside the text they were read from."""

from __future__ import annotations

import re

from fastapi import APIRouter, HTTPException, Request, Response

from aggregator.changes.history import history
from aggregator.model import ChangeState
from aggregator.search import one
from web.desk.changed import in_words
from web.desk.evidence import source_text
from web.desk.frame import desk_page
from web.desk.lately import standing_decision
from web.finder.pages import shown
from web.language import language_of
from web.security.entrance import Reader
from web.site import TheSite

router = APIRouter(prefix="/desk")


@router.api_route("/eintrag/{number}", methods=["GET", "HEAD"])
def entry(request: Request, site: TheSite, person: Reader, number: str) -> Response:
    """Facts on one side, the source's text with the evidence marked on the other."""
    if not re.fullmatch(r"[0-9]{1,9}", number):
        raise HTTPException(404, "no-opportunity")
    with site.store.reading() as session:
        view = one(session, int(number))
        if view is None:
            raise HTTPException(404, "no-opportunity")
        text = source_text(session, view.id)
        standing = standing_decision(session, view.id)
        changes = [in_words(line, site, language_of(request)) for line in history(session, view.id)]
    decided_at = site.local(standing.at) if standing else None
    return desk_page(
        request,
        person,
        "desk/eintrag.html",
        item=shown(view, site),
        text=text,
        standing=standing,
        at=decided_at,
        waiting=[change for change in changes if change.is_open],
        conflicts=[change for change in changes if change.line.state == ChangeState.CONFLICT],
        told=[change for change in changes if change.line.state == ChangeState.TOLD],
    )
