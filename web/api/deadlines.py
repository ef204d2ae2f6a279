"""The deadlines for programs: `/api/v1/deadlines`, described by its own OpenAPI document."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from aggregator.search import Found, OpportunityView, find
from web.finder.address import LAST_PAGE, read_wish
from web.finder.quoting import is_web_address
from web.language import in_language
from web.rendering import cached
from web.settings import WebSettings
from web.site import Site


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


class Hint(BaseModel):
    """A parameter that says nothing we know, and what it said."""

    parameter: str
    not_understood: str


class NotUnderstood(BaseModel):
    """The answer to a question that is not understood: nothing was looked up."""

    detail: list[Hint]


def page_of(found: Found, settings: WebSettings, language: str) -> DeadlinesPage:
    """A found page as programs read it."""
    items = [_deadline(view, settings, language) for view in found.items]
    return DeadlinesPage(total=found.total, page=found.page, pages=found.pages, items=items)


def _deadline(view: OpportunityView, settings: WebSettings, language: str) -> Deadline:
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


def create_api(site: Site) -> FastAPI:
    """The part of the site that programs talk to. Its description lies under `/api/v1/openapi.json`."""
    api = FastAPI(title="Partnerpost", version="1", docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    api.state.site = site

    @api.exception_handler(RequestValidationError)
    def not_of_its_kind(_request: Request, error: RequestValidationError) -> Response:
        return _not_understood(
            [Hint(parameter=str(one["loc"][-1]), not_understood=str(one["input"])) for one in error.errors()]
        )

    @api.get(
        "/deadlines",
        response_model=DeadlinesPage,
        summary="Coming deadlines, next one first",
        responses={304: {"description": "As in the ETag that was sent"}, 422: {"model": NotUnderstood}},
    )
    def deadlines(
        request: Request,
        land: Annotated[list[str] | None, Query(description="ISO 3166 code, EU, COE, WB6, WORLD or DE-NW")] = None,
        thema: Annotated[list[str] | None, Query(description="Topic, as in the finder's addresses")] = None,
        fuer: Annotated[list[str] | None, Query(description="Audience, as in the finder's addresses")] = None,
        bis: Annotated[str, Query(description="4w, 8w, 26w or a day such as 2026-12-31, inclusive")] = "",
        q: Annotated[str, Query(description="Words that must all occur", max_length=200)] = "",
        seite: Annotated[int, Query(description="Page, from 1", ge=1, le=LAST_PAGE)] = 1,
    ) -> Response:
        asked = [("land", value) for value in land or ()]
        asked += [("thema", value) for value in thema or ()] + [("fuer", value) for value in fuer or ()]
        wish, hints = read_wish([*asked, ("bis", bis), ("q", q), ("seite", str(seite))])
        if hints:
            return _not_understood([Hint(parameter=hint.what, not_understood=hint.value) for hint in hints])
        today = site.today()
        with site.store.reading() as session:
            found = find(session, wish.query(today), today=today)
        body = page_of(found, site.settings, "de").model_dump_json().encode()
        return cached(request, body, "application/json")

    return api


def _not_understood(hints: list[Hint]) -> Response:
    return JSONResponse(NotUnderstood(detail=hints).model_dump(), 422, headers={"Cache-Control": "no-store"})
