"""A source as YAML, both ways: what the shipped catalogue and `partnerpost sources export` are written in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import yaml

from aggregator.finding import SourceKind
from aggregator.model import Source, SourceRank
from aggregator.sources.draft import SourceDraft, SourceInvalid

_Word = TypeVar("_Word", SourceKind, SourceRank)
_FIELDS = ("key", "name", "url", "kind", "rank", "language", "countries", "topics", "options", "notes")


def from_yaml(text: str) -> SourceDraft:
    """The source that a YAML document describes. Raises SourceInvalid, saying which part is wrong."""
    try:
        loaded = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SourceInvalid(f"this is not readable as YAML: {error}") from error
    if not isinstance(loaded, dict):
        raise SourceInvalid(f"a source is written as `field: value` lines, beginning with {', '.join(_FIELDS[:4])}")
    draft = _draft(loaded)
    draft.require_valid()
    return draft


def to_yaml(source: Source | SourceDraft) -> str:
    """The source as a YAML document in the catalogue's order of fields; empty ones are left out."""
    shown: dict[str, Any] = {}
    for name in _FIELDS:
        value = getattr(source, name)
        if isinstance(value, SourceKind | SourceRank):
            value = value.value
        if isinstance(value, tuple):
            value = list(value)
        if isinstance(value, Mapping):
            value = dict(value)
        if value not in (None, "", [], {}):
            shown[name] = value
    return yaml.safe_dump(shown, allow_unicode=True, sort_keys=False, width=120)


def _draft(fields: dict[Any, Any]) -> SourceDraft:
    unknown = [str(name) for name in fields if name not in _FIELDS]
    if unknown:
        raise SourceInvalid(f"unknown field {', '.join(unknown)}: a source has {', '.join(_FIELDS)}")
    options = fields.get("options") or {}
    if not isinstance(options, dict) or not all(isinstance(name, str) for name in options):
        raise SourceInvalid("options must be `name: value` lines")
    return SourceDraft(
        key=_word(fields, "key"),
        name=_word(fields, "name"),
        url=_word(fields, "url"),
        kind=_one_of(SourceKind, fields, "kind", None),
        language=_word(fields, "language", needed=False) or None,
        countries=_words(fields, "countries"),
        topics=_words(fields, "topics"),
        options=options,
        rank=_one_of(SourceRank, fields, "rank", SourceRank.ASSOCIATION),
        notes=_word(fields, "notes", needed=False),
    )


def _word(fields: dict[Any, Any], name: str, *, needed: bool = True) -> str:
    value = fields.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or (needed and not value.strip()):
        hint = ' (put it in quotes: YAML reads a bare NO as "no")' if value is False else ""
        raise SourceInvalid(f"{name} must be text{hint}")
    return value.strip()


def _words(fields: dict[Any, Any], name: str) -> tuple[str, ...]:
    value = fields.get(name) or []
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        raise SourceInvalid(f'{name} must be a list of codes in quotes, such as ["PL", "NO"]')
    return tuple(value)


def _one_of(words: type[_Word], fields: dict[Any, Any], name: str, default: _Word | None) -> _Word:
    value = fields.get(name)
    if value is None and default is not None:
        return default
    try:
        return words(str(value))
    except ValueError:
        raise SourceInvalid(f"{name} must be one of {', '.join(words)}, not {value!r}") from None
