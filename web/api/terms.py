"""What can be asked for: countries, topics, audiences and kinds, with their names in each language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from aggregator import taxonomy
from aggregator.search import Query, counts
from templates import LANGUAGES
from web.api.deadlines import OPEN_TO_PAGES, SAME
from web.rendering import cached
from web.site import TheSite

router = APIRouter()


class Term(BaseModel):
    """One choice: its word in addresses, its code in answers, its names."""

    word: str
    code: str
    names: dict[str, str] = Field(description="By language: de, fr, en, pl")
    open: int | None = Field(description="How many open deadlines it has now; null where that is not counted")


class Terms(BaseModel):
    """All choices of one parameter."""

    items: list[Term]


@router.get(
    "/countries",
    response_model=Terms,
    summary="Countries and groups of them",
    responses=SAME,
)
def countries(request: Request, site: TheSite) -> Response:
    """Groups first, then countries by their codes. Any other ISO 3166 code can be asked for too."""
    with site.store.reading() as session:
        counted = counts(session, Query(), today=site.today()).countries
    groups = taxonomy.terms("country")
    return _told(request, "country", [*groups, *sorted(counted.keys() - groups.keys())], counted)


@router.get("/topics", response_model=Terms, summary="Topics", responses=SAME)
def topics(request: Request, site: TheSite) -> Response:
    """All topics in their order."""
    with site.store.reading() as session:
        counted = counts(session, Query(), today=site.today()).topics
    return _told(request, "topic", taxonomy.terms("topic"), counted)


@router.get("/audiences", response_model=Terms, summary="Who can apply", responses=SAME)
def audiences(request: Request, site: TheSite) -> Response:
    """All audiences in their order."""
    with site.store.reading() as session:
        counted = counts(session, Query(), today=site.today()).audiences
    return _told(request, "audience", taxonomy.terms("audience"), counted)


@router.get("/kinds", response_model=Terms, summary="Kinds of things", responses=SAME)
def kinds(request: Request) -> Response:
    """All kinds in their order."""
    return _told(request, "kind", taxonomy.terms("kind"), None)


def _told(request: Request, facet: str, codes: Iterable[str], counted: Mapping[str, int] | None) -> Response:
    items = [
        Term(
            word=taxonomy.terms(facet)[code].slug if code in taxonomy.terms(facet) and facet != "country" else code,
            code=code,
            names={language.value: taxonomy.label(facet, code, language) for language in LANGUAGES},
            open=None if counted is None else counted.get(code, 0),
        )
        for code in codes
    ]
    return cached(request, Terms(items=items).model_dump_json().encode(), "application/json", headers=OPEN_TO_PAGES)
