"""Walk a stretch of the index: along the rarest of what is asked for, looking up the others, until there is enough.

What is read grows with what is shown, not with the store. The statements are the same on both databases, and hold no
values; those in brackets are asked at each step, since no database may turn them into joins of whole lists.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from aggregator.search.keeping import ALL
from aggregator.search.places import Stretch

MOST_STEPS = 100_000
"""Postings that one walk passes at most: what lies behind is told as "there may be more"."""
_RARE = 200  # postings: of a token that has fewer it is not asked how many
_FIRST_STEPS = 4_000
_SPAN = 1_500  # days over which an open stretch is thought to be filled
_FEW = 4  # tokens that are looked up one by one; the postings of more are gathered first, if that is less work

Hit = tuple[int, int]
"""Place and number of an opportunity."""
Group = tuple[int, ...]
"""Tokens of which one has to be there."""


@dataclass(frozen=True, slots=True)
class Search:
    """What has to be there and what must not; phrases are folded."""

    groups: tuple[Group, ...] = ()
    without: tuple[Group, ...] = ()
    phrases: tuple[str, ...] = ()
    without_phrases: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether everything fits."""
        return not (self.groups or self.without or self.phrases or self.without_phrases)


@dataclass(frozen=True, slots=True)
class Walk:
    """What was found, in the order of the index; not `complete` where there may be more than was asked for."""

    rows: list[tuple[Any, ...]]
    complete: bool


def walk(session: Session, search: Search, stretch: Stretch, *, most: int, with_marks: bool = False) -> Walk:
    """Pairs of place and number, or of place and marks, `most` of them at most."""
    if stretch.first > stretch.last or not all(search.groups):
        return Walk([], complete=True)
    groups = search.groups or ((ALL,),)
    expected = _expected(session, {token for group in (*groups, *search.without) for token in group}, stretch)
    groups = tuple(tuple(token for token in group if token in expected) for group in groups)
    if not all(groups):
        return Walk([], complete=True)
    without = tuple(present for group in search.without if (present := tuple(t for t in group if t in expected)))
    numbers = {group: sum(expected[token] for token in group) for group in groups}
    ordered = sorted(dict.fromkeys(groups), key=numbers.__getitem__)
    planned = replace(search, groups=tuple(ordered), without=without)
    rows: list[tuple[Any, ...]] = []
    steps = 0.0
    for part, those in _parts(stretch, numbers[ordered[0]]):
        if steps >= MOST_STEPS:
            return Walk(rows, complete=False)
        statement, values = _statement(planned, part, numbers, with_marks=with_marks)
        found = session.connection().execute(text(statement), {**values, "most": most + 1 - len(rows)})
        rows += [tuple(row) for row in found]
        steps += those
        if len(rows) > most:
            return Walk(rows[:most], complete=False)
    return Walk(rows, complete=True)


def present(session: Session, tokens: Collection[int], stretch: Stretch) -> dict[int, float]:
    """The tokens that are met in a stretch, and about how often."""
    return _expected(session, tokens, stretch)


def _expected(session: Session, tokens: Collection[int], stretch: Stretch) -> dict[int, float]:
    """About how many postings each token has there; those without any are left out."""
    order, values = _order(stretch, "x"), {f"t{place}": one for place, one in enumerate(sorted(tokens))}
    listed = ", ".join(f"(cast(:{name} as bigint))" for name in values)
    there = "from posting x where x.token = asked.token and x.place between :first and :last"
    question = (
        f"with asked(token) as (values {listed}) select asked.token, (select x.place {there} {order} limit 1),"  # noqa: S608
        f" (select x.place {there} {order} limit 1 offset {_RARE}) from asked"
    )
    span = min(stretch.last - stretch.first + 1, _SPAN)
    found = session.connection().execute(text(question), {**values, "first": stretch.first, "last": stretch.last})
    far = stretch.last if stretch.backwards else stretch.first
    return {
        token: _RARE / 2 if later is None else _RARE * max(1.0, span / (abs(later - far) + 1))
        for token, first, later in found
        if first is not None
    }


def _parts(stretch: Stretch, expected: float) -> Iterator[tuple[Stretch, float]]:
    """A long stretch part by part, each four times as long, with the number of steps it may take."""
    span = min(stretch.last - stretch.first + 1, _SPAN)
    if expected <= 2 * _FIRST_STEPS:
        yield stretch, expected
        return
    steps = float(_FIRST_STEPS)
    days = max(1, int(span * steps / expected))
    first, last = stretch.first, stretch.last
    while first <= last:
        whole = days >= last - first + 1 or days >= _SPAN
        if stretch.backwards:
            part = replace(stretch, first=first if whole else last - days + 1, last=last)
            last = part.first - 1
        else:
            part = replace(stretch, first=first, last=last if whole else first + days - 1)
            first = part.last + 1
        yield part, steps
        days, steps = days * 4, steps * 4


def _order(stretch: Stretch, name: str) -> str:
    down = " desc" if stretch.backwards else ""
    return f"order by {name}.place{down}, {name}.opportunity_id{down}"


def _statement(
    search: Search, stretch: Stretch, numbers: dict[Group, float], *, with_marks: bool
) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {"first": stretch.first, "last": stretch.last}
    leading, *others = search.groups
    conditions = [f"p.token {_one_of(leading, values)} and p.place between :first and :last"]
    conditions += [_has(group, values, numbers[leading], numbers[group]) for group in others]
    conditions += [f"{_looked_up(group, values)} is null" for group in search.without]
    conditions += [f"{_phrase(phrase, values)} is not null" for phrase in search.phrases]
    conditions += [f"{_phrase(phrase, values)} is null" for phrase in search.without_phrases]
    distinct = "distinct " if len(leading) > 1 else ""
    found = (
        f"select {distinct}p.place, p.opportunity_id from posting p where {' and '.join(conditions)}"  # noqa: S608
        f" {_order(stretch, 'p')} limit :most"
    )
    if with_marks:
        joined = "join indexed on indexed.opportunity_id = found.opportunity_id"
        return f"select found.place, indexed.marks from ({found}) found {joined}", values  # noqa: S608
    return found, values


def _has(group: Group, values: dict[str, Any], steps: float, number: float) -> str:
    if len(group) <= _FEW or number > steps * len(group):
        return f"{_looked_up(group, values)} is not null"
    gathered = f"select q.opportunity_id from posting q where q.token {_one_of(group, values)}"  # noqa: S608
    return f"p.opportunity_id in ({gathered} and q.place between :first and :last)"


def _looked_up(group: Group, values: dict[str, Any]) -> str:
    here = "q.place = p.place and q.opportunity_id = p.opportunity_id"
    return f"(select q.place from posting q where q.token {_one_of(group, values)} and {here} limit 1)"  # noqa: S608


def _phrase(phrase: str, values: dict[str, Any]) -> str:
    pattern = phrase.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    name = _named(f"% {pattern} %", values)
    return (
        "(select o.id from opportunity o where o.id = p.opportunity_id"  # noqa: S608
        f" and ' ' || o.folded || ' ' like {name} escape '\\' limit 1)"
    )


def _one_of(group: Sequence[int], values: dict[str, Any]) -> str:
    if len(group) == 1:
        return f"= {_named(group[0], values)}"
    return f"in ({', '.join(_named(one, values) for one in group)})"


def _named(value: Any, values: dict[str, Any]) -> str:
    name = f"v{len(values)}"
    values[name] = value
    return f":{name}"
