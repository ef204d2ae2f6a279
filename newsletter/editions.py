"""One rendering per interest signature and language, one delivery per reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from aggregator.model import Delivery, Edition, Issue, IssueState
from newsletter.choosing import Placed, choose, signature
from newsletter.delivery.message import message_id
from newsletter.issues import IssueRefused, existing, masthead, placed
from newsletter.readers import Reader, confirmed_readers
from newsletter.rendering import Mail, render_edition
from newsletter.settings import MailSettings

Progress = Callable[[int, int], None]
"""Called with how many editions are done and how many there are."""


@dataclass(frozen=True, slots=True)
class Composed:
    """What composing made; `skipped` readers get nothing because nothing concerns them."""

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
    """Make the editions and waiting deliveries of a released issue for all confirmed readers.

    Running it again adds only what is missing: readers who were confirmed since. Raises IssueRefused, TemplateError.
    """
    issue = existing(session, issue_id)
    if issue.state is not IssueState.RELEASED:
        raise IssueRefused(f"issue {issue_id} is {issue.state.value}: release it before it is composed")
    places = placed(session, issue_id)
    circles = _circles(session, issue_id, today)
    made = _Making(session, issue, settings, today=today, now=now)
    for done, (mark, readers) in enumerate(circles.items(), start=1):
        made.circle(mark, readers, places)
        if on_progress is not None:
            on_progress(done, len(circles))
    session.flush()
    return Composed(made.editions, made.deliveries, made.skipped)


class _Making:
    """One run of `compose`, counting as it goes."""

    def __init__(self, session: Session, issue: Issue, settings: MailSettings, *, today: date, now: datetime) -> None:
        self._session, self._issue, self._settings = session, issue, settings
        self._today, self._now = today, now
        self.editions = self.deliveries = self.skipped = 0

    def circle(self, mark: str, readers: list[Reader], places: tuple[Placed, ...]) -> None:
        """The edition of all readers who share a signature, and their deliveries."""
        edition = self._edition(mark, readers[0], places)
        if edition is None:
            self.skipped += len(readers)
            return
        assert edition.id is not None
        assert self._issue.id is not None
        for reader in readers:
            self._session.add(
                Delivery(
                    issue_id=self._issue.id,
                    edition_id=edition.id,
                    subscriber_id=reader.id,
                    message_id=message_id(self._issue.id, reader.id, reader.address, self._settings),
                    updated_at=self._now,
                )
            )
        self.deliveries += len(readers)

    def _edition(self, mark: str, reader: Reader, places: tuple[Placed, ...]) -> Edition | None:
        assert self._issue.id is not None
        known = select(Edition).where(Edition.issue_id == self._issue.id, Edition.signature == mark)
        edition = self._session.exec(known).first()
        if edition is not None:
            return edition
        mail = self._rendered(reader, places)
        if mail is None:
            return None
        edition = Edition(
            issue_id=self._issue.id,
            signature=mark,
            language=reader.language,
            subject=mail.subject,
            html=mail.html,
            text=mail.text,
            opportunity_ids=list(mail.opportunity_ids),
            created_at=self._now,
        )
        self._session.add(edition)
        self._session.flush()
        self.editions += 1
        return edition

    def _rendered(self, reader: Reader, places: tuple[Placed, ...]) -> Mail | None:
        chosen = choose(places, reader.interest, most=self._settings.max_items, today=self._today)
        if not chosen.items:
            return None
        return render_edition(
            masthead(self._issue),
            chosen,
            reader.interest,
            self._settings,
            language=reader.language,
            today=self._today,
        )


def _circles(session: Session, issue_id: int, day: date) -> dict[str, list[Reader]]:
    served = set(session.exec(select(Delivery.subscriber_id).where(Delivery.issue_id == issue_id)).all())
    circles: dict[str, list[Reader]] = defaultdict(list)
    for reader in confirmed_readers(session, day=day):
        if reader.id not in served:
            circles[signature(reader.interest, reader.language)].append(reader)
    return circles
