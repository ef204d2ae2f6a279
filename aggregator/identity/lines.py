"""Identity as JSON lines: one pair in, one verdict out, for scripts and measurement."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date

from aggregator.identity.fingerprint import Fingerprint, fingerprint
from aggregator.identity.item import item_of
from aggregator.identity.verdict import compare
from aggregator.reading import Document, read


class LineError(ValueError):
    """A line that is no pair; the message says what is wrong with it."""


def answer(line: dict[str, object]) -> dict[str, object]:
    """Compare one pair given as {"pair_id", "a": {"id", "title", "text", "url"?, "published"?, "lang"?}, "b": {…}}.

    Both are read first, as everything that is collected.

    Gives {"pair_id", "verdict", "why"}; raises LineError where a side is missing or a field has the wrong type.
    """
    judgement = compare(_fingerprint(line, "a"), _fingerprint(line, "b"))
    return {"pair_id": line.get("pair_id"), "verdict": judgement.verdict.value, "why": judgement.why}


def answers(lines: Iterable[str]) -> Iterator[str]:
    """One JSON line for every line that is not blank, in their order; what cannot be compared says why."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        pair: object = None
        try:
            pair = json.loads(line)
            if not isinstance(pair, dict):
                raise LineError('a line must be a JSON object with "a" and "b"')
            shown = answer(pair)
        except (ValueError, RecursionError) as error:
            shown = {
                "pair_id": pair.get("pair_id") if isinstance(pair, dict) else None,
                "error": f"line {number}: {error}",
            }
        yield json.dumps(shown)


def _fingerprint(line: dict[str, object], side: str) -> Fingerprint:
    fields = line.get(side)
    if not isinstance(fields, dict):
        raise LineError(f'"{side}" must be an object with title and text')
    published = _day(fields, "published")
    document = Document(
        title=_text(fields, "title"),
        text=_text(fields, "text"),
        url=_text(fields, "url"),
        language=_text(fields, "lang") or None,
        published=published,
    )
    reading = read(document, today=published or date.today())  # noqa: DTZ011 - only a year that nobody wrote hangs on it
    return fingerprint(item_of(reading, url=_text(fields, "url")))


def _day(fields: dict[object, object], name: str) -> date | None:
    printed = _text(fields, name)[:10]
    try:
        return date.fromisoformat(printed) if printed else None
    except ValueError as error:
        raise LineError(f'"{name}" must be a day like 2027-03-01, not {printed!r}') from error


def _text(fields: dict[object, object], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise LineError(f'"{name}" must be text, not {type(value).__name__}')
    return value
