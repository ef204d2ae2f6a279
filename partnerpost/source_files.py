"""Sources in files on this machine: read from a path, written to one, or typed as an address."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from aggregator.finding import COLLECTED
from aggregator.model import Source
from aggregator.sources import FileFormat, SourceDraft, SourceInvalid, all_to_yaml, format_of, from_file, written
from aggregator.sources.draft import key_from
from partnerpost.refusal import Refused


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
        return from_file(content, format_of(path))
    except SourceInvalid as error:
        raise Refused(f"{path}: {error}") from error


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
    understood = next((known for known in COLLECTED if known == kind), None)
    if understood is None:
        raise Refused(f"there is no kind {kind!r}; there are {', '.join(COLLECTED)}")
    host = urlsplit(url).hostname or url
    return SourceDraft(
        key=key or key_from(name or host, set()),
        name=name or host,
        url=url,
        kind=understood,
        language=language or None,
    )
