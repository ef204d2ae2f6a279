"""Reading as JSON lines: one document in, one reading out, for scripts and measurement."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date

from aggregator.reading.facts import Amount, Deadline, Document, Event, Evidence, Fact, Reading
from aggregator.reading.reading import read
from aggregator.reading.several import read_all


class LineError(ValueError):
    """A line that is no document; the message says what is wrong with it."""


def answer(line: dict[str, object], *, today: date) -> dict[str, object]:
    """Read one document given as {"id", "title", "text" or "html", "url"?, "language"?, "published"?}.

    A page that lists several events or calls has `items` besides, each read by itself.
    Raises LineError where there is neither text nor html, or a field has the wrong type.
    """
    document = _document(line)
    shown = {"id": line.get("id"), **_shown(read(document, today=today))}
    items = read_all(document, today=today) if document.text is None else ()
    return shown if len(items) < 2 else shown | {"items": [_item(item) for item in items]}


def answers(lines: Iterable[str], *, today: date) -> Iterator[str]:
    """One JSON line for every line that is not blank, in their order; what cannot be read says why."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        identity: object = None
        try:
            fields = _fields(line)
            identity = fields.get("id")
            shown = answer(fields, today=today)
        except (LineError, ValueError, RecursionError) as error:
            shown = {"id": identity, "error": f"line {number}: {error}"}
        yield json.dumps(shown, ensure_ascii=_has_surrogates(shown))


def _fields(line: str) -> dict[str, object]:
    fields = json.loads(line)
    if not isinstance(fields, dict):
        raise LineError("a line must be a JSON object with title and text")
    return fields


def _has_surrogates(shown: dict[str, object]) -> bool:
    try:
        json.dumps(shown, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def _document(line: dict[str, object]) -> Document:
    text, html = _text_of(line, "text"), _text_of(line, "html")
    if text is None and html is None:
        raise LineError('give the document as "text" or as "html"')
    return Document(
        title=_text_of(line, "title") or "",
        text=text,
        html=html,
        url=_text_of(line, "url"),
        language=_text_of(line, "language") or None,
        published=_day_of(line, "published"),
    )


def _text_of(line: dict[str, object], name: str) -> str | None:
    value = line.get(name)
    if value is not None and not isinstance(value, str):
        raise LineError(f'"{name}" must be text, not {type(value).__name__}')
    return value


def _day_of(line: dict[str, object], name: str) -> date | None:
    value = _text_of(line, name)
    if not value:
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        raise LineError(f'"{name}" must be a day such as 2027-01-31, not {value[:40]!r}') from None


def _shown(reading: Reading) -> dict[str, object]:
    return {
        "language": reading.language,
        "kind": reading.kind.value,
        "deadlines": [_deadline(deadline) for deadline in reading.deadlines],
        "amount": _amount(reading.amount),
        "rate": _amount(reading.rate),
        "budget": _amount(reading.budget),
        "own_contribution": _value(reading.own_contribution),
        "countries": _values(reading.countries),
        "topics": _values(reading.topics),
        "audiences": _values(reading.audiences),
        "event": _event(reading.event),
        "events": [_event(event) for event in reading.events],
        "opens": _value(reading.opens),
        "organiser": _value(reading.organiser),
        "place": _value(reading.place),
        "reach": _value(reading.reach),
        "references": _values(reading.references),
        "flags": list(reading.flags),
        "reasons": list(reading.reasons),
    }


def _item(reading: Reading) -> dict[str, object]:
    """An entry of a listing page; its spans count characters of its own text, which is given with it."""
    return {"title": reading.title, "url": reading.url or None, "text": reading.text, **_shown(reading)}


def _deadline(deadline: Deadline) -> dict[str, object]:
    return {
        "date": deadline.date.isoformat() if deadline.date else None,
        "time": deadline.time.isoformat("minutes") if deadline.time else None,
        "zone": deadline.zone,
        "certainty": deadline.certainty.value,
        "label": deadline.label,
        "round": deadline.round,
        "closed": deadline.closed,
        "actor": deadline.actor,
        "former": deadline.superseded.isoformat() if deadline.superseded else None,
        "relative": deadline.relative,
        "yearly": list(deadline.recurs),
        "evidence": _evidence(deadline.evidence),
    }


def _evidence(evidence: Evidence) -> dict[str, object]:
    return {"quote": evidence.quote, "start": evidence.start, "end": evidence.end}


def _amount(amount: Amount | None) -> dict[str, object] | None:
    if amount is None:
        return None
    return {
        "min": None if amount.min is None else format(amount.min, "f"),
        "max": None if amount.max is None else format(amount.max, "f"),
        "currency": amount.currency,
    }


def _event(event: Event | None) -> dict[str, object] | None:
    if event is None:
        return None
    return {"start": event.start.isoformat(), "end": event.end.isoformat() if event.end else None}


def _value(fact: Fact | None) -> str | None:
    return fact.value if fact else None


def _values(facts: tuple[Fact, ...]) -> list[str]:
    return [fact.value for fact in facts]
