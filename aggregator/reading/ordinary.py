"""Is there anything to collect here? An ordinary page, an article or a notice, offers nothing to apply for or to go to.

A text that a source hands over as an item of its own is taken at its word: its kind decides. A whole page of a website
says much besides, so it has to give something to act on as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aggregator.reading.content import Content
from aggregator.reading.facts import Certainty, Deadline, Event, Fact
from aggregator.reading.words import Cue

NO_OFFER = frozenset({"news", "publication", "good_practice"})
"""Kinds that offer nothing to apply for or to go to."""

_DATED = (Certainty.EXACT, Certainty.INFERRED)
_STANDING = (Certainty.ROLLING, Certainty.RELATIVE, Certainty.RECURRING, Certainty.VAGUE)
_LABELLED = 0.9  # confidence from which a deadline is stated by a label and not only by a verb
_TAKES_PLACE = frozenset({"event", "training", "competition", "call", "partner_search"})
_NEEDS_DAY = frozenset({"event", "training"})  # without a day there is nothing to go to
_FOUNDED = 0.5  # confidence from which a day is that of an event and not only one of a list
_INVITING = 2  # words of submitting and registering, in all
_NOTICE = 800  # characters up to which a page is about one thing
_PER_THOUSAND = 1.5  # and in 1,000 characters


@dataclass(frozen=True, slots=True)
class Found:
    """What was read, as far as it tells an offer from an ordinary page. `inviting` counts words of submitting."""

    kind: Fact
    title_cues: Sequence[Cue]
    deadlines: Sequence[Deadline]
    events: Sequence[Event]
    grant: bool
    inviting: int
    length: int
    published: date | None
    content: Content


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether it is an opportunity, and why; without reasons it is none."""

    reasons: tuple[str, ...]

    @property
    def is_opportunity(self) -> bool:
        return bool(self.reasons)


def judge(found: Found) -> Judgement:
    """Say why there is something to collect; no reason, no opportunity."""
    offers = found.kind.value not in NO_OFFER
    reasons = []
    if any(_counts(deadline, found, offers=offers) for deadline in found.deadlines):
        reasons.append("a deadline is stated")
    if not offers:
        return Judgement(tuple(reasons))
    if found.kind.value in _TAKES_PLACE and any(_is_to_come(event, found) for event in found.events):
        reasons.append("it takes place on a day to come")
    if found.grant:
        reasons.append("money is offered")
    if not found.content.whole:
        reasons.append("the words of an offer")
    elif _is_titled(found):
        reasons.append("its title names it")
    elif _is_inviting(found):
        reasons.append("its readers are invited to apply or register")
    return Judgement(tuple(reasons))


def without_stray_dates(found: Found, judgement: Judgement) -> tuple[Deadline, ...]:
    """The deadlines, but of an ordinary long page no day, because its "until" speaks of other things.

    What is said without a day ("at any time", "to be announced") says itself that it speaks of applying.
    """
    ordinary = found.content.whole and not judgement.is_opportunity and found.kind.value in NO_OFFER
    if not ordinary or found.length <= _NOTICE:
        return tuple(found.deadlines)
    return tuple(deadline for deadline in found.deadlines if deadline.date is None)


def kind_of(found: Found, judgement: Judgement) -> Fact:
    """The kind, or news for a whole page on which there is nothing to act on."""
    if judgement.is_opportunity or not found.content.whole or found.kind.value in NO_OFFER:
        return found.kind
    return Fact("news", None, "words of an offer and nothing to act on", 0.5)


def _is_titled(found: Found) -> bool:
    """Whether a word of its kind stands in the title of a page that is no newspaper's."""
    kind = found.kind.value
    named = any(cue.role in (f"mainly:{kind}", f"kind:{kind}") for cue in found.title_cues)
    return named and not found.content.stated.report


def _is_inviting(found: Found) -> bool:
    """Whether a page speaks of submitting throughout; a newspaper does so of other people's calls."""
    often = found.inviting >= max(_INVITING, _PER_THOUSAND * found.length / 1000)
    return often and not found.content.stated.report and found.kind.value not in _NEEDS_DAY


def _counts(deadline: Deadline, found: Found, *, offers: bool) -> bool:
    """Whether something can be applied for until then; beside no offer only a labelled day counts."""
    if deadline.certainty in _STANDING:
        return offers
    if deadline.date is None or deadline.certainty not in _DATED:
        return False
    over = found.published is not None and deadline.date < found.published
    return not over and (offers or deadline.confidence >= _LABELLED)


def _is_to_come(event: Event, found: Found) -> bool:
    """Whether it was not over when the page was published, if that is known."""
    return event.confidence >= _FOUNDED and (found.published is None or (event.end or event.start) >= found.published)
