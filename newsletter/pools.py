"""What an issue holds for each rhythm: weekly readers its own entries, others those of their month or half year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session

from aggregator.model import Issue, Rhythm
from newsletter.choosing import Placed, is_near
from newsletter.issues import placed
from newsletter.releases import Releases
from newsletter.settings import MailSettings


class Pools:
    """What can be told to readers of each rhythm with one issue."""

    def __init__(self, session: Session, issue: Issue, settings: MailSettings, *, today: date, now: datetime) -> None:
        """Asks for the entries of the issues of half a year, some questions for each."""
        assert issue.id is not None
        releases = Releases(session, issue, now=now, zone=settings.zone)
        places = {number: placed(session, number) for number in releases.of_half_a_year}
        near = (
            place
            for place in _once(places, releases.of_half_a_year)
            if is_near(place.view, today=today, days=settings.remind_days)
        )
        self._by_rhythm = {Rhythm.WEEKLY: places[issue.id], Rhythm.DEADLINES: tuple(near)}
        if releases.opens_the_month:
            self._by_rhythm[Rhythm.MONTHLY] = tuple(_once(places, releases.of_the_month))

    @property
    def opportunity_ids(self) -> frozenset[int]:
        """All that anybody can be told."""
        return frozenset(place.view.id for pool in self._by_rhythm.values() for place in pool)

    def due(self, rhythm: Rhythm) -> bool:
        """Whether readers of this rhythm get anything with this issue."""
        return rhythm in self._by_rhythm

    def of(self, rhythm: Rhythm) -> tuple[Placed, ...]:
        """What readers of a rhythm choose from."""
        return self._by_rhythm[rhythm]


def _once(places: dict[int, tuple[Placed, ...]], numbers: Iterable[int]) -> Iterable[Placed]:
    """The entries of some issues, each where it stood first."""
    seen: set[int] = set()
    for number in numbers:
        for place in places[number]:
            if place.view.id not in seen:
                seen.add(place.view.id)
                yield place
