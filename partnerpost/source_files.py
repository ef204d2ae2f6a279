"""Sources in files: YAML of the catalogue, OPML of feed readers, and what an address on the command line means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlmodel import Session

from aggregator.finding import SourceKind
from aggregator.sources import SourceDraft, SourceInvalid, add_source, from_opml, from_yaml, list_sources
from aggregator.sources.draft import key_from
from partnerpost.refusal import Refused


def drafts_from(path: Path) -> list[SourceDraft]:
    """The sources a file describes: `.opml` and `.xml` are lists of feeds, anything else is one source in YAML."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}") from error
    try:
        if path.suffix.lower() in (".opml", ".xml"):
            return from_opml(content)
        return [from_yaml(content.decode("utf-8"))]
    except UnicodeDecodeError as error:
        raise Refused(f"{path} is not UTF-8 text: save it as UTF-8") from error
    except SourceInvalid as error:
        raise Refused(f"{path}: {error}") from error


def draft_from(*, url: str, kind: str, name: str, key: str, language: str) -> SourceDraft:
    """A source as somebody types it: name and key are made from the address where they are not given."""
    try:
        understood = SourceKind(kind)
    except ValueError:
        raise Refused(f"there is no kind {kind!r}; there are {', '.join(SourceKind)}") from None
    host = urlsplit(url).hostname or url
    return SourceDraft(
        key=key or key_from(name or host, set()),
        name=name or host,
        url=url,
        kind=understood,
        language=language or None,
    )


def add_missing(session: Session, drafts: Iterable[SourceDraft], *, now: datetime) -> int:
    """Add the sources whose address is not watched yet, under a free key; returns how many."""
    known = [line.source for line in list_sources(session)]
    urls, keys = {source.url for source in known}, {source.key for source in known}
    added = 0
    for draft in drafts:
        if draft.url in urls:
            continue
        free = draft if draft.key not in keys else _renamed(draft, keys)
        add_source(session, free, now=now)
        urls.add(free.url)
        keys.add(free.key)
        added += 1
    return added


def _renamed(draft: SourceDraft, taken: set[str]) -> SourceDraft:
    return replace(draft, key=key_from(draft.key, taken))
