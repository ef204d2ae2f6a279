"""Whether a difference is told, waits for a second look, or is held back. Pure: all it knows is passed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aggregator.changes.differences import Difference
from aggregator.changes.facts import FactName
from aggregator.changes.limits import Limits
from aggregator.model.change import Change, ChangeState, ChangeType

# less time than people think they have: who hears of it a day later may be too late
_AT_ONCE = frozenset({ChangeType.DEADLINE_MOVED_EARLIER, ChangeType.DEADLINE_SET})


class Ruling(StrEnum):
    """What becomes of one fact after a look."""

    NOTHING = "nothing"  # as before, and nothing was waiting
    TELL = "tell"  # it counts from now on
    PROPOSE = "propose"  # seen for the first time
    WAIT = "wait"  # proposed before, not confirmed by this look
    LAPSE = "lapse"  # it went back before it was told
    HOLD = "hold"  # it goes back and forth: from now on it is held
    FOLLOW = "follow"  # held, and read otherwise than last time


@dataclass(frozen=True, slots=True)
class Look:
    """One reading of one finding, or a person's word. `is_first`: this source was not known to report it before.

    `finding_id` is None where nothing was read anew; then nothing is confirmed. `adopted` is what `person_id` took
    over.
    """

    now: datetime
    finding_id: int | None = None
    source_id: int | None = None
    snapshot: str | None = None
    is_first: bool = False
    adopted: frozenset[FactName] = frozenset()
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is proposed or held of a fact: `value` is what was read last, since `seen_at`, in which finding."""

    value: str | None
    seen_at: datetime
    finding_id: int | None
    is_flapping: bool


def rule(
    name: FactName,
    difference: Difference | None,
    waiting: Waiting | None,
    *,
    kept: str | None,
    turns: int,
    look: Look,
    limits: Limits,
) -> Ruling:
    """What becomes of a fact that counts as `kept`, after it turned back `turns` times (see `turns`)."""
    if difference is not None and name in look.adopted:
        return Ruling.TELL
    if waiting is not None and waiting.is_flapping:
        return _of_flapping(difference.after if difference else kept, difference, waiting, look, limits)
    if difference is None:
        if waiting is None:
            return Ruling.NOTHING
        return Ruling.HOLD if turns >= limits.turns else Ruling.LAPSE
    if _is_believed(difference, waiting, look, limits):
        return Ruling.HOLD if turns > limits.turns else Ruling.TELL
    proposed = waiting is not None and waiting.value == difference.after
    return Ruling.WAIT if proposed else Ruling.PROPOSE


def turns(history: Iterable[Change], name: FactName, coming: Difference | None) -> int:
    """How often a fact went back to a former value: proposals taken back, and told ones that return.

    `history` is in the order of time; `coming` is what would be told next, and counts if it returns, too.
    """
    former: set[str | None] = set()
    number = 0
    for change in history:
        if change.field != name:
            continue
        if change.state == ChangeState.LAPSED:
            number += change.after != change.before  # not one that came to rest where it was held
        elif change.state == ChangeState.TOLD:
            number += change.after in former
            former.add(change.before)
    return number + (coming is not None and coming.after in former)


def _is_believed(difference: Difference, waiting: Waiting | None, look: Look, limits: Limits) -> bool:
    if difference.type in _AT_ONCE:
        return True
    if look.is_first and (difference.adds_only or not difference.is_news):
        return True  # another teller completes what the first one left open: nothing was said otherwise before
    if waiting is None or waiting.value != difference.after:
        return False
    is_same_teller = look.finding_id is not None and look.finding_id == waiting.finding_id
    return is_same_teller and look.now - waiting.seen_at >= limits.between_looks


def _of_flapping(
    value: str | None, difference: Difference | None, waiting: Waiting, look: Look, limits: Limits
) -> Ruling:
    if look.finding_id is None or look.finding_id != waiting.finding_id:
        return Ruling.WAIT
    if value != waiting.value:
        return Ruling.FOLLOW
    if look.now - waiting.seen_at < limits.calm:
        return Ruling.WAIT
    return Ruling.TELL if difference is not None else Ruling.LAPSE
