"""How much speaks for one thing where no name decides: each shared fact is worth points, and gives a reason.

The points were set on pairs of our own, see tests/corpus/pairs; what they are worth on unseen ones is measured there.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from aggregator.identity.comparison import ALIKE_TITLE, Comparison, some
from aggregator.identity.reasons import Ground, Reason

_NEAR_TITLE = 0.2
_TEXT = ((0.6, 3), (0.42, 2), (0.3, 1))  # share of the shorter text's words, points
_MOST_SUBJECTS = 0.6
_HALF = 0.5
_FEW_SUBJECTS = 0.34
_FEW_COUNTS, _MANY_COUNTS = 2, 3
_MEANING = ((0.7, 2), (0.6, 1), (0.4, 0))  # cosine, points
_ROUND = 500  # sums that many calls name


@dataclass(frozen=True, slots=True)
class Weight:
    """The points and the reasons for them, the heaviest first."""

    points: int
    reasons: tuple[Reason, ...]


def weigh(pair: Comparison) -> Weight:
    """Weigh everything that two reports share."""
    facts = sorted(_facts(pair), key=lambda fact: -fact[0])
    points = sum(worth for worth, _ in facts) + _against(pair) + min(meant(pair), 0)
    return Weight(points, tuple(reason for worth, reason in facts if worth))


def meant(pair: Comparison) -> int:
    """What nearness in meaning is worth: twins in two languages are rarely below a half, strangers rarely above."""
    if pair.meaning is None or not pair.is_across_languages:  # in one language siblings are as near as twins
        return 0
    return next((points for least, points in _MEANING if pair.meaning >= least), -1)


def days(pair: Comparison) -> Reason:
    """The days that both name."""
    return Reason(Ground.DAYS, some(day.isoformat() for day in pair.shared_days))


def _facts(pair: Comparison) -> Iterator[tuple[int, Reason]]:
    yield from _named(pair)
    yield from _counted(pair)
    if meant(pair) > 0:
        yield meant(pair), Reason(Ground.MEANING)
    if not pair.is_across_languages:
        yield from _words(pair)
    if pair.subject_likeness >= _HALF:
        most = pair.subject_likeness >= _MOST_SUBJECTS and len(pair.shared_concepts) > 1
        yield 1 + most, Reason(Ground.CONCEPTS, some(pair.shared_concepts))


def _named(pair: Comparison) -> Iterator[tuple[int, Reason]]:
    if pair.shared_days:
        yield int(any(not _is_usual(day) for day in pair.shared_own_days)), days(pair)
    if pair.shared_citation:
        yield 4, Reason(Ground.REFERENCE, (pair.shared_citation,))
    if pair.shared_quotes:
        yield 3, Reason(Ground.NAMES, some(pair.shared_quotes))
    elif pair.shared_names:
        yield min(2, len(pair.shared_names)), Reason(Ground.NAMES, some(pair.shared_names))
    if pair.a.organiser and pair.a.organiser == pair.b.organiser:
        yield 1, Reason(Ground.ORGANISER)


def _counted(pair: Comparison) -> Iterator[tuple[int, Reason]]:
    if pair.shared_numbers:
        telling = len(pair.shared_numbers) > 1 or any(number % _ROUND for number in pair.shared_numbers)
        yield 1 + telling, Reason(Ground.SUMS, some(pair.shared_numbers))
    if len(pair.shared_counts) >= _FEW_COUNTS:
        many = len(pair.shared_counts) >= _MANY_COUNTS
        yield 1 + many, Reason(Ground.SUMS, some(pair.shared_counts))


def _words(pair: Comparison) -> Iterator[tuple[int, Reason]]:
    worth = next((points for least, points in _TEXT if pair.text_likeness >= least), 0)
    if worth:
        yield worth, Reason(Ground.TEXT_ALIKE)
    is_inside = pair.one_title_holds_the_other and min(len(pair.a.title_words), len(pair.b.title_words)) > 1
    if pair.title_likeness >= ALIKE_TITLE or is_inside:
        yield 2, Reason(Ground.TITLE_ALIKE)
    elif pair.title_likeness >= _NEAR_TITLE:
        yield 1, Reason(Ground.TITLE_ALIKE)


def _against(pair: Comparison) -> int:
    both_named = bool(pair.a.concepts and pair.b.concepts)
    few = -1 if both_named and pair.subject_likeness < _FEW_SUBJECTS else 0
    return few - (2 if pair.subjects_differ else 0)


def _is_usual(day: date) -> bool:
    """Whether it is a day on which many things end."""
    return day.day in (1, 15, monthrange(day.year, day.month)[1])
