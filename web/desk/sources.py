"""The page of all sources: what is broken first, each with a sentence, its figures and what can be done."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import select

from aggregator import sources as shelf
from aggregator.folding import without_accents
from aggregator.health import Health, sentence
from aggregator.model import Source, SourceAction
from aggregator.sources import overview, tending
from aggregator.sources.overview import Glance, Standing
from web.desk.frame import desk_page
from web.desk.sparkline import Sparkline, sparkline
from web.finder.quoting import is_web_address
from web.language import language_of
from web.rendering import frame
from web.security.entrance import Editor, Reader
from web.site import Site, TheSite

router = APIRouter(prefix="/desk")

PER_PAGE = 60  # a page stays under 100 kB with long names
SUGGESTIONS = 5
_KEY = re.compile(r"[a-z0-9-]{1,80}")  # as of `SourceDraft`
_SEARCH_FROM = 20  # fewer are overlooked at a glance
_GROUPS = {Health.LEARNING: Health.OK}


@dataclass(frozen=True, slots=True)
class Shown:
    """A source as staff see it: sentences about what is wrong, moments on the clock of the office."""

    standing: Standing
    group: Health
    sentences: tuple[str, ...]
    spark: Sparkline
    last_news_at: datetime | None
    handed_over: datetime | None
    wanted: bool
    linked: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """What part of the list is shown."""

    words: str = ""
    country: str = ""
    page: int = 1


def _choice(q: str = "", land: str = "", seite: str = "1") -> Choice:
    page = int(seite) if re.fullmatch(r"[1-9][0-9]{0,3}", seite) else 1
    return Choice(q.strip()[:100], land.strip()[:8], page)


Chosen = Annotated[Choice, Depends(_choice)]


@router.api_route("/quellen", methods=["GET", "HEAD"])
def sources(request: Request, site: TheSite, person: Reader, choice: Chosen, neu: str = "") -> Response:
    """All sources, those in trouble first; `neu` is the key of one that was added just now."""
    with site.store.reading() as session:
        added = session.exec(select(Source).where(Source.key == neu)).first() if _KEY.fullmatch(neu) else None
        every = overview.glances(session, now=site.now())
        chosen = [one for one in every if _fits(one, choice)]
        ids = [one.id for one in chosen[(choice.page - 1) * PER_PAGE : choice.page * PER_PAGE]]
        standings = overview.standings(session, ids, now=site.now())
    language = language_of(request)
    return desk_page(
        request,
        person,
        "desk/quellen.html",
        shown=[shown(standing, site, language) for standing in standings],
        counts=Counter(group_of(one.health) for one in chosen),
        groups=[Health.BROKEN, Health.SUSPECT, Health.OK, Health.PAUSED],
        total=len(every),
        found=len(chosen),
        added=added,
        choice=choice,
        pages=max(1, -(-len(chosen) // PER_PAGE)),
        searchable=len(every) >= _SEARCH_FROM,
        countries=_countries(every) if len(every) > PER_PAGE else (),
        suggested=site.suggested()[:SUGGESTIONS] if not every else (),
    )


@router.post("/quellen/vorschlag/{key}")
def take_suggestion(request: Request, site: TheSite, person: Editor, key: str) -> Response:
    """Watch one of the suggested sources of the catalogue; it is tried at once."""
    draft = next((one for one in site.suggested()[:SUGGESTIONS] if one.key == key), None)
    if draft is None:
        raise HTTPException(404)
    with site.store.writing() as session:
        try:
            source = shelf.add_source(session, draft, now=site.now())
        except shelf.SourceInvalid:  # a colleague was faster: it is there, which is what was wanted
            return back(request)
        source.wanted_at = site.now()
        tending.note(session, source, SourceAction.ADD, person_id=person.person_id, now=site.now())
    return back(request)


def back(request: Request, path: str = "/desk/quellen") -> Response:
    """Lead back to a page after a form."""
    return RedirectResponse(frame(request).link(path), 303, headers={"Cache-Control": "no-store"})


def shown(standing: Standing, site: Site, language: str) -> Shown:
    """Prepare a source for a page."""
    source, news, asked = standing.source, standing.last_news_at, standing.handed_over
    return Shown(
        standing=standing,
        group=group_of(standing.health),
        sentences=tuple(
            sentence(reason, name=source.name, language=language, now=site.now()) for reason in standing.reasons
        ),
        spark=sparkline(standing.weekly),
        last_news_at=site.local(news) if news else None,
        handed_over=site.local(asked) if asked else None,
        wanted=source.wanted_at is not None,
        linked=is_web_address(source.url),
    )


def group_of(health: Health) -> Health:
    """Under which heading a source stands: one that is still being learned has done nothing wrong."""
    return _GROUPS.get(health, health)


def _fits(one: Glance, choice: Choice) -> bool:
    if choice.country and choice.country not in one.countries:
        return False
    words = without_accents(choice.words).split()
    name = without_accents(f"{one.name} {one.key}")
    return all(word in name for word in words)


def _countries(every: Sequence[Glance]) -> list[tuple[str, int]]:
    """How many sources there are for each country, the most first."""
    return Counter(code for one in every for code in one.countries).most_common()
