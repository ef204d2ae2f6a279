"""Editions as letters: joined from the plates of their issue, a few kept at a time."""

from __future__ import annotations

from sqlmodel import Session

from aggregator.model import Edition, Plate
from aggregator.store import Store
from newsletter.delivery import ledger
from newsletter.delivery.message import Letter
from newsletter.joining import Press

_LETTERS, _PRESSES = 64, 16  # of many thousand editions only a few are needed at a time, and of four languages


class Letters:
    """The letters of deliveries, for one worker."""

    def __init__(self, store: Store) -> None:
        """Reads editions and plates when they are first needed."""
        self._store = store
        self._letters: dict[int, Letter] = {}
        self._presses: dict[tuple[int, str], Press] = {}

    def of(self, edition_id: int) -> Letter:
        """What an edition says."""
        if edition_id not in self._letters:
            with self._store.reading() as session:
                edition = ledger.edition(session, edition_id)
                self._letters[edition_id] = _joined(self._press(session, edition), edition)
            while len(self._letters) > _LETTERS:
                self._letters.pop(next(iter(self._letters)))
        return self._letters[edition_id]

    def _press(self, session: Session, edition: Edition) -> Press:
        plate = (edition.issue_id, edition.plate)
        if plate not in self._presses:
            self._presses[plate] = _press(session, edition)
            while len(self._presses) > _PRESSES:
                self._presses.pop(next(iter(self._presses)))
        return self._presses[plate]


def letter(session: Session, edition: Edition) -> Letter:
    """What one edition says."""
    return _joined(_press(session, edition), edition)


def _press(session: Session, edition: Edition) -> Press:
    plate = session.get(Plate, (edition.issue_id, edition.plate))
    assert plate is not None  # made with its first edition
    return Press(plate.html, plate.text)


def _joined(press: Press, edition: Edition) -> Letter:
    pieces = [(place, words) for place, words in edition.pieces]
    return Letter(edition.subject, press.html(pieces), press.text(pieces), edition.language, edition.calendar)
