"""Verdicts on reports in two languages: few words are shared, but days, numbers, names and subjects are."""

from __future__ import annotations

from aggregator.identity.comparison import Comparison, some
from aggregator.identity.judgement import Judgement, different, same, unsure
from aggregator.identity.reasons import Ground, Reason
from aggregator.identity.worded import apart, facts_shared

_ENOUGH_NAMES = 3
_HALF = 0.5


def across_languages(pair: Comparison) -> Judgement:
    """A shared day alone is chance; with a number, names or the same subject it is a reason to look."""
    against = apart(pair)
    if against:
        return different(against)
    facts = facts_shared(pair)
    about = _subject(pair)
    if pair.shared_days and about and len(facts) > 2 and _says_the_same(pair):
        return same(*facts, about)
    if pair.shared_days and (about or len(facts) > 2) and len(facts) > 1:
        return unsure(*facts, *([about] if about else []))
    if pair.same_title or (about and len(pair.shared_names) >= _ENOUGH_NAMES and len(facts) > 1):
        return unsure(*facts, *([about] if about else []))
    return different(Reason(Ground.NOTHING))


def _subject(pair: Comparison) -> Reason | None:
    """What both are about, where it is most of what the less telling one is about."""
    fewer = min(len(pair.a.concepts), len(pair.b.concepts))
    if not pair.shared_concepts or len(pair.shared_concepts) < _HALF * fewer:
        return None
    return Reason(Ground.CONCEPTS, some(pair.shared_concepts))


def _says_the_same(pair: Comparison) -> bool:
    """Whether nothing that the shorter one counts is missing in the longer one: days, sums, numbers."""
    few_days, many_days = sorted((pair.a.all_days, pair.b.all_days), key=len)
    few_numbers, many_numbers = sorted((pair.a.numbers, pair.b.numbers), key=len)
    return few_days <= many_days and few_numbers <= many_numbers and len(pair.shared_concepts) > 1
