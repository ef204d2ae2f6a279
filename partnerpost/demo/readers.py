"""Five example readers: different towns, languages and wishes; the register knows their partner countries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import Session

from aggregator.model import Rhythm, Subscriber
from aggregator.register import lookup, partner_countries
from newsletter.subscribers import add_confirmed

# Kept with the consent of each of them, so that nobody takes them for people.
BASIS = "example reader of the demo, invented"


class TownUnknown(LookupError):
    """A town of an example reader is not in the register; the message says which."""


@dataclass(frozen=True, slots=True)
class ExampleReader:
    """What a reader would fill in: an address, a town by its name, a language, wishes."""

    address: str
    town: str
    language: str
    topics: tuple[str, ...]
    audiences: tuple[str, ...]
    rhythm: Rhythm
    countries: tuple[str, ...] = ()
    """Countries chosen by hand, besides those of the partner towns."""


@cache
def example_readers() -> tuple[ExampleReader, ...]:
    """All of them, in the order of their file."""
    rows: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "readers.yaml").read_text("utf-8"))
    return tuple(
        ExampleReader(
            address=row["address"],
            town=row["town"],
            language=row["language"],
            topics=tuple(row["topics"]),
            audiences=tuple(row["audiences"]),
            rhythm=Rhythm(row["rhythm"]),
            countries=tuple(row.get("countries", ())),
        )
        for row in rows
    )


def add_reader(session: Session, reader: ExampleReader, *, now: datetime) -> Subscriber:
    """Add one as confirmed, with the partner countries of their town. Raises TownUnknown."""
    found = lookup(session, reader.town, limit=1)
    if not found:
        raise TownUnknown(f"the register knows no {reader.town}: was it filled?")
    partners = (country.code for country in partner_countries(session, found[0].ags))
    return add_confirmed(
        session,
        reader.address,
        language=reader.language,
        municipality_ags=found[0].ags,
        countries={*partners, *reader.countries},
        topics=reader.topics,
        audiences=reader.audiences,
        rhythm=reader.rhythm,
        basis=BASIS,
        now=now,
    )
