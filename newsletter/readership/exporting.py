"""All readers as a table: the same columns as a table that comes in, and how they stand."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlmodel import Session, col, select

from aggregator import taxonomy
from aggregator.cells import as_cell
from aggregator.model import Consent, Facet, ReaderFacet, Rhythm, Subscriber
from newsletter.consent import ConsentEvent
from newsletter.readership.table import COLUMNS, RHYTHMS

_BATCH = 400
_BASIS = "Einwilligung (Art. 6 Abs. 1 Buchst. a DSGVO)"
_BESIDE = ("zustand", "angemeldet_am", "abgemeldet_am")


def as_table(session: Session) -> Iterator[str]:
    """Lines of CSV, parted by `;`, a heading first; readers by number."""
    yield _line((*COLUMNS, *_BESIDE))
    last = 0
    while True:
        page = select(Subscriber).where(col(Subscriber.id) > last).order_by(col(Subscriber.id)).limit(_BATCH)
        readers = session.exec(page).all()
        if not readers:
            return
        numbers = [reader.id or 0 for reader in readers]
        last = numbers[-1]
        chosen, proofs = _chosen(session, numbers), _proofs(session, numbers)
        for reader in readers:
            yield _line(_cells(reader, chosen[reader.id or 0], proofs.get(reader.id or 0)))


def _cells(reader: Subscriber, chosen: dict[Facet, list[str]], proof: Consent | None) -> tuple[str, ...]:
    by_rhythm: dict[Rhythm, str] = {rhythm: word for word, rhythm in RHYTHMS.items()}
    topics, audiences = taxonomy.terms("topic"), taxonomy.terms("audience")
    return (
        reader.address,
        reader.municipality_ags or "",
        ", ".join(chosen[Facet.COUNTRY]),
        ", ".join(topics[code].slug for code in chosen[Facet.TOPIC] if code in topics),
        ", ".join(audiences[code].slug for code in chosen[Facet.AUDIENCE] if code in audiences),
        by_rhythm[reader.rhythm],
        reader.language,
        reader.format.value,
        _BASIS,
        " ".join(proof.wording.split()) if proof else "",
        proof.at.date().isoformat() if proof else "",
        reader.state.value,
        reader.created_at.date().isoformat(),
        reader.ended_at.date().isoformat() if reader.ended_at else "",
    )


def _line(cells: Sequence[str]) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerow([as_cell(cell) for cell in cells])
    return written.getvalue()


def _chosen(session: Session, numbers: Sequence[int]) -> dict[int, dict[Facet, list[str]]]:
    found: dict[int, dict[Facet, list[str]]] = defaultdict(lambda: defaultdict(list))
    asked = select(ReaderFacet).where(col(ReaderFacet.subscriber_id).in_(numbers)).order_by(col(ReaderFacet.value))
    for row in session.exec(asked):
        found[row.subscriber_id][row.facet].append(row.value)
    return found


def _proofs(session: Session, numbers: Sequence[int]) -> dict[int, Consent]:
    """The last line by which each of them became a reader."""
    given = [ConsentEvent.CONFIRMED.value, ConsentEvent.ADDED.value]
    asked = select(Consent).where(col(Consent.subscriber_id).in_(numbers), col(Consent.event).in_(given))
    return {line.subscriber_id or 0: line for line in session.exec(asked.order_by(col(Consent.id)))}
