"""What an answer makes of a delivery, and when it is tried again. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator.model import DeliveryState
from newsletter.delivery.transport import Answer

SERVER_AWAY = timedelta(minutes=5)
"""How long nobody tries when our own mail server is away."""
_FIRST_WAIT = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(hours=6)
_MOST_ATTEMPTS = 15  # 5, 10, 20 … minutes, then every six hours: two days in all, as RFC 5321 4.5.4.1 asks at least


@dataclass(frozen=True, slots=True)
class Outcome:
    """The next state of a delivery, and from when it may be tried again."""

    state: DeliveryState
    reply: str
    next_attempt_at: datetime | None = None


def outcome(answer: Answer, *, attempts: int, now: datetime, useful_until: datetime | None = None) -> Outcome:
    """What an answer means after so many attempts, this one included. Moments are aware.

    Nothing is tried again after `useful_until`: then nobody is helped by it any more.
    """
    reply = f"{answer.code} {answer.text}".strip()
    match answer.code // 100:
        case 2:
            return Outcome(DeliveryState.HANDED_OVER, reply)
        case 4 if useful_until is not None and now + wait(attempts) >= useful_until:
            return Outcome(DeliveryState.REFUSED, f"given up, for its last deadline passes before: {reply}")
        case 4 if attempts < _MOST_ATTEMPTS:
            return Outcome(DeliveryState.DEFERRED, reply, now + wait(attempts))
        case 4:
            return Outcome(DeliveryState.REFUSED, f"given up after {attempts} attempts: {reply}")
        case _:
            return Outcome(DeliveryState.REFUSED, reply)


def wait(attempts: int) -> timedelta:
    """How long to wait after the given attempt, counted from 1."""
    doubled: int = 1 << min(attempts - 1, 20)
    return min(_FIRST_WAIT * doubled, _LONGEST_WAIT)
