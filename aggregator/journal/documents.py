"""Lines as JSON, for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from aggregator.journal.line import About, By, Line


def as_json(lines: Iterable[Line]) -> Iterator[str]:
    """One array with a line for each act, piece by piece; moments are ISO 8601, UTC, what is empty is left out."""
    yield "["
    for number, line in enumerate(lines):
        yield ("\n" if number == 0 else ",\n") + json.dumps(_document(line), ensure_ascii=False)
    yield "\n]\n"


def _document(line: Line) -> dict[str, Any]:
    written = {
        "at": line.at.isoformat(),
        "by": _by(line.by),
        "act": line.act,
        "about": _about(line.about),
        "other": _about(line.other) if line.other else None,
        "before": dict(line.before),
        "after": dict(line.after),
        "reason": line.reason,
        "because": line.because,
        "undone": {"at": line.undone.at.isoformat(), "by": _by(line.undone.by)} if line.undone else None,
    }
    return {name: value for name, value in written.items() if value}


def _by(by: By) -> dict[str, Any]:
    return {"author": by.author, **({"id": by.id, "name": by.name} if by.id is not None else {})}


def _about(about: About) -> dict[str, Any]:
    written = {"thing": about.thing, "id": about.id, "key": about.key, "title": about.title}
    return {name: value for name, value in written.items() if value}
