"""Whether a reader wants an issue on a day: who pauses gets none, who reads monthly the first of a month."""

from __future__ import annotations

from datetime import date

from aggregator.model import Rhythm, Subscriber, SubscriberState


def wants_issue(reader: Subscriber, *, day: date, last_sent: date | None) -> bool:
    """`last_sent` is the day of the last issue they got. Who wants only deadlines gets reminders and no issues."""
    if reader.state is not SubscriberState.CONFIRMED or is_paused(reader, day):
        return False
    match reader.rhythm:
        case Rhythm.WEEKLY:
            return True
        case Rhythm.MONTHLY:
            return last_sent is None or (last_sent.year, last_sent.month) != (day.year, day.month)
        case Rhythm.DEADLINES:
            return False


def is_paused(reader: Subscriber, day: date) -> bool:
    """Whether nothing goes to them on a day; the day they named is the first on which mail comes again."""
    return reader.paused_until is not None and day < reader.paused_until
