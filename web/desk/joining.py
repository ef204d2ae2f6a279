"""Merge an entry with another one by hand, or part a source from it that does not belong there."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from aggregator import review
from aggregator.review import CannotJoin, Obstacle
from aggregator.search import one, seen_under, standing_for
from web.desk.frame import desk_page
from web.desk.item import Mistake, entry_page
from web.desk.side_by_side import side_by_side
from web.language import language_of
from web.numbers import NUMBER, as_number, entry_number
from web.rendering import frame
from web.security.entrance import Editor, Reader
from web.site import TheSite

router = APIRouter(prefix="/desk")

_OURS = re.compile(rf"/(?:desk/eintrag|angebot)/({NUMBER})(?:[^0-9].*)?$")
_ASK_AGAIN = (Obstacle.NOTHING_CHOSEN, Obstacle.NOTHING_LEFT)
_LONGEST = 2_000


@router.api_route("/eintrag/{number}/zusammenfuehren", methods=["GET", "HEAD"])
def compare(request: Request, site: TheSite, person: Reader, number: str, mit: str = "") -> Response:
    """Both side by side before anything is merged; what was typed may be a number or an address."""
    here = entry_number(number)
    with site.store.reading() as session:
        there = _meant(session, mit)
        standing = standing_for(session, [here, there or 0])
        here, there = standing[here], standing[there or 0]
        if one(session, here) is None:
            raise HTTPException(404, "no-opportunity")
        wrong = "empty" if not mit.strip() else "itself" if here == there else "unknown"
        try:
            shown = side_by_side(review.pair(session, here, there), site, language_of(request))
        except review.Unknown:
            shown = None
    if shown is None:
        return entry_page(request, site, person, here, status=422, mistake=Mistake("merge", wrong, mit[:_LONGEST]))
    return desk_page(
        request,
        person,
        "desk/paar.html",
        shown=shown,
        question=None,
        came_from=here,
        why=None,
        before=None,
        after=None,
        lately=None,
    )


@router.post("/eintrag/{number}/zusammenfuehren")
def merge(request: Request, site: TheSite, person: Editor, number: str, mit: Annotated[str, Form()] = "") -> Response:
    """Let one stand for both; leads to that one."""
    both = entry_number(number), entry_number(mit)
    try:
        with site.store.writing() as session:
            decision = review.merge(session, *both, person_id=person.person_id, now=site.now())
            kept = decision.opportunity_id
    except review.Unknown:
        raise HTTPException(404, "no-opportunity") from None
    except CannotJoin as wrong:
        return desk_page(request, person, "desk/geht-nicht.html", status=409, number=number, obstacle=wrong.obstacle)
    return _to(request, kept)


@router.post("/eintrag/{number}/herausloesen")
def part(
    request: Request, site: TheSite, person: Editor, number: str, fund: Annotated[list[str] | None, Form()] = None
) -> Response:
    """Make a new entry of some of the sources; leads back to the entry."""
    here = entry_number(number)
    chosen = {found for found in map(as_number, fund or ()) if found is not None}
    try:
        with site.store.writing() as session:
            review.split(session, here, chosen, person_id=person.person_id, now=site.now())
    except review.Unknown:
        raise HTTPException(404, "no-opportunity") from None
    except CannotJoin as wrong:
        if wrong.obstacle in _ASK_AGAIN:
            return entry_page(request, site, person, here, status=422, mistake=Mistake("part", wrong.obstacle.value))
        return desk_page(request, person, "desk/geht-nicht.html", status=409, number=number, obstacle=wrong.obstacle)
    return _to(request, here)


def _meant(session: Session, typed: str) -> int | None:
    """The entry that a number, an address of ours or an address at a source names."""
    typed = typed.strip()
    if re.fullmatch(rf"#?\s?{NUMBER}", typed):
        return int(typed.lstrip("# "))
    ours = _OURS.search(typed)
    if ours:
        return int(ours[1])
    return seen_under(session, typed) if "." in typed and len(typed) <= _LONGEST else None


def _to(request: Request, number: int) -> Response:
    return RedirectResponse(frame(request).link(f"/desk/eintrag/{number}"), 303, headers={"Cache-Control": "no-store"})
