"""100,000 readers as the register would have them, and issues that might concern them; the same in every run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from aggregator.finding import SourceKind
from aggregator.model import (
    Entry,
    Facet,
    Issue,
    IssueState,
    KeptFinding,
    Municipality,
    Opportunity,
    OpportunityFacet,
    OpportunityState,
    ReaderFacet,
    Rhythm,
    Source,
    Subscriber,
    SubscriberState,
    Twinning,
)
from aggregator.register import seed
from newsletter.sections import Section
from tests.newsletter.samples import NOW, TODAY

READERS = 100_000
ENTRIES = 60
TOPICS = ("youth", "culture", "education", "europe", "sport", "democracy", "sustainability", "remembrance", "ukraine")
_AUDIENCES = (("twinning_association", 50), ("municipality", 20), ("school", 15), ("", 15))
_LANGUAGES = (("de", 85), ("fr", 5), ("en", 5), ("pl", 5))
_RHYTHMS = ((Rhythm.WEEKLY, 75), (Rhythm.MONTHLY, 15), (Rhythm.DEADLINES, 10))
_TOPICS_CHOSEN = ((0, 45), (1, 30), (2, 15), (3, 10))
_SECTIONS = tuple(Section)
_BATCH = 5_000


def fill(session: Session, readers: int = READERS) -> None:
    """The shipped register, a source, and readers of North Rhine-Westphalia; larger towns have more."""
    seed(session)
    session.add(
        Source(
            id=1, key="a", name="Stiftung Nachbarschaft", url="https://a.example", kind=SourceKind.FEED, created_at=NOW
        )
    )
    session.flush()
    session.flush()
    luck = random.Random(8)
    towns = session.exec(select(Municipality.ags, Municipality.population).where(Municipality.state == "NW")).all()
    partners: dict[str, list[str]] = {ags: [] for ags, _ in towns}
    for ags, country in session.exec(select(Twinning.ags, Twinning.country).where(col(Twinning.country) != "DE")):
        if ags in partners and country not in partners[ags]:
            partners[ags].append(country)
    weights = [float(people or 1_000) ** 0.6 for _, people in towns]
    abroad = sorted({country for found in partners.values() for country in found})
    for start in range(1, readers + 1, _BATCH):
        rows: list[dict[str, Any]] = []
        facets: list[dict[str, Any]] = []
        for number in range(start, min(start + _BATCH, readers + 1)):
            town: str | None = luck.choices([ags for ags, _ in towns], weights)[0] if luck.random() < 0.85 else None
            rows.append(_reader(number, town, luck))
            facets += _facets(number, partners.get(town or "", []), abroad, luck)
        session.connection().execute(insert(Subscriber), rows)
        session.connection().execute(insert(ReaderFacet), facets)


def add_issue(session: Session, number: int, *, week: int, kept: int) -> int:
    """Released in a week, with sixty entries; so many of them stood in the one before. Gives its number."""
    luck = random.Random(number)
    at = NOW + timedelta(weeks=week)
    issue = Issue(
        title=f"Ausgabe {number}",
        editorial="Liebe Leserinnen und Leser,\n\n" + "wir haben viel vor. " * 12,
        state=IssueState.RELEASED,
        created_at=at,
        released_at=at,
    )
    session.add(issue)
    session.flush()
    assert issue.id is not None
    first = (number - 1) * (ENTRIES - kept) + 1
    known = set(session.exec(select(Opportunity.id)))
    for place, one in enumerate(range(first, first + ENTRIES)):
        if one not in known:
            _add_opportunity(session, one, luck)
        session.add(Entry(issue_id=issue.id, opportunity_id=one, section=_SECTIONS[place % 4].value, position=place))
    session.flush()
    return issue.id


def _reader(number: int, ags: str | None, luck: random.Random) -> dict[str, Any]:
    return {
        "id": number,
        "address": f"reader-{number}@example.org",
        "language": _one_of(_LANGUAGES, luck),
        "rhythm": _one_of(_RHYTHMS, luck),
        "state": SubscriberState.CONFIRMED,
        "municipality_ags": ags,
        "created_at": NOW,
    }


def _facets(number: int, partners: list[str], abroad: list[str], luck: random.Random) -> Iterator[dict[str, Any]]:
    """Most keep the countries that were ticked for their town; some take one away or add one."""
    countries = set(partners)
    if not partners:
        countries = set(luck.sample(abroad, luck.randint(0, 3)))
    elif (chance := luck.random()) > 0.8:
        countries = countries ^ {luck.choice(abroad if chance > 0.9 else partners)}
    topics = luck.sample(TOPICS, _one_of(_TOPICS_CHOSEN, luck))
    audience = _one_of(_AUDIENCES, luck)
    chosen = (
        (Facet.COUNTRY, sorted(countries)),
        (Facet.TOPIC, topics),
        (Facet.AUDIENCE, [audience] if audience else []),
    )
    for facet, values in chosen:
        for value in values:
            yield {"subscriber_id": number, "facet": facet, "value": value}


def _add_opportunity(session: Session, number: int, luck: random.Random) -> None:
    kind = luck.choice(["funding", "funding", "call", "competition", "event", "training"])
    event = TODAY + timedelta(days=luck.randint(20, 90)) if kind in {"event", "training"} else None
    deadline: date | None = TODAY + timedelta(days=luck.randint(8, 100))
    url = f"https://stiftung.example/ausschreibung/{number}"
    session.add(
        KeptFinding(
            id=number,
            source_id=1,
            key=str(number),
            key_hash=str(number),
            url=url,
            title="A",
            content_hash=str(number),
            first_seen=NOW,
            last_seen=NOW,
        )
    )
    session.flush()
    session.add(
        Opportunity(
            id=number,
            kind=kind,
            state=OpportunityState.ACCEPTED,
            title=f"Begegnungen und Austausch mit der Partnerstadt, Runde {number}",
            summary="Ein Zuschuss für Treffen mit der Partnerstadt. Bezahlt werden Fahrten und Sprachmittlung.",
            language=_one_of((("de", 70), ("fr", 10), ("en", 10), ("pl", 10)), luck),
            url=url,
            source_id=1,
            finding_id=number,
            organiser="Stiftung Nachbarschaft",
            deadline=deadline,
            certainty="exact",
            event_start=event,
            place="Gliwice" if event else "",
            amount_max=Decimal(luck.choice([500, 2_500, 5_000, 20_000])),
            currency="EUR",
            confidence=0.9,
            created_at=NOW,
            updated_at=NOW,
            checked_at=NOW,
        )
    )
    session.flush()
    countries = luck.choices(
        [["PL"], ["FR"], ["GB"], ["UA"], ["NL"], ["IT", "FR"], ["EU"], [], ["DE-NW"], ["TR"], ["BE"]],
        [14, 14, 5, 8, 4, 3, 25, 12, 8, 4, 3],
    )[0]
    audiences = luck.choices(
        [["twinning_association"], ["municipality"], ["school"], ["twinning_association", "school"], []], k=1
    )[0]
    for facet, values in (
        (Facet.COUNTRY, countries),
        (Facet.TOPIC, luck.sample(TOPICS, luck.randint(1, 2))),
        (Facet.AUDIENCE, audiences),
    ):
        session.add_all(OpportunityFacet(opportunity_id=number, facet=facet, value=value) for value in values)


def _one_of(choices: Any, luck: random.Random) -> Any:
    values, weights = zip(*choices, strict=True)
    return luck.choices(values, weights)[0]
