"""An office after some years: its store filled row by row, as its sources and its people would have left it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection
from sqlmodel import SQLModel, insert

from aggregator.finding import RunOutcome, SourceKind
from aggregator.folding import fold
from aggregator.health import Health
from aggregator.model import (
    Action,
    Change,
    ChangeState,
    ChangeType,
    CrawlRun,
    Decision,
    Facet,
    KeptFinding,
    KeptReading,
    Opportunity,
    OpportunityDeadline,
    OpportunityEvidence,
    OpportunityFacet,
    OpportunityState,
    Person,
    Resemblance,
    ResemblanceState,
    Role,
    Sighting,
    Source,
    SourceState,
)
from aggregator.store import Store
from tests.web.example import NOW, TODAY

_CHUNK = 2_000
_PER_SOURCE = 100
_RUNS = 60  # a source that is read every day, over the eight weeks that its page shows
_PEOPLE = ("Ayşe Kaya", "Jan Nowak", "Marie Dupont", "Ole Petersen")
_COUNTRIES = ("PL", "FR", "UA", "IT", "GB", "NL", "CZ", "ES", "EU")
_TOPICS = ("youth", "culture", "education", "sport", "europe", "democracy", "remembrance")
_AUDIENCES = ("municipality", "association", "school", "youth_organisation")
_KINDS = ("funding", "call", "competition", "event", "call", "funding", "training", "event", "news", "partner_search")
_WORDS = ("Begegnungen", "Kleinprojekte", "Jugendaustausch", "Kulturtage", "Bürgerreise", "Gedenkfahrt", "Sportfest")


def fill(store: Store, number: int) -> None:
    """As many opportunities, decided by four people but for one in a hundred, with all that hangs on them.

    Of a thousand ten wait and five are put off; three pairs are asked about and one change waits for a second look.
    """
    with store.engine.begin() as connection:
        _put(connection, Person, _people())
        _put(connection, Source, (_source(one) for one in range(number // _PER_SOURCE)))
        _put(connection, CrawlRun, (_run(one, day) for one in range(number // _PER_SOURCE) for day in range(_RUNS)))
        for start in range(0, number, _CHUNK):
            _put_stretch(connection, range(start, min(start + _CHUNK, number)))
        _put(connection, Resemblance, (_question(one) for one in range(number) if one % 1000 in (10, 310, 610)))
    with store.writing():
        """Triggers noted what was put there: leaving indexes it."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("analyze" if store.is_sqlite else "vacuum analyze")


def _put_stretch(connection: Connection, numbers: Sequence[int]) -> None:
    _put(connection, KeptFinding, map(_finding, numbers))
    _put(connection, KeptReading, ({"finding_id": one + 1, "text": _text(one), **_READ} for one in numbers))
    _put(connection, Opportunity, map(_opportunity, numbers))
    _put(connection, Sighting, map(_sighting, numbers))
    _put(connection, OpportunityDeadline, map(_round, numbers))
    _put(connection, OpportunityFacet, (facet for one in numbers for facet in _facets(one)))
    _put(connection, OpportunityEvidence, (proof for one in numbers for proof in _proofs(one)))
    _put(connection, Decision, (_decision(one) for one in numbers if _state(one) is not OpportunityState.NEW))
    _put(connection, Change, (_change(one) for one in numbers if one % 5 == 0))


def _put(connection: Connection, table: type[SQLModel], rows: Iterator[dict[str, Any]] | map[dict[str, Any]]) -> None:
    if found := list(rows):
        connection.execute(insert(table), found)


def _state(one: int) -> OpportunityState:
    place = one % 1000
    if place % 100 == 10:
        return OpportunityState.NEW
    if place % 200 == 20:
        return OpportunityState.LATER
    return OpportunityState.ACCEPTED if one % 9 < 5 else OpportunityState.REJECTED


def _day(one: int) -> date:
    """Most are over; what waits or was accepted lately ends within the year to come."""
    return TODAY + timedelta(
        days=(one * 37) % 300 if one % 100 in (10, 20) or one % 25 == 4 else -1 - (one * 37) % 1500
    )


def _title(one: int) -> str:
    return f"{_WORDS[one % 7]} {one} mit Partnerstädten in Frankreich, Polen und der Ukraine"


def _said(one: int) -> str:
    return f"Anträge können bis zum {_day(one):%d.%m.%Y} gestellt werden."


def _text(one: int) -> str:
    return (
        f"{_title(one)}. Das Programm fördert Begegnungen von Menschen aus Partnerstädten, die einander besuchen und "
        f"gemeinsam etwas tun. Antragsberechtigt sind Kommunen, Vereine und Schulen. {_said(one)} Gefördert werden bis "
        f"zu {one % 90 + 10}00 Euro je Begegnung; die Auswahl trifft eine Jury. "
        "Die Begegnung soll mindestens drei Tage dauern und beide Seiten gleichermaßen beteiligen. "
    )


_READ = {"language": "de", "read_at": NOW, "filled": ["text", "deadline"]}


def _people() -> Iterator[dict[str, Any]]:
    for number, name in enumerate(_PEOPLE):
        address = f"{name.split()[0].casefold()}@example.org"
        yield {"id": number + 1, "address": address, "name": name, "role": list(Role)[number % 3], "created_at": NOW}


