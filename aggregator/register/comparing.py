"""A dry run: what a table would change, without changing anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from aggregator.folding import fold
from aggregator.model import Municipality, Twinning, TwinningStatus
from aggregator.register.faults import Fault
from aggregator.register.matching import Match, Verdict, match
from aggregator.register.table import Row, read_table


@dataclass(frozen=True, slots=True)
class Compared:
    """A line of the table beside the register."""

    row: Row
    town: Municipality
    match: Match


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a table would do. `missing` are links of its municipalities that it does not name: they stay."""

    lines: tuple[Compared, ...]
    missing: tuple[tuple[Municipality, Twinning], ...]
    faults: tuple[Fault, ...]

    def of(self, verdict: Verdict) -> tuple[Compared, ...]:
        """The lines with a verdict."""
        return tuple(one for one in self.lines if one.match.verdict is verdict)


def dry_run(session: Session, text: str) -> Comparison:
    """Compare a table with the register. Raises TableUnreadable."""
    towns = {town.ags: town for town in session.exec(select(Municipality))}
    rows, faults = read_table(text, towns.keys())
    links = _links(session, sorted({row.ags for row in rows}))
    seen: set[int] = set()
    lines: list[Compared] = []
    for row in _once(rows):
        found = match(row.values, links.get(row.ags, []))
        if found.link is not None and found.link.id is not None:
            seen.add(found.link.id)
        lines.append(Compared(row, towns[row.ags], found))
    known = [(ags, link) for ags, some in links.items() for link in some if link.status is not TwinningStatus.ENDED]
    missing = [(towns[ags], link) for ags, link in known if link.id not in seen]
    return Comparison(tuple(lines), tuple(missing), tuple(faults))


def _links(session: Session, keys: Sequence[str]) -> dict[str, list[Twinning]]:
    found: dict[str, list[Twinning]] = {}
    # ix_twinning_ags; in pieces, since a database takes only so many values at once
    for first in range(0, len(keys), 500):
        piece = keys[first : first + 500]
        for link in session.exec(select(Twinning).where(col(Twinning.ags).in_(piece))):
            found.setdefault(link.ags, []).append(link)
    return found


def _once(rows: Sequence[Row]) -> list[Row]:
    """A partner that a table names twice counts once, as it is named first."""
    first: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        first.setdefault((row.ags, row.values["country"], row.values.get("qid") or fold(row.values["partner"])), row)
    return list(first.values())
