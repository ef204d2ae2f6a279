"""A row of several entries that may be one thing: all merged, kept apart, or rejected, with one press."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response

from aggregator import review
from aggregator.model import Action
from aggregator.search import one
from web.desk.deciding import back, forestalled
from web.desk.frame import desk_page
from web.desk.in_place import Piece, answer, as_pieces, rows_of, wants_in_place
from web.desk.selection import Kept, Selection
from web.numbers import NUMBER, number_or_404
from web.security.entrance import Editor
from web.security.sessions import SignedIn
from web.site import Site, TheSite

router = APIRouter(prefix="/desk")


class Verb(StrEnum):
    """What can be done with all of a row, as it stands in the address."""

    MERGE = "zusammenfuehren"
    APART = "verschieden"
    REJECT = "verwerfen"


@router.post("/eingang/zusammen/{verb}")
def decide_together(
    request: Request,
    site: TheSite,
    person: Editor,
    selection: Kept,
    verb: str,
    fuehrt: Annotated[str, Form()] = "",
    eintrag: Annotated[list[str] | None, Form()] = None,
    dazu: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Answer for all entries of a row. `eintrag` are those that wait, `dazu` the others, as number and version: `12.3`.

    Only what the person saw is decided on: whoever came to the row since is left alone.
    """
    waiting, others = versions(eintrag), versions(dazu)
    lead, seen = number_or_404(fuehrt), waiting | others
    if verb not in set(Verb) or lead not in waiting:
        raise HTTPException(404)
    if verb != Verb.REJECT and not 1 < len(seen) <= review.MOST_AT_ONCE:
        raise HTTPException(404)
    if verb == Verb.REJECT:
        return _reject_all(request, site, person, selection, lead, waiting)
    try:
        with site.store.writing() as session:
            doing = review.merge_all if verb == Verb.MERGE else review.keep_all_apart
            decisions = doing(session, seen, person_id=person.person_id, today=site.today(), now=site.now())
            kept = decisions[0].opportunity_id
    except review.Unknown:
        raise HTTPException(404, "no-opportunity") from None
    except review.AlreadyDecided as faster:
        return forestalled(request, site, person, selection, lead, faster)
    except (review.NotTogether, review.CannotJoin):
        return _not_together(request, site, person, selection, lead, seen)
    if not wants_in_place(request):
        return back(request, selection)
    pieces = _after(site, person, selection, lead, kept if verb == Verb.MERGE else lead, seen)
    return answer(request, site, person, selection, pieces, say="merge" if verb == Verb.MERGE else "apart")


def versions(words: list[str] | None) -> dict[int, int]:
    """Numbers with the versions that were shown: `12.3`; what nobody understands is left out."""
    found = (re.fullmatch(rf"({NUMBER})\.({NUMBER})", word) for word in words or ())
    return {int(one[1]): int(one[2]) for one in found if one}


def _after(
    site: Site, person: SignedIn, selection: Selection, lead: int, kept: int, seen: Mapping[int, int]
) -> list[Piece]:
    """What stands where the row was: the merged one, those that are apart now, or that it went into a decided one."""
    rows = rows_of(site, person, selection, seen)
    if rows:
        return as_pieces(rows, seen, instead=lead, after=lead)
    with site.store.reading() as session:
        return [Piece(lead, view=one(session, kept), done="merge")]


def _reject_all(
    request: Request, site: Site, person: SignedIn, selection: Selection, lead: int, waiting: Mapping[int, int]
) -> Response:
    with site.store.writing() as session:
        done = review.decide_all(session, Action.REJECT, waiting, person_id=person.person_id, now=site.now())
    if not wants_in_place(request):
        return back(request, selection)
    number = len(done.decisions)
    if not number:
        return forestalled(request, site, person, selection, lead, next(iter(done.left_out.values())))
    with site.store.reading() as session:
        first = Piece(lead, view=one(session, lead), done="verwerfen", many=number)
    left = as_pieces(rows_of(site, person, selection, done.left_out), (), after=lead) if done.left_out else []
    return answer(request, site, person, selection, [first, *left], say="left-out" if done.left_out else "verwerfen")


def _not_together(
    request: Request, site: Site, person: SignedIn, selection: Selection, lead: int, seen: Mapping[int, int]
) -> Response:
    """Somebody answered meanwhile: nothing is merged, and the rows are shown as they stand now."""
    if not wants_in_place(request):
        return desk_page(request, person, "desk/geht-nicht.html", status=409, number=lead, obstacle="not_together")
    pieces = as_pieces(rows_of(site, person, selection, seen), seen, instead=lead, after=lead)
    return answer(request, site, person, selection, pieces, say="not-together", status=409)
