"""Fill the register with what is shipped.

Municipalities: © Statistisches Bundesamt (Destatis), Gemeindeverzeichnis 31.12.2020. Links: Wikidata (CC0). Places:
GeoNames, CC BY 4.0. French codes: INSEE/Etalab, Licence Ouverte 2.0.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import Session, select

from aggregator.folding import fold
from aggregator.model import Municipality, Twinning

_SEED = Path(__file__).parent / "seed"


def seed(session: Session) -> int:
    """Add the shipped municipalities and links that are not there yet; gives how many rows that were.

    What is there is left as it is: people may know better.
    """
    known = set(session.exec(select(Municipality.ags)))
    municipalities = [_municipality(row) for row in _rows("municipalities.csv") if row["ags"] not in known]
    session.add_all(municipalities)
    session.flush()
    pairs = session.exec(select(Twinning.ags, Twinning.country, Twinning.partner))
    linked = {(ags, country, fold(partner)) for ags, country, partner in pairs}
    links = [
        _twinning(row)
        for row in _rows("twinnings.csv")
        if (row["ags"], row["country"], fold(row["partner"])) not in linked
    ]
    session.add_all(links)
    session.flush()
    return len(municipalities) + len(links)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_SEED / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _municipality(row: dict[str, str]) -> Municipality:
    return Municipality(
        ags=row["ags"],
        name=row["name"],
        folded_name=fold(row["name"]),
        kind=row["kind"],
        state=row["state"],
        district=row["district"],
        population=int(row["population"]) if row["population"] else None,
    )


def _twinning(row: dict[str, str]) -> Twinning:
    return Twinning(
        ags=row["ags"],
        partner=row["partner"],
        country=row["country"],
        since=int(row["since"]) if row["since"] else None,
        kind=row["kind"],
        source=row["source"],
        licence=row["licence"],
    )
