"""Money: what one applicant can get, and what the whole call has (READING.md, rules 23 to 25)."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from aggregator.reading.facts import Amount, Evidence
from aggregator.reading.sums import Sum
from aggregator.reading.units import Passage
from aggregator.reading.words import Cue

_NEVER = 999.0
_FAR = 150.0
_TIER = 90  # characters between the sums of two lines below each other
_JOINED = 40  # characters between two sums of one choice
_OR = re.compile(r"\b(?:oder|or|ou|lub|bzw)\b")
_SENTENCE = re.compile(r"[0-9]|[.!]$")
_TOUCHES = 26.0
_NAMES = 6.0  # distance of the word that the sum belongs to: "subvention de 500 €"
_LABEL = 36  # longest line that is taken for a label over its sum
_NO_GRANT_FROM = Decimal(50_000_000)
_AGAINST = {
    "money_budget": 1.15,
    "money_fee": 1.1,
    "money_costs": 1.2,
    "money_result": 1.5,
    "money_rate": 1.3,
    "money_own": 0.9,
}
_FOR = ("money_grant", "money_prize", "money_max", "money_min")
_LIMITS = frozenset({"money_max", "money_min"})
_LIMIT_BEHIND = re.compile(r"maxim|au plus|uberschreit|ubersteig|unterschreit")  # may stand behind its sum
_SHORT_LIMIT = 5  # letters of "bis", "do", "hasta", which lead to days as well
_LIMIT_REACH = 16
_PER_SIGN = re.compile(
    r" ?(?:/|pro |je |per |par )(?:tag|tn|person|teilnehm|km|kilometer|monat|nacht|woche|platz|be\b|stunde|day|night"
    r"|month|jour|mois|m2|m²|t\b|tonne|kopf|kind|schuler|plant|arbre|baum|tree|drzew)"
)
_ONE_GRANT = re.compile(
    r"\b(?:stipendium|zuschuss|pauschale|forderung|bourse|subvention|grant)\b[^.;]{0,14}insgesamt $"
    r"|\b(?:pro|je|par|per|na jeden|na jedna) [^\W\d_]{4,}\b[^.;:]{0,30}$"
)


class Money(NamedTuple):
    """What one applicant can get, in all or per head, day, place …; what the whole call has; flags for staff."""

    amount: Amount | None
    rate: Amount | None
    budget: Amount | None
    flags: tuple[str, ...]  # "broken_number"


def read_money(text: str, folded: str, sums: list[Sum], passages: list[Passage]) -> Money:
    """Every sum of the text, judged by the words around it."""
    place = 0
    for one in sums:
        while place + 1 < len(passages) and passages[place].sentence.end <= one.start:
            place += 1
        if passages[place].sentence.start <= one.start < passages[place].sentence.end:
            _judge(folded, one, passages[place], sums, labelled=_label_above(passages, place))
    for before, after in pairwise(sums):
        alike = before.currency == after.currency and before.basis == "project" and after.basis in ("", "project")
        if alike and (_is_choice(folded, before, after) or (after.basis and _is_tier(folded, before, after))):
            after.basis, after.weight = before.basis, max(before.weight, after.weight)
    whole = [one for one in sums if not one.broken]
    return Money(
        amount=_offered(text, [one for one in whole if one.basis in ("project", "prize")]),
        rate=_offered(text, [one for one in whole if one.basis == "rate"]),
        budget=_largest(text, [one for one in whole if one.basis == "budget"]),
        flags=("broken_number",) if len(whole) < len(sums) else (),
    )


def _is_choice(folded: str, before: Sum, after: Sum) -> bool:
    """ "1.000 oder 2.000 Euro", "120 000, 250 000 ou 400 000 euros"."""
    gap = folded[before.end : after.start]
    return len(gap) <= _JOINED and (_OR.search(gap) is not None or gap.strip() in (",", ";", "/", ""))


def _is_tier(folded: str, before: Sum, after: Sum) -> bool:
    """Lines below each other, each with its sum: "Kleine Projekte: bis 3.000 Euro", "Große: bis 60.000 Euro"."""
    gap = folded[before.end : after.start]
    return len(gap) <= _TIER and gap.count("\n") == 1


def _label_above(passages: list[Passage], place: int) -> bool:
    """Whether the line or cell before is a label such as "Fördersumme" and nothing else."""
    if place == 0 or passages[place].after_gap:
        return False
    before = passages[place - 1]
    length = before.sentence.end - before.sentence.start
    line = before.text[before.sentence.start : before.sentence.end].rstrip()
    return (
        length <= _LABEL
        and not _SENTENCE.search(line)
        and any(cue.role in ("money_grant", "money_prize") for cue in before.cues)
    )


def _judge(folded: str, one: Sum, passage: Passage, sums: list[Sum], *, labelled: bool) -> None:
    """Say what the sum is from the nearest words of its sentence."""
    near = _nearest(folded, one, passage, sums)
    grant, limit = min(near["money_grant"], near["money_prize"]), near["money_max"]
    one.minimum = near["money_min"] < min(limit, 30.0)
    labelled = labelled or _is_grant_line(folded, passage, one)
    if _PER_SIGN.match(folded, one.end):
        one.basis, one.weight = "rate", 1.0
        return
    against = min(_AGAINST, key=lambda role: near[role])
    if _is_against(folded, one, near, against, labelled=labelled):
        one.basis = {"money_budget": "budget", "money_rate": "rate"}.get(against, "none")
    elif one.value >= _NO_GRANT_FROM:
        one.basis = "budget"
    elif labelled or min(grant, limit) <= _FAR:
        one.basis = "prize" if near["money_prize"] < near["money_grant"] else "project"
        founded = limit < 40.0 or one.minimum or one.low is not None
        one.weight = 2.0 if labelled or (founded and grant < _FAR) else 1.5 if grant < 60.0 else 1.0


def _nearest(folded: str, one: Sum, passage: Passage, sums: list[Sum]) -> dict[str, float]:
    near = dict.fromkeys((*_AGAINST, *_FOR), _NEVER)
    for cue in passage.cues:
        if cue.role in near:
            distance = _distance(folded, one, cue, sums) / _AGAINST.get(cue.role, 1.0)
            near[cue.role] = min(near[cue.role], distance)
    return near


def _is_against(folded: str, one: Sum, near: dict[str, float], against: str, *, labelled: bool) -> bool:
    """Whether the sum is budget, fee, cost or past result rather than a grant."""
    grant = min(near["money_grant"], near["money_prize"])
    if against == "money_budget" and _ONE_GRANT.search(folded, max(0, one.start - 60), one.start):
        return False
    if labelled:
        return near[against] < 12.0
    names = grant < min(_NAMES, near[against])
    if against in ("money_costs", "money_fee") and near[against] < _TOUCHES and not names:
        return True
    if against == "money_budget" and near["money_max"] < min(6.0, near[against]) and grant < 40.0:
        return False
    return near[against] < min(60.0, grant * 0.8)


def _is_grant_line(folded: str, passage: Passage, one: Sum) -> bool:
    """Whether the line starts with a label such as "Fördersumme:", whose values are all grants."""
    start = passage.sentence.start
    colon = folded.find(":", start, min(start + 40, one.start))
    return colon > 0 and any(
        cue.role in ("money_grant", "money_prize") and cue.start < colon and cue.start - start <= 20
        for cue in passage.cues
    )


def _distance(folded: str, one: Sum, cue: Cue, sums: list[Sum]) -> float:
    before = cue.end <= one.start
    start, end = (cue.end, one.start) if before else (one.end, cue.start)
    if end - start > 200 or (not before and cue.role in _LIMITS and not _LIMIT_BEHIND.search(cue.word)):
        return _NEVER
    if before and cue.role in _LIMITS and len(cue.word) <= _SHORT_LIMIT and end - start > _LIMIT_REACH:
        return _NEVER  # "bis" to a day, not to a sum
    gap = folded[start:end]
    between = sum(start <= other.start < end for other in sums)
    breaks = sum(gap.count(mark) for mark in ";|().") + gap.count(",") / 2
    return max(end - start, 0) + 40.0 * between + 14.0 * breaks


def _offered(text: str, offered: list[Sum]) -> Amount | None:
    """The best founded sums of one currency as one range."""
    if not offered:
        return None
    best = max(one.weight for one in offered)
    chosen = [one for one in offered if one.weight == best]
    chosen = [one for one in chosen if one.currency == chosen[0].currency]
    tops = [one for one in chosen if not one.minimum or one.low is not None]
    lows = [one.low for one in chosen if one.low is not None]
    lows += [one.value for one in chosen if one.minimum and one.low is None]
    leading = max(tops or chosen, key=lambda one: one.value)
    return Amount(
        min=min(lows, default=None),
        max=max((one.value for one in tops), default=None),
        currency=leading.currency,
        evidence=Evidence(text[leading.start : leading.end], leading.start, leading.end),
        rule=f"nearest words say {leading.basis}",
        confidence=min(0.95, 0.45 + 0.22 * best),
        basis=leading.basis,
    )


def _largest(text: str, budgets: list[Sum]) -> Amount | None:
    if not budgets:
        return None
    one = max(budgets, key=lambda each: each.value)
    evidence = Evidence(text[one.start : one.end], one.start, one.end)
    return Amount(None, one.value, one.currency, evidence, "whole budget of the call", 0.7, "budget")
