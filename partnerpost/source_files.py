"""Sources in files: YAML of the catalogue, CSV of spreadsheets, OPML of feed readers; read and written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from sqlmodel import Session

from aggregator.finding import SourceKind
from aggregator.model import Source
from aggregator.sources import (
    SourceDraft,
    SourceInvalid,
    add_source,
    all_from_yaml,
    all_to_yaml,
    from_csv,
    from_opml,
    list_sources,
    to_csv,
    to_opml,
)
from aggregator.sources.draft import key_from
from partnerpost.refusal import Refused


class FileFormat(StrEnum):
    """How sources are written into a file."""

    YAML = "yaml"
    CSV = "csv"
    OPML = "opml"


_FORMATS = {".csv": FileFormat.CSV, ".opml": FileFormat.OPML, ".xml": FileFormat.OPML}


def format_of(path: Path) -> FileFormat:
    """What the end of a file's name says; anything unusual is YAML."""
    return _FORMATS.get(path.suffix.lower(), FileFormat.YAML)


def drafts_from(path: Path) -> list[SourceDraft]:
    """The sources a file describes, or all YAML files of a folder. Raises Refused: which file, and what is wrong."""
    if path.is_dir():
        found = sorted([*path.glob("*.yaml"), *path.glob("*.yml")])
        if not found:
            raise Refused(f"{path} holds no YAML file")
        return [draft for file in found for draft in drafts_from(file)]
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}") from error
    try:
        match format_of(path):
            case FileFormat.OPML:
                return from_opml(content)
            case FileFormat.CSV:
                return from_csv(content.decode("utf-8"))
            case FileFormat.YAML:
                return all_from_yaml(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Refused(f'{path} is not UTF-8 text: save it as UTF-8 (in a spreadsheet: "CSV UTF-8")') from error
    except SourceInvalid as error:
        raise Refused(f"{path}: {error}") from error


def written(sources: Sequence[Source | SourceDraft], file_format: FileFormat) -> str:
    """All sources in one text."""
    match file_format:
        case FileFormat.CSV:
            return to_csv(sources)
        case FileFormat.OPML:
            return to_opml(sources)
        case FileFormat.YAML:
            return all_to_yaml(sources)


def write_into(path: Path, sources: Sequence[Source | SourceDraft], file_format: FileFormat) -> None:
    """Write one file, or for YAML, unless the path ends so, a folder with a file for each source. Raises Refused."""
    try:
        if file_format is FileFormat.YAML and path.suffix.lower() not in (".yaml", ".yml"):
            path.mkdir(parents=True, exist_ok=True)
            for source in sources:
                (path / f"{source.key}.yaml").write_text(all_to_yaml([source]), encoding="utf-8")
            return
        # a spreadsheet takes a file for UTF-8 only where it begins with the mark
        encoding = "utf-8-sig" if file_format is FileFormat.CSV else "utf-8"
        with path.open("w", encoding=encoding, newline="") as lines:
            lines.write(written(sources, file_format))
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}") from error


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


def add_missing(
    session: Session, drafts: Iterable[SourceDraft], *, now: datetime, same_keys: bool = False
) -> list[str]:
    """Add the sources whose address is not watched yet, under a free key; returns the keys.

    With `same_keys` a key that is taken means the same source, though its address was changed here.
    """
    known = [line.source for line in list_sources(session)]
    urls, keys = {source.url for source in known}, {source.key for source in known}
    added = []
    for draft in drafts:
        if draft.url in urls or (same_keys and draft.key in keys):
            continue
        free = draft if draft.key not in keys else replace(draft, key=key_from(draft.key, keys))
        add_source(session, free, now=now)
        urls.add(free.url)
        keys.add(free.key)
        added.append(free.key)
    return added
