"""One opportunity for programs: all that its page says, with proofs and sources."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response
from pydantic import BaseModel, Field

from aggregator.changes.history import moves
from aggregator.search import OpportunityView, one, standing_for
from web.api.deadlines import OPEN_TO_PAGES, SAME, Deadline, deadline_of
from web.api.problems import described
from web.finder.quoting import is_web_address
from web.rendering import cached
from web.site import TheSite

router = APIRouter()

_LARGEST = 2**31 - 1


class Proven(BaseModel):
    """A fact and the sentence it stands in, in the language of the source."""

    fact: str
    value: str
    sentence: str


class Seen(BaseModel):
    """A source that reports it; `gone_at` is since when it is not listed there any more."""

    name: str
    url: str | None
    gone_at: datetime | None


class Moved(BaseModel):
    """A deadline that moved, and when that was first seen."""

    before: date
    after: date
    seen_at: datetime


class Opportunity(Deadline):
    """All that is known of one."""

    summary: str
    status: str = Field(description="In the words of its source: announced, open, closed, withdrawn; else empty")
    organiser: str
    place: str
    amount_min: Decimal | None
    proofs: list[Proven]
    sources: list[Seen]
    moves: list[Moved]


@router.get(
    "/opportunities/{number}",
    response_model=Opportunity,
    summary="One opportunity by its number",
    responses={**SAME, **described(404, 422)},
)
def opportunity(request: Request, site: TheSite, number: Annotated[int, Path(ge=1, le=_LARGEST)]) -> Response:
    """The one with this number; of one that was merged the one that stands for it: look at `id`."""
    with site.store.reading() as session:
        view = one(session, standing_for(session, [number])[number])
        if view is None or view.state != "accepted":
            raise HTTPException(404)
        moved = [Moved(before=one.before, after=one.after, seen_at=one.seen_at) for one in moves(session, view.id)]
    listed = deadline_of(view, site.settings, "de")
    body = Opportunity(**listed.model_dump(), **_further(view), moves=moved)
    return cached(request, body.model_dump_json().encode(), "application/json", headers=OPEN_TO_PAGES)


def _further(view: OpportunityView) -> dict[str, object]:
    return {
        "summary": view.summary,
        "status": view.status,
        "organiser": view.organiser,
        "place": view.place,
        "amount_min": view.amount_min,
        "proofs": [Proven(fact=proof.field, value=proof.value, sentence=proof.quote) for proof in view.proofs],
        "sources": [
            Seen(name=seen.source_name, url=seen.url if is_web_address(seen.url) else None, gone_at=seen.gone_at)
            for seen in view.seen_at
        ],
    }
