"""Sources in the files people hand on: YAML of the catalogue, CSV of spreadsheets, OPML of feed readers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from pathlib import PurePath

from sqlmodel import Session

from aggregator.model import Source, SourceAction
from aggregator.sources.catalogue import all_from_yaml, all_to_yaml
from aggregator.sources.draft import SourceDraft, key_from
from aggregator.sources.faults import SourceFault, SourceInvalid
from aggregator.sources.opml import from_opml, to_opml
from aggregator.sources.shelf import add_source, list_sources
from aggregator.sources.table import from_csv, to_csv
from aggregator.sources.tending import note


class FileFormat(StrEnum):
    """How sources are written into a file."""

    YAML = "yaml"
    CSV = "csv"
    OPML = "opml"


_FORMATS = {".csv": FileFormat.CSV, ".opml": FileFormat.OPML, ".xml": FileFormat.OPML}


def format_of(name: PurePath) -> FileFormat:
    """What the end of a file's name says; anything unusual is YAML."""
    return _FORMATS.get(name.suffix.lower(), FileFormat.YAML)


def from_file(content: bytes, file_format: FileFormat) -> list[SourceDraft]:
    """The sources of a file, all or none. Raises SourceInvalid, naming the line where there is one."""
    if file_format is FileFormat.OPML:
        return from_opml(content)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SourceInvalid(SourceFault.ENCODING, line=line) from error
    return from_csv(text) if file_format is FileFormat.CSV else all_from_yaml(text)


def written(sources: Sequence[Source | SourceDraft], file_format: FileFormat) -> str:
    """All sources in one text."""
    match file_format:
        case FileFormat.CSV:
            return to_csv(sources)
        case FileFormat.OPML:
            return to_opml(sources)
        case FileFormat.YAML:
            return all_to_yaml(sources)


def add_missing(
    session: Session,
    drafts: Iterable[SourceDraft],
    *,
    now: datetime,
    person_id: int | None = None,
    same_keys: bool = False,
) -> list[str]:
    """Add the sources whose address is not watched yet, under a free key; returns the keys.

    `person_id` is empty for a command. With `same_keys` a key that is taken means the same source, though its address
    was changed here.
    """
    known = [line.source for line in list_sources(session)]
    urls, keys = {source.url for source in known}, {source.key for source in known}
    added = []
    for draft in drafts:
        if draft.url in urls or (same_keys and draft.key in keys):
            continue
        free = draft if draft.key not in keys else replace(draft, key=key_from(draft.key, keys))
        note(session, add_source(session, free, now=now), SourceAction.ADD, person_id=person_id, now=now)
        urls.add(free.url)
        keys.add(free.key)
        added.append(free.key)
    return added
