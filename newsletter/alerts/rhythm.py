"""When an alert is looked at next: mornings, on the clock of the office."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from aggregator.model import AlertRhythm

MORNING = time(6)
MONDAY = 0


def next_look(rhythm: AlertRhythm, after: datetime, *, zone: ZoneInfo) -> datetime:
    """The next morning after a moment; of a weekly alert the next Monday's. Aware, in UTC where `after` is."""
    here = after.astimezone(zone)
    day = here.date() + timedelta(days=0 if here.time() < MORNING else 1)
    if rhythm is AlertRhythm.WEEKLY:
        day += timedelta(days=(MONDAY - day.weekday()) % 7)
    return datetime.combine(day, MORNING, tzinfo=zone).astimezone(after.tzinfo)
