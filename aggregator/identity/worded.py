"""Verdicts by what reports in one language say: title, numbers, days, words."""

from __future__ import annotations

from datetime import timedelta

from aggregator.identity.addressed import days_apart, strand
from aggregator.identity.comparison import ALIKE_TITLE, LONG_TEXT, NEARLY_SAME_TITLE, TELLING_TITLE, Comparison, some
from aggregator.identity.judgement import Judgement, different, same, unsure
from aggregator.identity.reasons import Ground, Reason
from aggregator.identity.weighing import days, weigh

_ENOUGH = 5  # points for a question, where a day is shared
_ENOUGH_UNDATED = 7  # where only one of them names a day
_SURE = 9  # points
_FURTHEST_EXTENSION = timedelta(days=120)


def by_numbers(pair: Comparison) -> Judgement | None:
    """Titles that each name a year, round or number of their own speak of two things."""
    numbers = pair.numbers_apart
    return different(Reason(Ground.OTHER_NUMBERS, numbers)) if numbers else None


def by_words(pair: Comparison) -> Judgement:
    """By title, days and text, where no address or number decides."""
    against = apart(pair) or strand(pair)
    if against:
        return different(against)
    if pair.days_disagree:
        return by_extension(pair)
    return _by_title(pair) or _by_facts(pair)


def _by_title(pair: Comparison) -> Judgement | None:
    if pair.same_title and pair.same_text and pair.a.length >= LONG_TEXT:
        return same(Reason(Ground.TITLE), Reason(Ground.TEXT))
    if pair.same_title and pair.agreed_days and len(pair.a.title_words) >= TELLING_TITLE:
        return _unless_local(pair, Reason(Ground.TITLE), days(pair))
    return None


def _by_facts(pair: Comparison) -> Judgement:
    weight = weigh(pair)
    if _is_sure(pair, weight.points):
        if pair.are_two_to_their_site:
            return unsure(Reason(Ground.LISTED_APART), *weight.reasons)
        return _unless_local(pair, *weight.reasons)
    if pair.title_likeness >= NEARLY_SAME_TITLE or (pair.title_likeness >= ALIKE_TITLE and pair.shared_days):
        rest = (reason for reason in weight.reasons if reason.ground != Ground.TITLE_ALIKE)
        return unsure(Reason(Ground.TITLE_ALIKE), *rest)
    if pair.are_two_to_their_site:
        return different(Reason(Ground.LISTED_APART))
    is_dated = bool(pair.a.all_days) != bool(pair.b.all_days)
    enough = _ENOUGH if pair.shared_days else _ENOUGH_UNDATED
    if (pair.shared_days or is_dated) and weight.points >= enough:
        return unsure(*weight.reasons)
    return nothing()


def apart(pair: Comparison) -> Reason | None:
    """Why two reports under different addresses cannot be one, in whatever language."""
    if pair.are_two_to_their_source:
        return Reason(Ground.LISTED_APART)
    if pair.a.site == pair.b.site and pair.subtitles_differ:
        return Reason(Ground.OTHER_SUBTITLE)
    if pair.tells_of_results:
        return Reason(Ground.RESULTS)
    return None


def by_extension(pair: Comparison) -> Judgement:
    """Other days are another thing, unless one report says that there is more time now."""
    earlier, later = max(pair.a.days, default=None), max(pair.b.days, default=None)
    if (pair.a.is_extended or pair.b.is_extended) and earlier and later:
        weight = weigh(pair)
        if abs(later - earlier) <= _FURTHEST_EXTENSION and weight.points >= _ENOUGH:
            return unsure(Reason(Ground.EXTENDED), *weight.reasons, days_apart(pair))
    return different(days_apart(pair))


def nothing() -> Judgement:
    """Two that have too little in common."""
    return different(Reason(Ground.NOTHING))


def _is_sure(pair: Comparison, points: int) -> bool:
    """Whether so much is shared that titles put otherwise do not matter, as long as not each names its own."""
    of_a, of_b = pair.own_stems
    return points >= _SURE and bool(pair.shared_own_days) and not (of_a and of_b)


def _unless_local(pair: Comparison, *reasons: Reason) -> Judgement:
    """Two towns can invite to the same in the same words and on the same day, each its own people."""
    ours, theirs = pair.own_names
    if pair.is_of_one_template and ours and theirs:
        return unsure(Reason(Ground.OTHER_PLACE, (*some(ours, 1), *some(theirs, 1))), *reasons)
    if pair.speak_of_their_own_places:
        return unsure(Reason(Ground.OTHER_PLACE), *reasons)
    return same(*reasons)
