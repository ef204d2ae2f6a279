"""Sums of money as they are written: every notation of READING.md, rule 22."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from heapq import merge
from itertools import islice, pairwise
from typing import NamedTuple

MOST_SUMS = 120
MOST_SIGNS = 1_000  # currency signs that are looked at
_NUMBER = r"(?:[0-9]{1,3}(?:[.' ,][0-9]{3})+(?:[.,][0-9]{2})?|[0-9]{1,9}(?:[.,][0-9]{1,2})?)(?:,-|\.-|,--)?"
_BILLIONS = r"mrd\.?|milliarden?|milliards?|billions?|bn|mld"
_MILLIONS = r"mio\.?|millionen|millions?|mln|milion\w{0,3}|m\.|m"
_THOUSANDS = r"tsd\.?|tausend|thousand|tys\.?|mille|k"
_SCALE = rf"(?:{_BILLIONS}|{_MILLIONS}|{_THOUSANDS})"
_SCALES = tuple(
    (re.compile(names), Decimal(10**power)) for names, power in ((_BILLIONS, 9), (_MILLIONS, 6), (_THOUSANDS, 3))
)
_WORDS = {
    **{"eine": 1, "ein": 1, "zwei": 2, "drei": 3, "vier": 4, "funf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9},
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10},
    **{"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "dix": 10, "zehn": 10},
}
# how a currency begins, as it is looked for; how it goes on; what it is called
_CURRENCIES = tuple(
    (beginning, re.compile(written), code)
    for beginning, written, code in (
        ("€", "€", "EUR"),
        ("eur", r"\beur(?:os?)?\b", "EUR"),
        ("£", "£", "GBP"),
        ("gbp", r"\bgbp\b", "GBP"),
        ("$", r"\$", "USD"),
        ("usd", r"\busd\b", "USD"),
        ("pln", r"\bpln\b", "PLN"),
        ("zl", r"\bzl(?:oty\w{0,3})?\b", "PLN"),
        ("chf", r"\bchf\b", "CHF"),
        ("franken", r"\bfranken\b", "CHF"),
        ("francs", r"\bfrancs\b", "CHF"),
        ("kc", r"\bkc\b", "CZK"),
        ("ft", r"\bft\b", "HUF"),
        ("czk", r"\bczk\b", "CZK"),
        ("huf", r"\bhuf\b", "HUF"),
    )
)
_BEFORE = re.compile(rf"(?<![0-9.,])({_NUMBER}) ?({_SCALE})? ?(?:d'|of |de )?$")
_WORD_BEFORE = re.compile(rf"\b({'|'.join(_WORDS)}) ({_SCALE}) ?(?:d'|of )?$")
_AFTER = re.compile(rf" ?({_NUMBER}) ?({_SCALE}\b)?(?![0-9])")
_UP_TO = re.compile(rf" ?(?:-|bis|to|a|do) ?({_NUMBER}) ?({_SCALE}\b)?(?![0-9%])")  # "EUR 5,000-45,000"
_JOIN = r"(-|bis zu|bis|und|and|to|et|a|i|do|oder|bzw\.?|or|/|,|ou|au)"
_LIMIT = r"(?: (?:max\.?|maximal|hochstens|maximum|up to|mindestens))?"
_SECOND = re.compile(rf"(?<![0-9.,])({_NUMBER}) ?({_SCALE})? ?{_JOIN}{_LIMIT} ?$")
_SIGN = r" ?(?:€|eur|euro?s?|pln|zl|£)? ?"
_BETWEEN = re.compile(rf"^{_SIGN}(?:-|bis zu|bis|und|and|to|et|a|i|do|y){_SIGN}$")
_BROKEN = re.compile(r"[0-9]{1,3}(?:[. ][0-9]{3})+[. ][0-9]{1,2}$|[0-9]{3} [0-9]{2}$")


class _Sign(NamedTuple):
    """A currency in the text; signs are in the order of their places."""

    start: int
    end: int
    code: str


@dataclass(slots=True)
class Sum:
    """One sum as printed; `low` is the other end of a range, `broken` says that its groups of digits are wrong."""

    start: int
    end: int
    value: Decimal
    currency: str
    low: Decimal | None = None
    basis: str = ""
    weight: float = 0.0
    minimum: bool = False
    broken: bool = False


def find_sums(folded: str) -> list[Sum]:
    """Every sum of money with a currency, ranges and lists resolved, in the order of the text."""
    sums: list[Sum] = []
    for sign in islice(_signs(folded), MOST_SIGNS):
        if len(sums) >= MOST_SUMS:
            break
        sums += _sum_at(folded, sign, sums[-1].end if sums else 0)
    for before, after in pairwise(sums):
        gap = folded[before.end : after.start]
        if len(gap) < 14 and _BETWEEN.search(gap) and before.value <= after.value and after.low is None:
            after.low = before.value
    return sums


def _signs(folded: str) -> Iterator[_Sign]:
    """The currencies named in the text, in its order."""
    return merge(*(_signs_of(folded, *currency) for currency in _CURRENCIES if currency[0] in folded))


def _signs_of(folded: str, beginning: str, written: re.Pattern[str], code: str) -> Iterator[_Sign]:
    place = folded.find(beginning)
    while place >= 0:
        match = written.match(folded, place)
        if match:
            yield _Sign(place, match.end(), code)
        place = folded.find(beginning, place + 1)


def _sum_at(folded: str, sign: _Sign, taken: int) -> list[Sum]:
    first = max(taken, sign.start - 34)
    word = _WORD_BEFORE.search(folded, first, sign.start)
    if word:
        value = Decimal(_WORDS[word[1]]) * _scale(word[2])
        return [Sum(word.start(), sign.end, value, sign.code)]
    before = _BEFORE.search(folded, first, sign.start)
    if before:
        return _with_others(folded, before, sign.end, sign.code, taken)
    after = _AFTER.match(folded, sign.end)
    if not after:
        return []
    value = _value(after[1]) * _scale(after[2])
    upper = _UP_TO.match(folded, after.end())
    if upper and (highest := _value(upper[1]) * _scale(upper[2] or after[2])) > value:
        return [Sum(sign.start, upper.end(), highest, sign.code, low=value, broken=_is_broken(upper[1]))]
    return [Sum(sign.start, after.end(), value, sign.code, broken=_is_broken(after[1]))]


def _with_others(folded: str, number: re.Match[str], end: int, code: str, taken: int) -> list[Sum]:
    """The sum and those before it that share its currency: "1.000 bis 20.000 Euro", "5.000, 3.500 und 2.000 €"."""
    scale = _scale(number[2])
    printed = folded[max(0, number.start() - 8) : number.end(1)]
    last = Sum(number.start(), end, _value(number[1]) * scale, code, broken=_is_broken(printed))
    sums, place, current = [last], number.start(), last
    for _ in range(4):
        more = _SECOND.search(folded, max(taken, place - 30), place)
        if not more:
            break
        value = _value(more[1])
        shared = _scale(more[2]) if more[2] else scale if value < 1000 and last.value >= 1000 * value else Decimal(1)
        value *= shared
        if more[3] in (",", "oder", "or", "ou", "bzw.", "bzw", "/") or value > current.value:
            current = Sum(more.start(), more.end(1), value, code)
            sums.insert(0, current)
        else:
            current.low, current.start = value, more.start()
        place = more.start()
    return sums


def _scale(word: str | None) -> Decimal:
    return next((factor for names, factor in _SCALES if word and names.fullmatch(word)), Decimal(1))


def _value(printed: str) -> Decimal:
    """The number behind "1.000", "1 000", "2.526.524,68", "2.500,-"; three digits after a mark are thousands."""
    digits = re.sub(r"[,.]-+$", "", printed).replace(" ", "").replace("'", "")
    cents = re.search(r"[.,]([0-9]{1,2})$", digits)
    whole = re.sub(r"[.,]", "", digits[: cents.start()] if cents else digits)
    return Decimal(f"{whole}.{cents[1]}") if cents else Decimal(whole)


def _is_broken(printed: str) -> bool:
    return bool(_BROKEN.search(printed))
