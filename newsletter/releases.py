"""Which issues went out when: what falls into the month of monthly readers, and what may be reminded of."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from aggregator.model import GONE_OUT, Issue

_REMINDED_FOR = timedelta(days=183)  # who wants deadlines alone hears of what stood in an issue within half a year


class Releases:
    """An issue among those that went out before it. Months are those of the office's zone."""

    def __init__(self, session: Session, issue: Issue, *, now: datetime, zone: str) -> None:
        """What is not released yet counts as released `now`."""
        assert issue.id is not None
        self._id, self._at, self._zone = issue.id, issue.released_at or now, ZoneInfo(zone)
        # issues are some hundreds
        others = select(Issue.id, Issue.released_at).where(
            col(Issue.state).in_(GONE_OUT),
            col(Issue.id) != issue.id,
            col(Issue.released_at) >= self._at - _REMINDED_FOR,
            col(Issue.released_at) <= self._at,
        )
        found = session.exec(others.order_by(col(Issue.released_at), col(Issue.id))).all()
        self._before = [(number, at) for number, at in found if number is not None and at is not None]

    @property
    def opens_the_month(self) -> bool:
        """Whether it is the first issue of its month: the one that monthly readers get."""
        return all(self._month(at) != self._month(self._at) for _, at in self._before)

    @property
    def of_the_month(self) -> list[int]:
        """This issue and those since the last that monthly readers got, newest first."""
        months = [self._month(at) for _, at in self._before]
        opener = months.index(months[-1]) if months else 0
        return [self._id, *(number for number, _ in reversed(self._before[opener + 1 :]))]

    @property
    def of_half_a_year(self) -> list[int]:
        """This issue and all of the half year before it, newest first."""
        return [self._id, *(number for number, _ in reversed(self._before))]

    def _month(self, at: datetime) -> date:
        return at.astimezone(self._zone).date().replace(day=1)
