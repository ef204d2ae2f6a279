"""Entries of the inbox that may be one thing are shown as one row: which ones, and which of them leads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy
from sqlalchemy import ColumnElement, bindparam
from sqlmodel import Session, col

from aggregator.model import Opportunity
from aggregator.review.twins import Asked, asked_pairs
from aggregator.review.waiting import Choice, Part, narrowed, order, parts


@dataclass(frozen=True, slots=True)
class Cluster:
    """Opportunities that open questions hold together; first `waiting`, those of what is chosen, in its order."""

    members: tuple[int, ...]
    waiting: frozenset[int]
    questions: tuple[Asked, ...]

    def question_about(self, one: int, other: int) -> int | None:
        """The number of the question about both, else of one about the other; None where there is none."""
        about = [asked for asked in self.questions if other in asked.both]
        return next((asked.id for asked in about if one in asked.both), about[0].id if about else None)


@dataclass(frozen=True, slots=True)
class Folds:
    """The clusters of the inbox by the number of each member, and in each part those that a leading one stands for."""

    clusters: Mapping[int, Cluster]
    hidden: Mapping[Part, frozenset[int]]

    def shown_apart(self, part: Part) -> ColumnElement[bool]:
        """The condition that leaves out whoever is listed inside another row."""
        hidden: ColumnElement[int] = bindparam(
            "hidden", sorted(self.hidden[part]), expanding=True, literal_execute=True
        )
        return col(Opportunity.id).not_in(hidden)


def folds(session: Session, *, today: date, choice: Choice) -> Folds:
    """Put together what open questions connect. Two questions to the store, however much waits.

    Decided ones are members too, at the end: the reader is shown that it may be there already. They never lead.
    """
    asked = asked_pairs(session, today=today)
    groups = connected(question.both for question in asked)
    place = {number: index for index, group in enumerate(groups) for number in group}
    standing = dict(_standing(session, place, today, choice, order(today)))
    waiting: dict[int, list[int]] = defaultdict(list)
    for number in standing:
        waiting[place[number]].append(number)
    about: dict[int, list[Asked]] = defaultdict(list)
    for question in asked:
        about[place[question.both[0]]].append(question)
    clusters: dict[int, Cluster] = {}
    hidden: dict[Part, set[int]] = defaultdict(set)
    for index, first in waiting.items():
        members = (*first, *sorted(groups[index].difference(first)))
        clusters |= dict.fromkeys(members, Cluster(members, frozenset(first), tuple(about[index])))
        for part in Part:
            hidden[part].update([number for number in first if part in standing[number]][1:])
    return Folds(clusters, {part: frozenset(hidden[part]) for part in Part})


def surplus(session: Session, *, today: date, choice: Choice) -> Mapping[Part, int]:
    """How many of each part stand inside another row, as `folds` would hide them; cheaper, for who counts alone."""
    groups = connected(question.both for question in asked_pairs(session, today=today))
    place = {number: index for index, group in enumerate(groups) for number in group}
    standing: Counter[tuple[Part, int]] = Counter()
    for number, stands in _standing(session, place, today, choice):
        standing.update((part, place[number]) for part in stands)
    inside: Counter[Part] = Counter()
    for (part, _group), number in standing.items():
        inside[part] += number - 1
    return inside


def connected(pairs: Iterable[tuple[int, int]]) -> list[frozenset[int]]:
    """The groups that pairs hold together, also by way of others."""
    group_of: dict[int, set[int]] = {}
    for one, other in pairs:
        mine, theirs = group_of.setdefault(one, {one}), group_of.setdefault(other, {other})
        if mine is theirs:
            continue
        small, large = sorted((mine, theirs), key=len)
        large |= small
        group_of |= dict.fromkeys(small, large)
    return list({id(group): frozenset(group) for group in group_of.values()}.values())


def _standing(
    session: Session,
    numbers: Collection[int],
    today: date,
    choice: Choice,
    ordered: Sequence[ColumnElement[object]] = (),
) -> Iterator[tuple[int, frozenset[Part]]]:
    """In which parts of what is chosen each one stands; decided ones are left out."""
    if not numbers:
        return
    conditions = parts(today)
    flags = [condition.label(part.value) for part, condition in conditions.items()]
    ids: ColumnElement[int] = bindparam("ids", sorted(numbers), expanding=True, literal_execute=True)
    # the primary key; written out, since SQLite takes a limited number of parameters
    question = sqlalchemy.select(col(Opportunity.id), *flags).where(col(Opportunity.id).in_(ids), narrowed(choice))
    for number, *stands in session.execute(question.order_by(*ordered)):
        where = frozenset(part for part, is_there in zip(conditions, stands, strict=True) if is_there)
        if where:
            yield number, where
