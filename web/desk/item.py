"""One opportunity at the desk: its facts beside the text they were read from."""

from __future__ import annotations

import re

from fastapi import APIRouter, HTTPException, Request, Response

from aggregator.changes.history import history
from aggregator.model import ChangeState
from aggregator.review import AlreadyDecided, corrections
from aggregator.search import one
from web.desk.changed import in_words
from web.desk.correctable import Attempt, fact_rows
from web.desk.evidence import source_text
from web.desk.frame import desk_page
from web.desk.lately import standing_decision
from web.finder.pages import shown
from web.language import language_of
from web.security.entrance import Reader
from web.security.sessions import SignedIn
from web.site import Site, TheSite

router = APIRouter(prefix="/desk")

_PAST = (ChangeState.TOLD, ChangeState.CORRECTED, ChangeState.DECLINED)


@router.api_route("/eintrag/{number}", methods=["GET", "HEAD"])
def entry(request: Request, site: TheSite, person: Reader, number: str) -> Response:
    """Facts on one side, the source's text with the evidence marked on the other."""
    if not re.fullmatch(r"[0-9]{1,9}", number):
        raise HTTPException(404, "no-opportunity")
    return entry_page(request, site, person, int(number))


def entry_page(
    request: Request,
    site: Site,
    person: SignedIn,
    number: int,
    *,
    attempt: Attempt | None = None,
    faster: AlreadyDecided | None = None,
    status: int = 200,
) -> Response:
    """The page; after a correction that failed with what was typed, after one that came too late with who was faster.

    Raises 404 where there is no such opportunity.
    """
    language = language_of(request)
    with site.store.reading() as session:
        view = one(session, number)
        if view is None:
            raise HTTPException(404, "no-opportunity")
        text = source_text(session, view.id)
        standing = standing_decision(session, view.id)
        changes = [in_words(line, site, language) for line in history(session, view.id)]
        by_hand = corrections(session, view.id, now=site.now())
    return desk_page(
        request,
        person,
        "desk/eintrag.html",
        status=status,
        item=shown(view, site),
        text=text,
        standing=standing,
        at=site.local(standing.at) if standing else None,
        rows=fact_rows(by_hand, changes, site, language, attempt),
        faster=faster,
        faster_at=site.local(faster.at) if faster else None,
        waiting=[change for change in changes if change.is_open],
        conflicts=[change for change in changes if change.line.state == ChangeState.CONFLICT],
        told=[change for change in changes if change.line.state in _PAST],
    )
