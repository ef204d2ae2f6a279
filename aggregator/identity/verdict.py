"""The same or not, and why. Precision first: what is merged by mistake is lost to readers."""

from __future__ import annotations

from aggregator.identity.addressed import by_address, by_reference
from aggregator.identity.comparison import Comparison
from aggregator.identity.fingerprint import Fingerprint
from aggregator.identity.judgement import Judgement
from aggregator.identity.languages import across_languages
from aggregator.identity.worded import by_numbers, by_words


def compare(a: Fingerprint, b: Fingerprint, *, meaning: float | None = None) -> Judgement:
    """Whether two reports tell of the same thing; a moved deadline does not part them, another year or round does.

    `meaning` is how near they are in meaning, -1 to 1, where that is known: a reason to ask, never to merge.
    """
    pair = Comparison(a, b, meaning)
    return (
        by_reference(pair)
        or by_numbers(pair)
        or by_address(pair)
        or (across_languages(pair) if pair.is_across_languages else by_words(pair))
    )
