"""What there is to tell, decided from how a thing stands and what was told of it. Pure.

No moment is compared with another: what was told is held against what is. So it does not matter when something was
accepted, corrected or merged, in which order, or how often the job ran in between.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from aggregator.model import News

FORTNIGHT, LAST_DAYS = 14, 3
OVER = frozenset({"closed", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What of an opportunity is news when it differs: its day, and its status as far as it matters to an applicant."""

    day: date | None
    status: str


class What(StrEnum):
    """What is told of an opportunity, or `known` where it is only noted down."""

    NEW = "new"
    MOVED = "moved"
    OVER = "over"
    OPEN = "open"
    REMINDER = "reminder"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to tell, under which news it is noted, and what had been told before."""

    what: What
    news: News
    former: Facts | None = None


def facts(day: date | None, status: str) -> Facts:
    """`open` and no word about it are the same to an applicant."""
    return Facts(day, status if status in OVER or status == "announced" else "open")


def standing_news(
    now: Facts, own: Facts | None, absorbed: Collection[Facts], *, fits: bool, today: date
) -> Verdict | None:
    """What is new in how a thing stands; `absorbed` is what was told of those for which it stands since a merger.

    What fits and was never told is new. What was told and stands otherwise now is told whether it still fits or not:
    somebody plans with the former day. What was over when it was last told begins anew, so it has to fit.
    """
    if own is None and now in absorbed:
        return Verdict(What.KNOWN, News.STANDING)
    # of several the latest day, so that the same is answered whatever order they come in
    told = own or max(absorbed, key=lambda one: (one.day or date.min, one.status), default=None)
    if told == now:
        return None
    if told is None or (told.day is not None and told.day < today):
        return Verdict(What.NEW, News.STANDING) if fits else None
    days = [day for day in (told.day, now.day) if day is not None]
    if days and max(days) < today:
        return None
    if now.status in OVER:
        return Verdict(What.OVER, News.STANDING, told) if told.status not in OVER else None
    return Verdict(What.MOVED if now.day != told.day else What.OPEN, News.STANDING, told)


def reminder(now: Facts, told: Collection[tuple[News, date | None]], *, today: date) -> Verdict | None:
    """Whether to remind of a deadline: once when it is 14 days away or less, once when it is 3; of each day anew."""
    if now.day is None or now.day < today or now.status in OVER:
        return None
    left = (now.day - today).days
    if left > FORTNIGHT:
        return None
    news = News.LAST_DAYS if left <= LAST_DAYS else News.FORTNIGHT
    return None if (news, now.day) in told else Verdict(What.REMINDER, news)
