"""Editions as letters: joined from the plates of their issue, a few kept at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row
from sqlalchemy import select as choose
from sqlmodel import Session, SQLModel, col, select

from aggregator.model import Edition, Opportunity, OpportunityState, Plate
from aggregator.store.batches import in_batches
from newsletter.delivery.copies import Copies, shared_headers, subject_line
from newsletter.delivery.encoding import Part, quoted
from newsletter.delivery.headers import HeaderRefused
from newsletter.delivery.message import Letter
from newsletter.delivery.pressing import EncodedPress
from newsletter.joining import Press, without
from newsletter.settings import MailSettings

_Ends = Mapping[int, date | None]
_EDITIONS = SQLModel.metadata.tables["edition"]
_OF_AN_EDITION = ("id", "issue_id", "plate", "pieces", "subject", "language", "calendar", "opportunity_ids")
_LETTERS, _PRESSES = 400, 16  # of many thousand editions those of some claims are kept, and plates of four languages


@dataclass(frozen=True, slots=True)
class Sheet:
    """An edition ready to be copied; `useful_until` is the moment after which it tells nobody anything new.

    It `is_over` where nothing of what it told can be used any more: all has passed or was withdrawn. Without `copies`
    it cannot be sent, and `refused` says why.
    """

    copies: Copies | None
    gone: frozenset[int]
    useful_until: datetime | None = None
    is_over: bool = False
    refused: str = ""


class Letters:
    """The editions of deliveries, for one run."""

    def __init__(self, settings: MailSettings) -> None:
        """Editions and plates are read when they are first needed."""
        self.settings = settings
        self._sheets: dict[int, Sheet] = {}
        self._told: dict[int, tuple[int, ...]] = {}
        self._presses: dict[tuple[int, str], EncodedPress] = {}
        self._headers: dict[str, bytes] = {}

    def of(self, session: Session, edition_ids: Collection[int], *, today: date) -> Mapping[int, Sheet]:
        """What editions say today, by their numbers; what was withdrawn or has passed since is left out."""
        if len(self._told) + len(edition_ids) > _LETTERS:
            self._told.clear()
            self._sheets.clear()
        new = self._read(session, [number for number in edition_ids if number not in self._told])
        told = {number for each in edition_ids for number in self._told[each]}
        ends = _ends(session, told, today=today)
        sheets = {}
        for number in edition_ids:
            gone = frozenset(each for each in self._told[number] if each not in ends)
            known = self._sheets.get(number)
            if known is None or known.gone != gone:
                edition = new.get(number) or self._read(session, [number])[number]
                known = self._sheets[number] = self._made(session, edition, gone, ends)
            sheets[number] = known
        return sheets

    def _read(self, session: Session, edition_ids: Iterable[int]) -> Mapping[int, Row[Any]]:
        # columns and not rows of the model: there are some hundred a second, and nothing of them is changed
        new: dict[int, Row[Any]] = {}
        for some in in_batches(edition_ids):
            asked = choose(*(_EDITIONS.c[name] for name in _OF_AN_EDITION)).where(_EDITIONS.c.id.in_(some))
            new |= {edition.id: edition for edition in session.connection().execute(asked)}
        self._told |= {number: tuple(edition.opportunity_ids) for number, edition in new.items()}
        return new

    def _made(
        self, session: Session, edition: Row[Any], gone: frozenset[int], ends: Mapping[int, date | None]
    ) -> Sheet:
        plate = (edition.issue_id, edition.plate)
        if plate not in self._presses:
            if len(self._presses) >= _PRESSES:
                self._presses.clear()
            self._presses[plate] = EncodedPress(_plate(session, edition))
        language = edition.language
        if language not in self._headers:
            self._headers[language] = shared_headers(language, self.settings)
        try:
            headers = subject_line(edition.subject) + self._headers[language]
        except HeaderRefused as refused:
            return Sheet(None, gone, refused=str(refused))
        said = without([(place, words) for place, words in edition.pieces], gone)
        # a calendar is one whole: where something of it is gone, none is better than a wrong one
        calendar = Part([quoted(edition.calendar)]).filled({}) if edition.calendar and not gone else b""
        press = self._presses[plate]
        left = [ends[number] for number in edition.opportunity_ids if number not in gone]
        return Sheet(
            Copies(self.settings, language, headers, press.text(said), press.html(said), calendar),
            gone,
            _last(left),
            is_over=bool(gone) and not left,
        )


def letter(session: Session, edition: Edition) -> Letter:
    """What one edition says, as it was made."""
    plate = _plate(session, edition)
    press, said = Press(plate.html, plate.text), [(place, words) for place, words in edition.pieces]
    return Letter(edition.subject, press.html(said), press.text(said), edition.language, edition.calendar)


def _plate(session: Session, edition: Edition | Row[Any]) -> Plate:
    plate = session.get(Plate, (edition.issue_id, edition.plate))
    assert plate is not None  # made with its first edition
    return plate


def _ends(session: Session, numbers: Collection[int], *, today: date) -> Mapping[int, date | None]:
    """The last day of each that can still be used, None where it has none."""
    ends: dict[int, date | None] = {}
    for some in in_batches(sorted(numbers)):
        days = (col(Opportunity.deadline), col(Opportunity.event_end), col(Opportunity.event_start))
        asked = select(col(Opportunity.id), *days)
        # merged: another one stands for it, and its page leads there
        alive = col(Opportunity.state).in_((OpportunityState.ACCEPTED, OpportunityState.MERGED))
        asked = asked.where(col(Opportunity.id).in_(some), alive, col(Opportunity.status) != "withdrawn")
        for number, deadline, event_end, event_start in session.exec(asked):
            end = deadline or event_end or event_start
            if number is not None and (end is None or end >= today):
                ends[number] = end
    return ends


def _last(ends: Iterable[date | None]) -> datetime | None:
    """The end of the last day, none where one has no end."""
    known = list(ends)
    days = [day for day in known if day is not None]
    if not days or len(days) < len(known):
        return None
    return datetime.combine(max(days) + timedelta(days=1), time(), tzinfo=UTC)
