"""What waits for a decision, most pressing first; what may be one thing stands in one row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy
from sqlalchemy import case, or_
from sqlmodel import Session, col, func, select

from aggregator.model import Correction, Opportunity
from aggregator.review.claiming import Looking, lookers
from aggregator.review.folding import Cluster, Folds, folds, surplus
from aggregator.review.sure import HIGH
from aggregator.review.waiting import SURE_DATES, URGENT, Choice, Part, narrowed, order, parts, put_off, waits
from aggregator.search import OpportunityView, many


@dataclass(frozen=True, slots=True)
class Other:
    """One that may be the same as the one that leads the row; `waits`: it is to be decided on as well.

    `question` is the number of the question about both.
    """

    view: OpportunityView
    question: int | None
    waits: bool


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One line of the inbox. `changed`: a source changed what was decided on; `changed_from` is the former day.

    `by_hand`: a person corrected its deadline. `others` may be the same, those that wait first; `lookers` look at it
    just now.
    """

    view: OpportunityView
    changed_from: date | None
    urgent: bool
    unsure: bool
    changed: bool = False
    by_hand: bool = False
    others: tuple[Other, ...] = ()
    lookers: tuple[Looking, ...] = ()

    @property
    def sources(self) -> int:
        """How many sources report it or one of the others."""
        views = (self.view, *(other.view for other in self.others))
        return len({seen.source_key for view in views for seen in view.seen_at})


@dataclass(frozen=True, slots=True)
class Inbox:
    """One stretch of one part of the inbox. `total` counts the rows of that part, `numbers` those of every part."""

    rows: tuple[InboxRow, ...]
    total: int
    numbers: Mapping[Part, int] = field(default_factory=dict)

    @property
    def offers(self) -> int:
        """How many rows wait that offer something."""
        return self.numbers[Part.OFFERS]

    @property
    def urgent(self) -> int:
        """How many of them end within 14 days."""
        return self.numbers[Part.URGENT]

    @property
    def notices(self) -> int:
        """How many rows offer nothing."""
        return self.numbers[Part.NOTICES]


def inbox(
    session: Session,
    *,
    today: date,
    choice: Choice | None = None,
    limit: int = 20,
    offset: int = 0,
    now: datetime | None = None,
    person_id: int | None = None,
) -> Inbox:
    """A stretch of what is chosen, in the order of `waiting.order`. Some ten questions to the store in all.

    With `now` each row says who looks at it besides `person_id`.
    """
    choice = choice or Choice()
    folded = folds(session, today=today, choice=choice)
    conditions = parts(today)
    numbers = _numbers(session, conditions, {part: len(hidden) for part, hidden in folded.hidden.items()}, choice)
    question = select(Opportunity).where(conditions[choice.part], narrowed(choice), folded.shown_apart(choice.part))
    found = session.exec(question.order_by(*order(today)).limit(limit).offset(offset)).all()
    rows = _rows(session, found, folded, today)
    if now is not None:
        rows = _watched(session, rows, now, person_id)
    return Inbox(rows, numbers[choice.part], numbers)


def inbox_numbers(session: Session, *, today: date, choice: Choice | None = None) -> Inbox:
    """What `inbox` counts, without a row. It is asked after every decision: three questions to the store."""
    choice = choice or Choice()
    numbers = _numbers(session, parts(today), surplus(session, today=today, choice=choice), choice)
    return Inbox((), numbers[choice.part], numbers)


def inbox_rows(
    session: Session, numbers: Collection[int], *, today: date, choice: Choice, now: datetime, person_id: int | None
) -> list[InboxRow]:
    """The rows in which these stand in a part of the inbox, in its order; who does not wait there has none."""
    folded = folds(session, today=today, choice=choice)
    wanted = {number for one in numbers for number in _family(folded, one)}
    condition = parts(today)[choice.part]
    question = select(Opportunity).where(
        col(Opportunity.id).in_(wanted), condition, narrowed(choice), folded.shown_apart(choice.part)
    )
    rows = _rows(session, session.exec(question.order_by(*order(today))).all(), folded, today)
    return list(_watched(session, rows, now, person_id))


def waiting_together(session: Session, *, today: date, choice: Choice, limit: int) -> tuple[list[OpportunityView], int]:
    """All that waits in a part, each for itself, in the order of the inbox, and how many there are."""
    chosen = (parts(today)[choice.part], narrowed(choice))
    total = session.exec(select(func.count()).select_from(Opportunity).where(*chosen)).one()
    ids = session.exec(select(Opportunity.id).where(*chosen).order_by(*order(today)).limit(limit)).all()
    return many(session, [number for number in ids if number is not None]), total


def _family(folded: Folds, number: int) -> tuple[int, ...]:
    cluster = folded.clusters.get(number)
    return cluster.members if cluster else (number,)


def _numbers(
    session: Session, conditions: Mapping[Part, Any], inside: Mapping[Part, int], choice: Choice
) -> dict[Part, int]:
    """How many rows each part has; `inside` counts who stands in another's. One question: what waits is read once."""
    sums = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in conditions.values()]
    question = sqlalchemy.select(*sums).where(or_(waits(), put_off()), narrowed(choice))
    counted = session.execute(question).one()
    return {part: int(number) - inside[part] for part, number in zip(conditions, counted, strict=True)}


def _rows(session: Session, found: Sequence[Opportunity], folded: Folds, today: date) -> tuple[InboxRow, ...]:
    ids = [row.id for row in found if row.id is not None]
    wanted = dict.fromkeys(ids) | dict.fromkeys(number for one in ids for number in _family(folded, one))
    views = {view.id: view for view in many(session, list(wanted))}
    by_hand = _by_hand(session, ids)
    return tuple(
        _row(views[number], row, today, by_hand, _others(number, views, folded.clusters.get(number)))
        for number, row in zip(ids, found, strict=True)
        if number in views
    )


def _others(number: int, views: Mapping[int, OpportunityView], cluster: Cluster | None) -> tuple[Other, ...]:
    if cluster is None:
        return ()
    members = [member for member in cluster.members if member != number and member in views]
    return tuple(
        Other(views[member], cluster.question_about(number, member), member in cluster.waiting) for member in members
    )


def _watched(session: Session, rows: Sequence[InboxRow], now: datetime, person_id: int | None) -> tuple[InboxRow, ...]:
    looking = lookers(session, [row.view.id for row in rows], now=now, apart_from=person_id)
    return tuple(replace(row, lookers=looking.get(row.view.id, ())) for row in rows)


def _by_hand(session: Session, ids: Collection[int]) -> frozenset[int]:
    # ix_correction_opportunity_id
    question = select(Correction.opportunity_id).where(
        col(Correction.opportunity_id).in_(ids), Correction.field == "deadline", col(Correction.undone_at).is_(None)
    )
    return frozenset(session.exec(question))


def _row(
    view: OpportunityView, row: Opportunity, today: date, by_hand: Collection[int], others: tuple[Other, ...]
) -> InboxRow:
    days = view.days_left(today)
    return InboxRow(
        view=view,
        changed_from=view.former_deadline,
        urgent=days is not None and 0 <= days < URGENT.days,
        unsure=view.confidence < HIGH or view.certainty not in SURE_DATES,
        changed=row.changed_at is not None,
        by_hand=view.id in by_hand,
        others=others,
    )
