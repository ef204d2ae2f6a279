"""Verdicts on reports in two languages: few words are shared, but days, numbers, names and subjects are."""

from __future__ import annotations

from aggregator.identity.comparison import Comparison
from aggregator.identity.judgement import Judgement, different, same, unsure
from aggregator.identity.reasons import Ground, Reason
from aggregator.identity.weighing import meant, weigh
from aggregator.identity.worded import apart, by_extension, nothing

_ENOUGH = 4  # points for a question, where a day is shared
_ENOUGH_UNDATED = 5
_SURE = 6  # points
_SURE_REASONS = 4  # the day among them


def across_languages(pair: Comparison) -> Judgement:
    """A shared day alone is chance; with numbers, names or the same subject it is a reason to look."""
    against = apart(pair)
    if against is None and pair.subjects_differ and not pair.shared_quotes:
        against = Reason(Ground.OTHER_SUBJECT, (min(pair.own_subjects[0]), min(pair.own_subjects[1])))
    if against:
        return different(against)
    if pair.days_disagree:
        return by_extension(pair)
    weight = weigh(pair)
    if pair.shared_days:
        points = weight.points - max(meant(pair), 0)
        if points >= _SURE and len(weight.reasons) >= _SURE_REASONS and _nothing_is_missing(pair):
            return same(*weight.reasons)
        return unsure(*weight.reasons) if weight.points >= _ENOUGH else nothing()
    return unsure(*weight.reasons) if weight.points >= _ENOUGH_UNDATED else nothing()


def _nothing_is_missing(pair: Comparison) -> bool:
    """Whether what the shorter one counts stands in the longer one: its days and its numbers."""
    few_days, many_days = sorted((pair.a.all_days, pair.b.all_days), key=len)
    few_numbers, many_numbers = sorted((pair.a.numbers, pair.b.numbers), key=len)
    return few_days <= many_days and few_numbers <= many_numbers
