"""The fields in which a source is described, as they come out of YAML or a table: typed, or refused by name."""

from __future__ import annotations

from typing import Any

from aggregator.finding import COLLECTED, SourceKind
from aggregator.model import SourceRank
from aggregator.sources.draft import USUAL_PRIORITY, SourceDraft
from aggregator.sources.faults import SourceFault, SourceInvalid

FIELDS = (
    "key",
    "name",
    "url",
    "kind",
    "rank",
    "priority",
    "language",
    "countries",
    "topics",
    "kinds",
    "evidence",
    "options",
    "notes",
)
"""In the order of the catalogue."""


def draft_of(fields: dict[Any, Any]) -> SourceDraft:
    """The source that loaded fields describe, not yet checked as a whole. Raises SourceInvalid for a wrong type."""
    unknown = [str(name) for name in fields if name not in FIELDS]
    if unknown:
        raise SourceInvalid(SourceFault.UNKNOWN_FIELD, names=", ".join(unknown), known=", ".join(FIELDS))
    options = fields.get("options") or {}
    if not isinstance(options, dict) or not all(isinstance(name, str) for name in options):
        raise SourceInvalid(SourceFault.OPTIONS_LINES)
    return SourceDraft(
        key=_word(fields, "key"),
        name=_word(fields, "name"),
        url=_word(fields, "url"),
        kind=_kind(fields),
        language=_word(fields, "language", needed=False) or None,
        countries=_words(fields, "countries"),
        topics=_words(fields, "topics"),
        kinds=_words(fields, "kinds"),
        options=options,
        rank=_rank(fields),
        priority=_number(fields, "priority", USUAL_PRIORITY),
        evidence=_word(fields, "evidence", needed=False),
        notes=_word(fields, "notes", needed=False),
    )


def _word(fields: dict[Any, Any], name: str, *, needed: bool = True) -> str:
    value = fields.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or (needed and not value.strip()):
        raise SourceInvalid(SourceFault.TEXT_NOT_NO if value is False else SourceFault.TEXT, name=name)
    return value.strip()


def _words(fields: dict[Any, Any], name: str) -> tuple[str, ...]:
    value = fields.get(name) or []
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        raise SourceInvalid(SourceFault.CODES, name=name)
    return tuple(value)


def _number(fields: dict[Any, Any], name: str, usual: int) -> int:
    value = fields.get(name)
    if value is None:
        return usual
    if not isinstance(value, int) or isinstance(value, bool):
        raise SourceInvalid(SourceFault.NUMBER, name=name, value=repr(value))
    return value


def _kind(fields: dict[Any, Any]) -> SourceKind:
    value = fields.get("kind")
    kind = next((known for known in COLLECTED if known == value), None)
    if kind is None:
        raise SourceInvalid(SourceFault.ONE_OF, name="kind", known=", ".join(COLLECTED), value=repr(value))
    return kind


def _rank(fields: dict[Any, Any]) -> SourceRank:
    value = fields.get("rank")
    if value is None:
        return SourceRank.ASSOCIATION
    try:
        return SourceRank(str(value))
    except ValueError:
        raise SourceInvalid(SourceFault.ONE_OF, name="rank", known=", ".join(SourceRank), value=repr(value)) from None
