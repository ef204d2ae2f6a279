"""Sentences of our own for every rule and every trap of reading: `tests/corpus/*.yaml`, form in its README."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from aggregator.reading import Amount, Certainty, Deadline, Document, Evidence, Reading, read

CORPUS = Path(__file__).parents[2] / "corpus"
TODAY = date(2026, 11, 23)
DATED = (Certainty.EXACT, Certainty.INFERRED)


@dataclass(frozen=True)
class Case:
    """One text and what a careful reader finds in it; only what the case is about is expected."""

    id: str
    language: str
    rule: int | str
    expect: dict[str, Any]
    title: str = ""
    text: str | None = None
    html: str | None = None
    url: str | None = None
    published: date | None = None
    fetched: date | None = None
    today: date = TODAY
    open: str | None = None
    file: str = field(default="", compare=False)

    @property
    def document(self) -> Document:
        """The language is told as a source would tell it, except for pages and where finding it is the task."""
        told = self.html is None and "language" not in self.expect
        language = self.language if told else None
        return Document(self.title, self.text, self.html, self.url, language, self.published, self.fetched)


def cases() -> Iterator[Case]:
    for path in sorted(CORPUS.glob("*.yaml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield Case(**row, file=path.name)


def dated(reading: Reading) -> list[Deadline]:
    return [deadline for deadline in reading.deadlines if deadline.date and deadline.certainty in DATED]


def evidences(reading: Reading) -> Iterator[Evidence]:
    for deadline in reading.deadlines:
        yield deadline.evidence
    for fact in (reading.kind, reading.opens, *reading.countries, *reading.topics, *reading.audiences):
        if fact and fact.evidence:
            yield fact.evidence
    for found in (reading.amount, reading.budget, reading.event):
        if found:
            yield found.evidence


def _differs(what: str, wanted: object, found: object) -> list[str]:
    return [] if wanted == found else [f"{what}: expected {_shown(wanted)}, found {_shown(found)}"]


def _shown(value: object) -> str:
    if isinstance(value, (set, frozenset, list, tuple)):
        return "{" + ", ".join(sorted(str(one) for one in value)) + "}"
    return str(value)


def _within(what: str, wanted: Iterable[object], found: Iterable[object]) -> list[str]:
    missing = set(wanted) - set(found)
    return [f"{what}: {_shown(missing)} missing in {_shown(set(found))}"] if missing else []


def _outside(what: str, unwanted: Iterable[object], found: Iterable[object]) -> list[str]:
    wrong = set(unwanted) & set(found)
    return [f"{what}: {_shown(wrong)} must not be found"] if wrong else []


def _deadlines(wanted: list[date], reading: Reading, case: Case) -> list[str]:
    also = set(case.expect.get("also", []))
    return _differs("deadlines", set(wanted), {d.date for d in dated(reading)} - (also - set(wanted)))


def _silent(wanted: bool, reading: Reading, case: Case) -> list[str]:
    assert wanted is True, "silent can only be true; else name the deadlines"
    return _deadlines([], reading, case)


def _certainty(wanted: str, reading: Reading, case: Case) -> list[str]:
    return _within("certainty", {Certainty(wanted)}, [d.certainty for d in reading.deadlines])


def _time(wanted: str | None, reading: Reading, case: Case) -> list[str]:
    times = {d.time.isoformat("minutes") for d in reading.deadlines if d.time}
    return _differs("time", {wanted} - {None}, times)


def _zone(wanted: str | list[str], reading: Reading, case: Case) -> list[str]:
    zones = {d.zone for d in dated(reading)}
    return [] if len(zones) == 1 and zones <= _several(wanted) else _differs("zone", wanted, zones)


def _several(wanted: str | list[str]) -> set[str | None]:
    return {wanted} if isinstance(wanted, str) else set(wanted)


def _closed(wanted: bool, reading: Reading, case: Case) -> list[str]:
    return _differs("closed", {wanted}, {d.closed for d in dated(reading)})


def _opens(wanted: date, reading: Reading, case: Case) -> list[str]:
    found = {d.opens for d in reading.deadlines if d.opens}
    found |= {date.fromisoformat(reading.opens.value)} if reading.opens else set()
    return _differs("opens", {wanted}, found)


def _effective(wanted: date, reading: Reading, case: Case) -> list[str]:
    found = reading.effective_deadline(case.today)
    return _differs("effective", wanted, found and found.date)


def _stages(wanted: dict[int, date], reading: Reading, case: Case) -> list[str]:
    return _differs("stages", wanted, {d.stage: d.date for d in dated(reading)})


def _money(amount: Amount | None, bases: set[str]) -> Amount | None:
    return amount if amount and amount.basis in bases else None


def _amount(wanted: dict[str, Any] | None, reading: Reading, case: Case) -> list[str]:
    return _sum("amount", wanted, _money(reading.amount, {"project", "prize"}))


def _budget(wanted: dict[str, Any] | None, reading: Reading, case: Case) -> list[str]:
    return _sum("budget", wanted, reading.budget or _money(reading.amount, {"budget"}))


def _sum(what: str, wanted: dict[str, Any] | None, found: Amount | None) -> list[str]:
    if wanted is None or found is None:
        return _differs(what, wanted, found)
    shown = {"min": found.min, "max": found.max, "currency": found.currency}
    expected = {name: _number(value) for name, value in wanted.items()}
    return _differs(what, expected, {name: shown[name] for name in expected})


def _number(value: object) -> object:
    return Decimal(str(value)) if isinstance(value, (int, float)) else value


def _event(wanted: dict[str, date] | None, reading: Reading, case: Case) -> list[str]:
    found = reading.event
    if wanted is None or found is None:
        return _differs("event", wanted, found)
    return _differs("event", (wanted["start"], wanted.get("end")), (found.start, found.end))


def _quote_contains(wanted: str, reading: Reading, case: Case) -> list[str]:
    quotes = [d.evidence.quote for d in reading.deadlines]
    return [] if any(wanted in quote for quote in quotes) else [f"quote: {wanted!r} in none of {quotes}"]


def _values(name: str) -> Callable[[Reading], list[str]]:
    return lambda reading: [fact.value for fact in getattr(reading, name)]


def _of_deadline(name: str) -> Callable[[Any, Reading, Case], list[str]]:
    """A field that one of the deadlines must have."""
    return lambda wanted, reading, _: _within(name, {wanted}, {getattr(d, name) for d in reading.deadlines})


def _relative(wanted: str, reading: Reading, case: Case) -> list[str]:
    found = [d.relative for d in reading.deadlines if d.relative]
    return [] if any(one.startswith(wanted) for one in found) else _differs("relative", wanted, found)


CHECKS: dict[str, Callable[[Any, Reading, Case], list[str]]] = {
    "deadlines": _deadlines,
    "silent": _silent,
    "also": lambda *_: [],  # read by `deadlines`
    "certainty": _certainty,
    "time": _time,
    "zone": _zone,
    "closed": _closed,
    "opens": _opens,
    "stages": _stages,
    "effective": _effective,
    "superseded": _of_deadline("superseded"),
    "criterion": _of_deadline("criterion"),
    "strict": _of_deadline("strict"),
    "actor": _of_deadline("actor"),
    "relative": _relative,
    "recurs": lambda wanted, reading, _: _within(
        "recurs", wanted, [day for d in reading.deadlines for day in d.recurs]
    ),
    "kind": lambda wanted, reading, _: _differs("kind", wanted, reading.kind.value),
    "language": lambda wanted, reading, _: _differs("language", wanted, reading.language),
    "amount": _amount,
    "budget": _budget,
    "own_contribution": lambda wanted, reading, _: _differs(
        "own_contribution", wanted, reading.own_contribution and reading.own_contribution.value
    ),
    "countries": lambda wanted, reading, _: _differs("countries", set(wanted), set(_values("countries")(reading))),
    "countries_not": lambda wanted, reading, _: _outside("countries", wanted, _values("countries")(reading)),
    "topics": lambda wanted, reading, _: _within("topics", wanted, _values("topics")(reading)),
    "topics_not": lambda wanted, reading, _: _outside("topics", wanted, _values("topics")(reading)),
    "audiences": lambda wanted, reading, _: _within("audiences", wanted, _values("audiences")(reading)),
    "audiences_not": lambda wanted, reading, _: _outside("audiences", wanted, _values("audiences")(reading)),
    "event": _event,
    "quote_contains": _quote_contains,
    "text_not": lambda wanted, reading, _: [f"text: {wanted!r} is no main text"] if wanted in reading.text else [],
    "flags": lambda wanted, reading, _: _within("flags", wanted, reading.flags),
    "funding_types": lambda wanted, reading, _: _within("funding_types", wanted, _values("funding_types")(reading)),
    "references": lambda wanted, reading, _: _within("references", wanted, _values("references")(reading)),
}


def complaints(case: Case) -> list[str]:
    """What the reading of the case has wrong, in words; empty where it is right."""
    reading = read(case.document, today=case.today)
    found = [line for name, wanted in case.expect.items() for line in CHECKS[name](wanted, reading, case)]
    found += [
        f"span {e.start}:{e.end} is not {e.quote!r}"
        for e in evidences(reading)
        if reading.text[e.start : e.end] != e.quote
    ]
    return found


def _marked(case: Case) -> Any:
    marks = [pytest.mark.xfail(reason=case.open, strict=True)] if case.open else []
    return pytest.param(case, id=case.id, marks=marks)


@pytest.mark.parametrize("case", [_marked(case) for case in cases()])
def test_the_reader_finds_what_a_careful_human_finds(case: Case) -> None:
    wrong = complaints(case)
    assert not wrong, "\n".join([f"{case.id} (rule {case.rule}, {case.file})", *wrong, case.text or case.html or ""])


def test_every_case_has_an_id_of_its_own_one_document_and_something_to_expect() -> None:
    every = list(cases())
    ids = [case.id for case in every]
    assert sorted(set(ids)) == sorted(ids)
    assert [case.id for case in every if (case.text is None) == (case.html is None)] == []
    assert [case.id for case in every if not case.expect or set(case.expect) - set(CHECKS)] == []


def test_every_rule_of_reading_has_its_sentences() -> None:
    assert set(range(1, 31)) - {case.rule for case in cases()} == set()


def test_german_french_english_and_polish_are_all_well_covered() -> None:
    languages = [case.language for case in cases()]
    assert {language for language in languages if languages.count(language) >= 40} >= {"de", "fr", "en", "pl"}
