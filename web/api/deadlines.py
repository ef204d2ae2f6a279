"""The deadlines for programs: `/api/v1/deadlines`, the same query as in the finder's addresses."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from aggregator.search import Found, OpportunityView, find
from web.api.problems import Misunderstood, described, not_understood
from web.finder.address import LAST_PAGE, Wish
from web.finder.place import asked_for
from web.finder.quoting import is_web_address
from web.language import in_language
from web.rendering import cached
from web.settings import WebSettings
from web.site import TheSite

router = APIRouter()
SAME: dict[int | str, dict[str, Any]] = {304: {"description": "As in the ETag that was sent"}}
OPEN_TO_PAGES = {"Access-Control-Allow-Origin": "*"}
"""Scripts of other sites may read what anybody may read; no cookie goes with it."""
MOST_PER_PAGE = 100
_PER_PAGE = 20


class Deadline(BaseModel):
    """One opportunity. `deadline` is a day at its place, inclusive; moments are UTC."""

    id: int
    title: str
    kind: str
    url: str = Field(description="Its page here")
    source_url: str | None = Field(description="Where it was announced; null where the office itself says so")
    language: str
    deadline: date | None
    deadline_time: time | None
    deadline_zone: str | None
    certainty: str
    former_deadline: date | None
    event_start: date | None
    event_end: date | None
    amount_max: Decimal | None
    currency: str | None
    countries: tuple[str, ...]
    topics: tuple[str, ...]
    audiences: tuple[str, ...]
    evidence: str | None = Field(description="The sentence in which the deadline stands, in the source's language")
    version: int
    updated_at: datetime
    checked_at: datetime


class DeadlinesPage(BaseModel):
    """One page of a list; `pages` is 1 even where nothing was found."""

    total: int
    page: int
    pages: int
    items: list[Deadline]


def page_of(found: Found, settings: WebSettings, language: str) -> DeadlinesPage:
    """A found page as programs read it."""
    items = [deadline_of(view, settings, language) for view in found.items]
    return DeadlinesPage(total=found.total, page=found.page, pages=found.pages, items=items)


def deadline_of(view: OpportunityView, settings: WebSettings, language: str) -> Deadline:
    """An opportunity as programs read it in lists."""
    proof = view.proof_of("deadline")
    plain_fields = {name: getattr(view, name) for name in Deadline.model_fields if hasattr(view, name)}
    return Deadline(
        **plain_fields
        | {
            "url": f"{settings.base_url}{in_language(language, f'/angebot/{view.id}')}",
            "source_url": view.url if is_web_address(view.url) else None,
            "evidence": proof.quote if proof else None,
        }
    )


class Asked(BaseModel, extra="forbid"):
    """What can be asked, in the words of the finder's addresses. Values of one parameter are alternatives."""

    land: list[str] = Field([], description="ISO 3166 code, EU, COE, WB6, WORLD or DE-NW; see /countries")
    ort: str = Field(
        "", max_length=100, description="A municipality by key or name: stands for the countries of its partners"
    )
    thema: list[str] = Field([], description="Topic, see /topics")
    fuer: list[str] = Field([], description="Audience, see /audiences")
    art: list[str] = Field([], description="Kind of thing, see /kinds")
    bis: str = Field("", description="4w, 8w, 26w, a month such as 2026-12 or a day such as 2026-12-31, inclusive")
    q: str = Field("", max_length=200, description="Words that must all occur")
    auch: Literal["", "ohne-frist"] = Field("", description="Also what has no fixed deadline")
    vergangene: Literal["", "1"] = Field("", description="What is over, and nothing else")
    seite: int = Field(1, ge=1, le=LAST_PAGE, description="Page, from 1")
    anzahl: int = Field(_PER_PAGE, ge=1, le=MOST_PER_PAGE, description="Items per page")

    def pairs(self) -> list[tuple[str, str]]:
        """The same as the pairs of an address."""
        lists = (("land", self.land), ("thema", self.thema), ("fuer", self.fuer), ("art", self.art))
        pairs = [(name, value) for name, values in lists for value in values]
        pairs += [("ort", self.ort), ("bis", self.bis), ("q", self.q), ("auch", self.auch)]
        return [*pairs, ("vergangene", self.vergangene), ("seite", str(self.seite))]


@router.get(
    "/deadlines",
    response_model=DeadlinesPage,
    summary="Coming deadlines, next one first",
    responses={**SAME, **described(422)},
)
def deadlines(request: Request, site: TheSite, asked: Annotated[Asked, Query()]) -> Response:
    """The list of the finder; the header `Link` leads to the pages beside this one (RFC 8288)."""
    today = site.today()
    with site.store.reading() as session:
        placed = asked_for(session, asked.pairs())
        if placed.hints:
            errors = [Misunderstood(parameter=hint.what, not_understood=hint.value) for hint in placed.hints]
            return not_understood(errors)
        found = find(session, placed.wish.query(today), today=today, per_page=asked.anzahl)
    body = page_of(found, site.settings, "de").model_dump_json().encode()
    return cached(request, body, "application/json", headers=OPEN_TO_PAGES | _beside(found, placed.wish, asked.anzahl))


def _beside(found: Found, wish: Wish, per_page: int) -> dict[str, str]:
    """Where the pages before and after this one are."""
    pages = {"prev": found.page - 1, "next": found.page + 1}
    size = f"&anzahl={per_page}" if per_page != _PER_PAGE else ""
    # every page is named: the first one too, so that nothing but the number tells them apart
    there = {
        rel: f"{wish.parameters(page=1)}&seite={page}{size}".lstrip("&")
        for rel, page in pages.items()
        if 1 <= page <= min(found.pages, LAST_PAGE)
    }
    links = ", ".join(f'</api/v1/deadlines?{query}>; rel="{rel}"' for rel, query in there.items())
    return {"Link": links} if links else {}
