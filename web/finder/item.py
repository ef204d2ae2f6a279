"""The page of one opportunity: its facts and proofs, its rounds, and what is like it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from aggregator.changes.history import moves
from aggregator.recurring import rounds_of, usual_month
from aggregator.remarks import LONGEST
from web.finder.calendar import has_day
from web.finder.described import json_ld
from web.finder.pages import published, shown, to_standing
from web.finder.reporting import mark
from web.finder.similar import similar_to
from web.language import language_of
from web.rendering import public_page
from web.site import TheSite

router = APIRouter()


@router.api_route("/angebot/{number}", methods=["GET", "HEAD"])
def opportunity(request: Request, site: TheSite, number: str) -> Response:
    """One opportunity with the sentences that prove its facts."""
    today = site.today()
    with site.store.reading() as session:
        view = published(session, number)
        if view.id != int(number):
            return to_standing(request, f"/angebot/{view.id}")
        moved = moves(session, view.id)
        rounds = rounds_of(session, view, today=today)
        similar = similar_to(session, view, today=today)
    # who comes from an old link reads why; machines hear that there is nothing to come back for
    status = 410 if view.status == "withdrawn" else 200
    return public_page(
        request,
        "angebot.html",
        status=status,
        item=shown(view, site),
        has_day=has_day(view),
        moves=moved,
        similar=similar,
        later=[one for one in rounds if view.deadline and one.deadline > view.deadline],
        earlier=[one for one in reversed(rounds) if view.deadline and one.deadline < view.deadline],
        expected=usual_month(rounds, today=today),
        described=json_ld(view, site.settings, language_of(request)),
        mark=mark(site, view.id),
        longest=LONGEST,
    )