def _source(one: int) -> dict[str, Any]:
    health = Health.BROKEN if one % 50 == 0 else Health.SUSPECT if one % 30 == 0 else Health.OK
    return {
        "id": one + 1,
        "key": f"quelle-{one}",
        "name": f"Quelle {one} für Partnerstädte",
        "url": f"https://q{one}.example.org/feed",
        "kind": SourceKind.FEED,
        "state": SourceState.PAUSED if one % 40 == 7 else SourceState.PROVEN,
        "countries": [_COUNTRIES[one % 9]],
        "health": health,
        "next_fetch_at": NOW + timedelta(hours=5),
        "created_at": NOW - timedelta(days=900),
    }


def _run(one: int, day: int) -> dict[str, Any]:
    at = NOW - timedelta(days=day, hours=one % 5)
    return {
        "source_id": one + 1,
        "started_at": at,
        "finished_at": at + timedelta(seconds=3),
        "outcome": RunOutcome.READ,
        "statuses": {"200": 3},
        "received_bytes": 48_000,
        "found": 3,
        "new": (one + day) % 3,
        "listed": 30,
        "filled": {"text": 30, "deadline": 21},
    }


def _seen(one: int) -> datetime:
    return NOW - timedelta(minutes=one % 800_000)


def _finding(one: int) -> dict[str, Any]:
    return {
        "id": one + 1,
        "source_id": one // _PER_SOURCE + 1,
        "key": str(one),
        "key_hash": f"{one:064x}",
        "url": f"https://q{one // _PER_SOURCE}.example.org/{one}",
        "title": _title(one),
        "text": _text(one),
        "language": "de",
        "content_hash": f"{one:064x}",
        "first_seen": _seen(one),
        "last_seen": NOW,
    }


def _opportunity(one: int) -> dict[str, Any]:
    return {
        "id": one + 1,
        "kind": _KINDS[one // 100 % 10],
        "state": _state(one),
        "title": _title(one),
        "summary": "Das Programm fördert Begegnungen von Menschen aus Partnerstädten.",
        "language": "de",
        "url": f"https://q{one // _PER_SOURCE}.example.org/{one}",
        "source_id": one // _PER_SOURCE + 1,
        "finding_id": one + 1,
        "organiser": "Jugendbüro Musterstadt",
        "deadline": _day(one),
        "certainty": "exact",
        "amount_max": (one % 90 + 10) * 100,
        "currency": "EUR",
        "confidence": 0.5 + one % 50 / 100,
        "folded": fold(_title(one)),
        "changed_at": NOW if one % 5_000 == 5 else None,
        "created_at": _seen(one),
        "updated_at": _seen(one),
        "checked_at": NOW,
    }


def _sighting(one: int) -> dict[str, Any]:
    return {
        "opportunity_id": one + 1,
        "finding_id": one + 1,
        "source_id": one // _PER_SOURCE + 1,
        "url": f"https://q{one // _PER_SOURCE}.example.org/{one}",
        "first_seen": _seen(one),
        "last_seen": NOW,
    }


def _round(one: int) -> dict[str, Any]:
    return {"opportunity_id": one + 1, "date": _day(one), "certainty": "exact", "label": "", "round": None}


def _facets(one: int) -> Iterator[dict[str, Any]]:
    countries = {_COUNTRIES[one % 9], _COUNTRIES[one // 9 % 9]}
    for facet, values in (
        (Facet.COUNTRY, sorted(countries)),
        (Facet.TOPIC, [_TOPICS[one % 7]]),
        (Facet.AUDIENCE, [_AUDIENCES[one % 4]]),
    ):
        for value in values:
            yield {"opportunity_id": one + 1, "facet": facet, "value": value}


def _proofs(one: int) -> Iterator[dict[str, Any]]:
    text = _text(one)
    for field, value, quote in (
        ("deadline", _day(one).isoformat(), _said(one)),
        ("amount", f"/{(one % 90 + 10) * 100} EUR", f"bis zu {one % 90 + 10}00 Euro"),
    ):
        start = text.index(quote)
        yield {
            "opportunity_id": one + 1,
            "finding_id": one + 1,
            "field": field,
            "value": value,
            "quote": quote,
            "sentence": quote,
            "start": start,
            "end": start + len(quote),
            "rule": "until",
            "confidence": 0.9,
        }


def _decision(one: int) -> dict[str, Any]:
    done = {OpportunityState.ACCEPTED: Action.ACCEPT, OpportunityState.LATER: Action.LATER}
    return {
        "opportunity_id": one + 1,
        "person_id": one % len(_PEOPLE) + 1,
        "action": done.get(_state(one), Action.REJECT),
        "before": {"state": "new", "changed_at": None},
        "after": {"state": _state(one).value},
        "at": _seen(one),
    }


def _change(one: int) -> dict[str, Any]:
    waits = one % 1000 == 15
    return {
        "opportunity_id": one + 1,
        "finding_id": one + 1,
        "source_id": one // _PER_SOURCE + 1,
        "field": "deadline",
        "type": ChangeType.DEADLINE_MOVED_LATER,
        "state": ChangeState.PENDING if waits else ChangeState.TOLD,
        "before": (_day(one) - timedelta(days=30)).isoformat(),
        "after": (_day(one) + timedelta(days=30 if waits else 0)).isoformat(),
        "sentence_before": _said(one),
        "sentence_after": _said(one),
        "seen_at": _seen(one),
        "at": None if waits else _seen(one),
    }


def _question(one: int) -> dict[str, Any]:
    """Between one that waits and one that came a hundred days before."""
    return {
        "one_id": one + 1,
        "other_id": one + 101,
        "state": ResemblanceState.OPEN,
        "grounds": [["title_alike"], ["days", "2027-01-15"]],
        "at": NOW,
    }
