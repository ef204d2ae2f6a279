from __future__ import annotations

from datetime import timedelta

from aggregator.model import DeliveryState
from newsletter.delivery.states import outcome, wait
from newsletter.delivery.transport import Answer
from tests.newsletter.samples import NOW


def test_2xx_is_handed_over_and_5xx_refused() -> None:
    assert outcome(Answer(250, "ok"), attempts=1, now=NOW).state is DeliveryState.HANDED_OVER
    refused = outcome(Answer(550, "nobody here"), attempts=1, now=NOW)
    assert (refused.state, refused.reply, refused.next_attempt_at) == (DeliveryState.REFUSED, "550 nobody here", None)


def test_4xx_is_tried_again_later_and_later() -> None:
    moments = [outcome(Answer(450, "later"), attempts=n, now=NOW).next_attempt_at for n in (1, 2, 3)]
    assert moments == [NOW + timedelta(minutes=minutes) for minutes in (5, 10, 20)]


def test_waiting_never_passes_six_hours() -> None:
    assert max(wait(attempts) for attempts in range(1, 200)) == timedelta(hours=6)


def test_after_two_days_of_4xx_it_is_given_up() -> None:
    tried = [n for n in range(1, 50) if outcome(Answer(450, ""), attempts=n, now=NOW).state is DeliveryState.DEFERRED]
    in_all = sum((wait(attempts) for attempts in tried), timedelta())
    assert timedelta(days=2) <= in_all <= timedelta(days=2, hours=6)
    assert "given up" in outcome(Answer(450, "later"), attempts=len(tried) + 1, now=NOW).reply
