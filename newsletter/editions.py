"""One rendering per interest signature and language, one delivery per reader."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, select

from aggregator.model import DeliveryState, Edition, Issue, IssueState, Plate, Rhythm
from newsletter.calendar import Calendars
from newsletter.delivery.message import message_id
from newsletter.earlier import Earlier
from newsletter.grouping import Circle, Grouping, is_reminded
from newsletter.issues import IssueRefused, existing, masthead
from newsletter.plates import Plates
from newsletter.pools import Pools
from newsletter.readers import Reader, confirmed_readers, how_many
from newsletter.settings import MailSettings
from newsletter.told import Told

# tables and not rows of the model: nothing of this is read back
_EDITIONS, _DELIVERIES = SQLModel.metadata.tables["edition"], SQLModel.metadata.tables["delivery"]

Progress = Callable[[int, int], None]
"""Called with how many readers are done and how many there are."""


@dataclass(frozen=True, slots=True)
class Composed:
    """What composing made; `skipped` readers get nothing because nothing that is new to them concerns them."""

    editions: int
    deliveries: int
    skipped: int


def compose(
    session: Session,
    issue_id: int,
    settings: MailSettings,
    *,
    today: date,
    now: datetime,
    on_progress: Progress | None = None,
) -> Composed:
    """Make the editions and waiting deliveries of a released issue for all readers who are due.

    Readers are looked at page by page; memory depends on how many editions there are, not on how many readers.
    Running it again adds only what is missing: readers who were confirmed since. Raises IssueRefused, TemplateError.
    """
    issue = existing(session, issue_id)
    if issue.state is not IssueState.RELEASED:
        raise IssueRefused(f"issue {issue_id} is {issue.state.value}: release it before it is composed")
    pools = Pools(session, issue, settings, today=today, now=now)
    earlier = Earlier(session, issue_id, pools.opportunity_ids)
    made = _Making(session, issue, pools, settings, today=today, now=now)
    total, done = how_many(session, today=today), 0
    for page in confirmed_readers(session, today=today, earlier=earlier):
        made.page(page)
        done += len(page)
        if on_progress is not None and done < total:
            on_progress(done, total)
    session.flush()
    if on_progress is not None:
        on_progress(total, total)
    return Composed(made.editions, made.deliveries, made.skipped)


class _Making:
    """One run of `compose`, counting as it goes."""

    def __init__(
        self, session: Session, issue: Issue, pools: Pools, settings: MailSettings, *, today: date, now: datetime
    ) -> None:
        assert issue.id is not None
        self._session, self._issue_id, self._masthead = session, issue.id, masthead(issue)
        self._pools, self._settings, self._today, self._now = pools, settings, today, now
        self._grouping = Grouping(pools, settings, today=today)
        self._plates: dict[tuple[str, Rhythm], tuple[Plates, str]] = {}
        self._calendars: dict[str, Calendars] = {}
        self._made = _known(session, issue.id)
        self.editions = self.deliveries = self.skipped = 0

    def page(self, readers: Sequence[Reader]) -> None:
        """The deliveries of some readers, and the editions that they need first."""
        marks: list[tuple[Reader, str]] = []
        new: dict[str, dict[str, object]] = {}
        for reader in readers:
            if not self._pools.due(reader.rhythm):
                continue
            circle = self._grouping.circle(reader)
            if not circle.mark:
                self.skipped += 1
                continue
            marks.append((reader, circle.mark))
            if circle.mark not in self._made and circle.mark not in new:
                new[circle.mark] = self._row(circle, reader)
        self._keep(new)
        if marks:
            rows = [self._delivery(reader, self._made[mark]) for reader, mark in marks]
            self._session.connection().execute(insert(_DELIVERIES), rows)
        self.deliveries += len(marks)

    def _keep(self, new: dict[str, dict[str, object]]) -> None:
        """Write editions down, many in one statement."""
        if not new:
            return
        kept = insert(_EDITIONS).returning(_EDITIONS.c.signature, _EDITIONS.c.id)
        self._made.update((mark, number) for mark, number in self._session.connection().execute(kept, [*new.values()]))
        self.editions += len(new)

    def _row(self, circle: Circle, reader: Reader) -> dict[str, object]:
        chosen, reminded = circle.chosen or self._grouping.chosen(reader), is_reminded(reader)
        plates, plate = self._set(reader)
        edition = plates.edition(chosen, reader.interest, reminding=reminded)
        told = [item.view for item in edition.chosen.items]
        return {
            "issue_id": self._issue_id,
            "signature": circle.mark,
            "language": reader.language,
            "subject": edition.subject,
            "plate": plate,
            "pieces": edition.pieces,
            "opportunity_ids": [view.id for view in told],
            "told": {str(view.id): Told.of(view).kept() for view in told},
            # who wants deadlines alone gets them as a calendar too; all others have a link for each
            "calendar": self._calendar(reader.language).of(told) if reminded else "",
            "created_at": self._now,
        }

    def _calendar(self, language: str) -> Calendars:
        if language not in self._calendars:
            self._calendars[language] = Calendars(self._settings, language)
        return self._calendars[language]

    def _set(self, reader: Reader) -> tuple[Plates, str]:
        """The plates of a language and rhythm, set and kept when they are first needed, and their name.

        They are named by what they say: a later run, on a day nearer to all deadlines, keeps others beside them.
        """
        kind = (reader.language, reader.rhythm)
        if kind not in self._plates:
            places = self._pools.of(reader.rhythm)
            made = Plates(self._masthead, places, self._settings, language=reader.language, today=self._today)
            name = hashlib.sha256(f"{made.html}{made.text}".encode()).hexdigest()
            if self._session.get(Plate, (self._issue_id, name)) is None:
                self._session.add(Plate(issue_id=self._issue_id, name=name, html=made.html, text=made.text))
                self._session.flush()
            self._plates[kind] = made, name
        return self._plates[kind]

    def _delivery(self, reader: Reader, edition: int) -> dict[str, object]:
        return {
            "issue_id": self._issue_id,
            "edition_id": edition,
            "subscriber_id": reader.id,
            "state": DeliveryState.WAITING,
            "message_id": message_id(self._issue_id, reader.id, reader.address, self._settings),
            "attempts": 0,
            "reply": "",
            "updated_at": self._now,
        }


def _known(session: Session, issue_id: int) -> dict[str, int]:
    asked = select(Edition.signature, Edition.id).where(Edition.issue_id == issue_id)
    return {mark: number for mark, number in session.exec(asked) if number is not None}
