"""One rendering per interest signature and language, one delivery per reader."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert
from sqlmodel import Session, select

from aggregator.model import Delivery, DeliveryState, Edition, Issue, IssueState, Rhythm
from newsletter.calendar import calendar_of
from newsletter.choosing import Chosen, choose, signature
from newsletter.delivery.message import message_id
from newsletter.earlier import Earlier
from newsletter.issues import IssueRefused, existing, masthead
from newsletter.plates import Plates
from newsletter.pools import Pools
from newsletter.readers import Reader, confirmed_readers, how_many
from newsletter.rendering import Mail
from newsletter.settings import MailSettings
from newsletter.wording import Wording

_KEPT = 50_000  # choices kept for readers who share them; how many there are at most depends on nothing but this

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
        self._plates: dict[tuple[str, Rhythm], Plates] = {}
        self._made = _known(session, issue.id)
        self._choices: dict[Hashable, str] = {}
        self.editions = self.deliveries = self.skipped = 0

    def page(self, readers: Sequence[Reader]) -> None:
        """The deliveries of some readers, and the editions that they need first."""
        rows: list[dict[str, object]] = []
        for reader in readers:
            if not self._pools.due(reader.rhythm):
                continue
            edition = self._edition(reader)
            if edition is None:
                self.skipped += 1
            else:
                rows.append(self._delivery(reader, edition))
        if rows:
            self._session.connection().execute(insert(Delivery), rows)
        self.deliveries += len(rows)

    def _edition(self, reader: Reader) -> int | None:
        """The number of this reader's edition; None where nothing concerns them."""
        alike = (reader.rhythm, reader.interest.key(), tuple(reader.past.items()) if reader.past else ())
        mark = self._choices.get(alike)
        if mark is None:
            chosen = self._chosen(reader)
            reminding = reader.rhythm is Rhythm.DEADLINES
            mark = signature(reader.interest, reader.language, chosen, reminding=reminding) if chosen.items else ""
            if len(self._choices) >= _KEPT:
                self._choices.clear()
            self._choices[alike] = mark
            if mark and mark not in self._made:
                self._made[mark] = self._kept(mark, reader, chosen)
        return self._made[mark] if mark else None

    def _chosen(self, reader: Reader) -> Chosen:
        return choose(
            self._pools.of(reader.rhythm),
            reader.interest,
            most=self._settings.max_items,
            today=self._today,
            past=reader.past,
        )

    def _kept(self, mark: str, reader: Reader, chosen: Chosen) -> int:
        mail = self._set(reader.language, reader.rhythm).edition(
            chosen, reader.interest, reminding=reader.rhythm is Rhythm.DEADLINES
        )
        row = insert(Edition).values(
            issue_id=self._issue_id,
            signature=mark,
            language=reader.language,
            subject=mail.subject,
            html=mail.html,
            text=mail.text,
            opportunity_ids=list(mail.opportunity_ids),
            told={str(number): said for number, said in mail.told.items()},
            calendar=self._calendar(reader, chosen, mail),
            created_at=self._now,
        )
        self.editions += 1
        key = self._session.connection().execute(row).inserted_primary_key
        assert key is not None
        return int(key[0])

    def _calendar(self, reader: Reader, chosen: Chosen, mail: Mail) -> str:
        """Who wants deadlines alone gets them as a calendar too; all others have a link for each."""
        if reader.rhythm is not Rhythm.DEADLINES:
            return ""
        views = [item.view for item in chosen.items if item.view.id in mail.told]
        return calendar_of(views, self._settings, Wording(reader.language))

    def _set(self, language: str, rhythm: Rhythm) -> Plates:
        if (language, rhythm) not in self._plates:
            self._plates[language, rhythm] = Plates(
                self._masthead, self._pools.of(rhythm), self._settings, language=language, today=self._today
            )
        return self._plates[language, rhythm]

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
