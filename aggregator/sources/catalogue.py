"""Sources as YAML, both ways: what the shipped catalogue and `partnerpost sources export` are written in."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from aggregator.model import Source
from aggregator.sources.draft import SourceDraft
from aggregator.sources.faults import SourceFault, SourceInvalid
from aggregator.sources.fields import FIELDS, draft_of

_WIDTH = 120


def from_yaml(text: str) -> SourceDraft:
    """The one source that a YAML text describes. Raises SourceInvalid, saying which part is wrong."""
    drafts = all_from_yaml(text)
    if len(drafts) > 1:
        raise SourceInvalid(SourceFault.SEVERAL, number=len(drafts))
    return drafts[0]


def all_from_yaml(text: str) -> list[SourceDraft]:
    """The sources of a YAML text, one in each document, parted by `---`; at least one.

    Raises SourceInvalid, saying which part of which source is wrong.
    """
    try:
        documents = [loaded for loaded in yaml.safe_load_all(text) if loaded is not None]
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line, detail = _place(error)
        raise SourceInvalid(SourceFault.YAML, line=line, detail=detail) from error
    if not documents or not all(isinstance(fields, dict) for fields in documents):
        raise SourceInvalid(SourceFault.NOT_FIELDS, known=", ".join(FIELDS[:4]))
    return [_draft(fields) for fields in documents]


def to_yaml(source: Source | SourceDraft) -> str:
    """The source as a YAML document in the catalogue's order of fields; empty ones are left out."""
    shown = {name: value for name in FIELDS if (value := _plain(getattr(source, name))) not in (None, "", [], {})}
    notes = _folded(shown.pop("notes", ""))
    written: str = yaml.dump(shown, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH - 20)
    return written + notes


def all_to_yaml(sources: Iterable[Source | SourceDraft]) -> str:
    """Several sources as one YAML text, a document each."""
    return "---\n".join(to_yaml(source) for source in sources)


def _place(error: Exception) -> tuple[int, str]:
    """The line, 0 where none is known, and what is wrong there."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return error.problem_mark.line + 1, str(error.problem)
    return 0, " ".join(str(error).split())


class _Dumper(yaml.SafeDumper):
    """Lists stand in one line, as people write them."""


_Dumper.add_representer(list, lambda dumper, codes: dumper.represent_sequence("tag:yaml.org,2002:seq", codes, True))


def _draft(fields: dict[Any, Any]) -> SourceDraft:
    draft = draft_of(fields)
    draft.require_valid()
    return draft


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value) if isinstance(value, str) else value


def _folded(notes: str) -> str:
    if not notes:
        return ""
    whole: str = yaml.dump({"notes": notes}, Dumper=_Dumper, allow_unicode=True, width=10 * len(notes) + _WIDTH)
    # folding keeps single spaces alone: what holds more than that is written as YAML quotes it
    if len(whole) <= _WIDTH or not notes.isprintable() or notes != " ".join(notes.split()):
        return whole
    lines = textwrap.wrap(notes, _WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return "notes: >-\n" + "".join(f"  {line}\n" for line in lines)
