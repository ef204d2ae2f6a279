"""Changing a source: what is wrong is said beside what was typed, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import yaml
from fastapi import APIRouter, Depends, HTTPException, Request, Response
from sqlmodel import Session

from aggregator.finding import COLLECTED, SourceKind
from aggregator.model import Source
from aggregator.sources import SourceDraft, SourceFault, SourceInvalid, UnknownSource, tending
from aggregator.sources.draft import PRIORITIES
from aggregator.taxonomy import terms
from web.desk.frame import desk_page
from web.desk.sources import back
from web.language import language_of
from web.security.entrance import Technician, TechnicianReader
from web.security.sessions import SignedIn
from web.site import Site, TheSite

router = APIRouter(prefix="/desk")

_SPACES = str.maketrans(",;", "  ")
# beside which field a fault is said
_FIELDS = {
    SourceFault.NAME: "name",
    SourceFault.URL: "url",
    SourceFault.ADDRESS_TAKEN: "url",
    SourceFault.LANGUAGE: "language",
    SourceFault.COUNTRY: "countries",
    SourceFault.CHOOSE: "kind",
    SourceFault.OPTIONS_YAML: "options",
    SourceFault.OPTIONS_UNREADABLE: "options",
    SourceFault.OPTIONS_LINES: "options",
    SourceFault.OPTIONS_JSON: "options",
    SourceFault.OPTIONS_EXPECTED: "options",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields of the form, as it was typed."""

    name: str
    url: str
    kind: str
    language: str
    countries: str
    topics: tuple[str, ...]
    kinds: tuple[str, ...]
    priority: str
    options: str


@router.api_route("/quellen/{key}/aendern", methods=["GET", "HEAD"])
def edit(request: Request, site: TheSite, person: TechnicianReader, key: str) -> Response:
    """The form, filled with what is kept."""
    with site.store.reading() as session:
        kept = _collected_or_404(session, key)
    return _page(request, person, kept, _kept(kept))


async def as_typed(request: Request) -> Typed:
    """What a form brought; a field that is missing was left empty."""
    form = await request.form()

    def word(name: str) -> str:
        return str(form.get(name, ""))

    def ticked(name: str) -> tuple[str, ...]:
        return tuple(str(code) for code in form.getlist(name))

    return Typed(
        name=word("name"),
        url=word("url"),
        kind=word("kind"),
        language=word("language"),
        countries=word("countries"),
        topics=ticked("topics"),
        kinds=ticked("kinds"),
        priority=word("priority"),
        options=word("options"),
    )


@router.post("/quellen/{key}/aendern")
def change(
    request: Request, site: TheSite, person: Technician, key: str, typed: Annotated[Typed, Depends(as_typed)]
) -> Response:
    """Keep what was typed, or say what is wrong with it."""
    with site.store.reading() as session:
        kept = _collected_or_404(session, key)
    try:
        _keep(site, person, kept, typed)
    except UnknownSource:
        raise HTTPException(404, "no-source") from None
    except SourceInvalid as wrong:
        return _page(request, person, kept, typed, wrong=wrong)
    return back(request, f"/desk/quellen/{key}")


def _collected_or_404(session: Session, key: str) -> Source:
    """Of the office's own source nothing can be changed: there is nothing to collect."""
    try:
        return tending.collected_source(session, key)
    except UnknownSource:
        raise HTTPException(404, "no-source") from None


def _keep(site: Site, person: SignedIn, kept: Source, typed: Typed) -> None:
    draft = _draft(kept, typed)
    with site.store.writing() as session:
        tending.change(session, kept.key, draft, person_id=person.person_id, now=site.now())


def _page(
    request: Request, person: SignedIn, kept: Source, typed: Typed, *, wrong: SourceInvalid | None = None
) -> Response:
    return desk_page(
        request,
        person,
        "desk/quelle-aendern.html",
        status=422 if wrong else 200,
        source=kept,
        typed=typed,
        fault=wrong.sentence(language_of(request)) if wrong else "",
        wrong=_FIELDS.get(wrong.fault, "") if wrong else "",
        kinds=[kind.value for kind in COLLECTED],
        topics=list(terms("topic")),
        found_there=list(terms("kind")),
        priorities=list(PRIORITIES),
    )


def _kept(source: Source) -> Typed:
    written = yaml.safe_dump(source.options, allow_unicode=True, sort_keys=False) if source.options else ""
    return Typed(
        name=source.name,
        url=source.url,
        kind=source.kind.value,
        language=source.language or "",
        countries=" ".join(source.countries),
        topics=tuple(source.topics),
        kinds=tuple(source.kinds),
        priority=str(source.priority),
        options=written,
    )


def _draft(kept: Source, typed: Typed) -> SourceDraft:
    if typed.kind not in set(COLLECTED) or typed.priority not in map(str, PRIORITIES):
        raise SourceInvalid(SourceFault.CHOOSE)
    return SourceDraft(
        key=kept.key,
        name=" ".join(typed.name.split()),
        url=typed.url.strip(),
        kind=SourceKind(typed.kind),
        language=typed.language.strip().lower() or None,
        countries=tuple(typed.countries.upper().translate(_SPACES).split()),
        topics=typed.topics,
        kinds=typed.kinds,
        options=_options(typed.options),
        rank=kept.rank,
        priority=int(typed.priority),
        evidence=kept.evidence,
        notes=kept.notes,
    )


def _options(text: str) -> Mapping[str, object]:
    """The options as typed, YAML lines of `name: value`. Raises SourceInvalid with the line that is wrong."""
    try:
        loaded: Any = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SourceInvalid(SourceFault.OPTIONS_YAML, at=line, detail=error.problem) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SourceInvalid(SourceFault.OPTIONS_UNREADABLE, detail=" ".join(str(error).split())) from error
    if loaded is None:
        return {}
    if not isinstance(loaded, dict) or not all(isinstance(name, str) for name in loaded):
        raise SourceInvalid(SourceFault.OPTIONS_LINES)
    return loaded
