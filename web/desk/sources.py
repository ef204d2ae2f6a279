"""The sources and how they are, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from aggregator.intake.failures import sentence
from aggregator.sources import SourceLine, list_sources
from web.desk.frame import desk_page
from web.finder.quoting import is_web_address
from web.language import language_of
from web.security.entrance import Reader
from web.site import Site, TheSite

router = APIRouter(prefix="/desk")


@dataclass(frozen=True, slots=True)
class Health:
    """A source as staff see it. `trouble` is a sentence, empty while all is well; times are the office's."""

    line: SourceLine
    trouble: str
    ran_at: datetime | None
    linked: bool


@router.api_route("/quellen", methods=["GET", "HEAD"])
def sources(request: Request, site: TheSite, person: Reader, neu: str = "") -> Response:
    """All sources, those in trouble first; `neu` is the key of one that was added just now."""
    with site.store.reading() as session:
        lines = list_sources(session)
    language = language_of(request)
    shown = sorted((_health(line, site, language) for line in lines), key=lambda health: not health.trouble)
    troubled = sum(1 for health in shown if health.trouble)
    added = next((health.line.source for health in shown if health.line.source.key == neu), None)
    return desk_page(request, person, "desk/quellen.html", sources=shown, troubled=troubled, added=added)


def _health(line: SourceLine, site: Site, language: str) -> Health:
    run = line.last_run
    trouble = ""
    if run is not None and run.failure is not None:
        trouble = sentence(run.failure, url=run.failed_url or line.source.url, language=language)
    return Health(line, trouble, site.local(run.started_at) if run else None, is_web_address(line.source.url))
