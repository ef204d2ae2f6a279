"""Fill the register with what is shipped."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, select

from aggregator.folding import fold
from aggregator.model import Municipality, Twinning, TwinningKind, TwinningStatus
from aggregator.register.names import folded_names

_SEED = Path(__file__).parent / "seed"
_KEYS = ("region", "insee", "geonames", "qid", "latitude", "longitude")


def seed(session: Session) -> int:
    """Add the shipped municipalities and links that are not there yet; gives how many rows that were.

    What is there is left as it is: people may know better. Links that came before the register knew keys get these.
    """
    known = set(session.exec(select(Municipality.ags)))
    municipalities = [_municipality(row) for row in _rows("municipalities.csv") if row["ags"] not in known]
    linked = {(link.ags, link.country, fold(link.partner)): link for link in session.exec(select(Twinning))}
    # a partner that somebody named anew keeps its key
    keyed = {(link.ags, link.qid) for link in linked.values() if link.qid}
    links = []
    for row in map(_twinning, _rows("twinnings.csv")):
        old = linked.get((row["ags"], row["country"], fold(row["partner"])))
        if old is not None:
            _complete(old, row)
        elif (row["ags"], row["qid"]) not in keyed:
            links.append(row)
    for table, rows in ((Municipality, municipalities), (Twinning, links)):
        if rows:
            session.execute(insert(table), rows)
    session.flush()
    return len(municipalities) + len(links)


def _complete(link: Twinning, row: dict[str, Any]) -> None:
    if not any(getattr(link, key) for key in _KEYS):
        for key in (*_KEYS, "other_names"):
            setattr(link, key, row[key])
    if not link.folded_names:
        link.folded_names = folded_names(link.partner, link.other_names)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_SEED / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _municipality(row: dict[str, str]) -> dict[str, Any]:
    population = int(row["population"]) if row["population"] else None
    return {**row, "folded_name": fold(row["name"]), "population": population}


def _twinning(row: dict[str, str]) -> dict[str, Any]:
    others = [row["other_names"]] if row["other_names"] else []
    return {
        **row,
        "other_names": others,
        "folded_names": folded_names(row["partner"], others),
        "latitude": float(row["latitude"]) if row["latitude"] else None,
        "longitude": float(row["longitude"]) if row["longitude"] else None,
        "since": int(row["since"]) if row["since"] else None,
        "kind": TwinningKind(row["kind"] or "unknown"),
        "status": TwinningStatus(row["status"] or "unknown"),
    }
