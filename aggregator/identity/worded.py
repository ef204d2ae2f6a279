"""Verdicts by what reports in one language say: title, numbers, days, words."""

from __future__ import annotations

from aggregator.identity.addressed import days_apart
from aggregator.identity.comparison import ALIKE_TITLE, LONG_TEXT, NEARLY_SAME_TITLE, TELLING_TITLE, Comparison, some
from aggregator.identity.judgement import Judgement, different, same, unsure
from aggregator.identity.reasons import Ground, Reason


def by_numbers(pair: Comparison) -> Judgement | None:
    """Titles that each name a year, round or number of their own speak of two things."""
    only_a = pair.a.title_numbers - pair.b.title_numbers
    only_b = pair.b.title_numbers - pair.a.title_numbers
    if only_a and only_b:
        return different(Reason(Ground.OTHER_NUMBERS, (min(only_a), min(only_b))))
    return None


def by_words(pair: Comparison) -> Judgement:
    """By title, days and text, where no address or number decides."""
    against = apart(pair)
    if against:
        return different(against)
    if pair.same_title and pair.same_text and pair.a.length >= LONG_TEXT:
        return same(Reason(Ground.TITLE), Reason(Ground.TEXT))
    if pair.same_title and pair.shared_days and len(pair.a.title_words) >= TELLING_TITLE:
        return same(Reason(Ground.TITLE), _days(pair))
    if pair.title_likeness >= NEARLY_SAME_TITLE or (pair.title_likeness >= ALIKE_TITLE and pair.shared_days):
        return unsure(Reason(Ground.TITLE_ALIKE))
    return different(Reason(Ground.NOTHING))


def apart(pair: Comparison) -> Reason | None:
    """Why two reports under different addresses cannot be one."""
    if pair.are_two_to_their_source:
        return Reason(Ground.LISTED_APART)
    if pair.days_disagree:
        return days_apart(pair)
    if pair.a.site == pair.b.site and pair.subtitles_differ:
        return Reason(Ground.OTHER_SUBTITLE)
    return None


def facts_shared(pair: Comparison) -> list[Reason]:
    """What both say besides their titles: each fact is a reason of its own."""
    found = [_days(pair)] if pair.shared_days else []
    if pair.shared_citation:
        found.append(Reason(Ground.REFERENCE, (pair.shared_citation,)))
    if pair.shared_numbers:
        found.append(Reason(Ground.SUMS, some(pair.shared_numbers)))
    if pair.a.organiser and pair.a.organiser == pair.b.organiser:
        found.append(Reason(Ground.ORGANISER))
    if len(pair.shared_names) > 1:
        found.append(Reason(Ground.NAMES, some(pair.shared_names)))
    return found


def _days(pair: Comparison) -> Reason:
    return Reason(Ground.DAYS, some(day.isoformat() for day in pair.shared_days))
