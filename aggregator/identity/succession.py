"""What becomes of the entries of one source: another thing at an old address, an old thing at a new one."""

from __future__ import annotations

from aggregator.identity.comparison import ALIKE_TITLE, Comparison
from aggregator.identity.fingerprint import Fingerprint

_YEARS = range(1990, 2100)  # of a call; an earlier one is what it is about


def succeeds(before: Fingerprint, after: Fingerprint) -> bool:
    """Whether a finding speaks of another thing now than it did under the same key.

    A moved deadline, another headline or a text written anew is a change of the same thing. Another year in the title,
    another reference number, or title, days and text all at once are another thing.
    """
    pair = Comparison(before, after)
    if not after.length:
        return False
    if before.references and after.references and not before.references & after.references:
        return True
    if _name_other_years(pair):
        return True
    moved_on = pair.days_disagree and bool(after.days) and max(after.days) > max(before.all_days)
    if moved_on and _name_other_numbers(pair):
        return True
    return moved_on and pair.title_likeness < ALIKE_TITLE and (pair.texts_differ or _about_other_things(pair))


def is_relisted(former: Fingerprint, now: Fingerprint) -> bool:
    """Whether an entry reads as one that the same source listed under another key: same title, and text or days."""
    pair = Comparison(former, now)
    says_something = former.length > 0 and now.length > 0
    return says_something and pair.same_title and (pair.same_text or bool(pair.shared_days))


def _about_other_things(pair: Comparison) -> bool:
    """Whether nothing of what either title is about stands in the other report."""
    return all(pair.own_stems) and pair.a.title_stems.isdisjoint(pair.b.title_stems)


def _name_other_years(pair: Comparison) -> bool:
    before, after = _years(pair.a), _years(pair.b)
    return bool(before and after) and before.isdisjoint(after)


def _name_other_numbers(pair: Comparison) -> bool:
    before, after = pair.a.title_numbers, pair.b.title_numbers
    return bool(before and after) and before.isdisjoint(after)


def _years(report: Fingerprint) -> set[int]:
    return {int(number) for number in report.title_numbers if len(number) == 4 and int(number) in _YEARS}
