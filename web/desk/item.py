"""One opportunity at the desk: its facts beside the text they were read from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request, Response

from aggregator import review
from aggregator.changes.history import history
from aggregator.model import ChangeState
from aggregator.search import one, standing_for
from web.desk.changed import in_words
from web.desk.evidence import source_text
from web.desk.frame import desk_page
from web.desk.lately import last_decision, standing_decision
from web.desk.sightings import disputes, joined, sightings
from web.finder.pages import shown, to_standing
from web.language import language_of
from web.security.entrance import Reader
from web.security.sessions import SignedIn
from web.site import Site, TheSite

router = APIRouter(prefix="/desk")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What was wrong with a form of the page: which form, what, and what was typed."""

    form: str
    what: str
    typed: str = ""


@router.api_route("/eintrag/{number}", methods=["GET", "HEAD"])
def entry(request: Request, site: TheSite, person: Reader, number: str) -> Response:
    """Facts on one side, the source's text with the evidence marked on the other."""
    if not re.fullmatch(r"[0-9]{1,9}", number):
        raise HTTPException(404, "no-opportunity")
    return entry_page(request, site, person, int(number))


def entry_page(
    request: Request, site: Site, person: SignedIn, number: int, *, status: int = 200, mistake: Mistake | None = None
) -> Response:
    """The page of an opportunity, with what is wrong with a form of it; of a merged one the page of the other one."""
    language = language_of(request)
    with site.store.reading() as session:
        standing_one = standing_for(session, [number])[number]
        view = one(session, standing_one)
        if view is None:
            raise HTTPException(404, "no-opportunity")
        text = source_text(session, view.id)
        standing = standing_decision(session, view.id)
        lines = history(session, view.id)
        joinings = review.joinings(session, view.id)
        asked = review.questions_about(session, view.id)
        lately = last_decision(session, person)
    if standing_one != number:
        return to_standing(request, f"/desk/eintrag/{standing_one}")
    changes = [in_words(line, site, language) for line in lines]
    return desk_page(
        request,
        person,
        "desk/eintrag.html",
        status=status,
        item=shown(view, site),
        text=text,
        standing=standing,
        at=site.local(standing.at) if standing else None,
        waiting=[change for change in changes if change.is_open],
        told=[change for change in changes if change.line.state == ChangeState.TOLD],
        disputes=disputes(view, lines, language),
        sightings=sightings(view, site, language),
        joinings=joined(joinings, site),
        asked=asked,
        lately=lately if lately and lately.is_joining and lately.opportunity_id == view.id else None,
        mistake=mistake,
    )
