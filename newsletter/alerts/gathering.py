"""What one alert has to tell today, and the marks that go with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from aggregator.model import Alert, AlertRhythm, AlertTold, News, Opportunity, OpportunityState
from aggregator.search import OpportunityView, many, standing_for
from aggregator.store.batches import in_batches
from aggregator.store.upsert import upsert
from newsletter.alerts.asked import fitting, read_asked
from newsletter.alerts.verdict import Facts, Verdict, facts, reminder, standing_news


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to tell."""

    view: OpportunityView
    verdict: Verdict


@dataclass(slots=True)
class _Known:
    """What was told of one thing: under its own number, and under those of what was merged into it."""

    own: dict[News, Facts] = field(default_factory=dict)
    absorbed: dict[News, list[Facts]] = field(default_factory=lambda: defaultdict(list))

    def days(self) -> set[tuple[News, date | None]]:
        """Of which days it was reminded."""
        every = [*self.own.items(), *((news, one) for news, many in self.absorbed.items() for one in many)]
        return {(news, one.day) for news, one in every}


def gather(session: Session, alert: Alert, *, today: date) -> list[Item]:
    """What there is to tell, next deadline first; `known` ones among it are only to be noted."""
    known = _known(session, alert)
    there = {view.id: view for view in answer(session, alert, today=today)}
    items = []
    if alert.opportunity_id is not None or alert.rhythm is AlertRhythm.DEADLINES:
        items += [
            Item(view, found)
            for view in there.values()
            if (found := reminder(facts_of(view), known[view.id].days(), today=today))
        ]
    if alert.opportunity_id is not None or alert.rhythm is not AlertRhythm.DEADLINES:
        gone = many(session, _standing_otherwise(session, known, there))
        told = {item.view.id for item in items}
        for view in (*there.values(), *gone):
            found = _news(view, known[view.id], fits=view.id in there, today=today)
            if found and view.id not in told:
                items.append(Item(view, found))
    return sorted(items, key=lambda item: (item.view.deadline or date.max, item.view.id))


def answer(session: Session, alert: Alert, *, today: date) -> list[OpportunityView]:
    """Everything that fits an alert now."""
    if alert.opportunity_id is None:
        return fitting(session, read_asked(alert.asked), today=today)
    number = standing_for(session, [alert.opportunity_id])[alert.opportunity_id]
    return [view for view in many(session, [number]) if view.state == OpportunityState.ACCEPTED]


def note(session: Session, alert: Alert, items: Iterable[Item]) -> None:
    """Note what is told with this very transaction. A reminder of the last days stands for the earlier one too."""
    rows = []
    for item in items:
        marks = {item.verdict.news}
        if item.verdict.news is News.LAST_DAYS:
            marks.add(News.FORTNIGHT)
        if alert.opportunity_id is not None:
            marks.add(News.STANDING)
        rows += [_row(alert, item.view, news) for news in marks]
    _write(session, rows)


def take_as_known(session: Session, alert: Alert, views: Sequence[OpportunityView]) -> None:
    """Note things as told: somebody sees them on the page from which the alert is ordered."""
    _write(session, [_row(alert, view, News.STANDING) for view in views])


def facts_of(view: OpportunityView) -> Facts:
    """What of an opportunity is news when it differs."""
    return facts(view.deadline, view.status)


def _news(view: OpportunityView, known: _Known, *, fits: bool, today: date) -> Verdict | None:
    own, absorbed = known.own.get(News.STANDING), known.absorbed[News.STANDING]
    return standing_news(facts_of(view), own, absorbed, fits=fits, today=today)


def _known(session: Session, alert: Alert) -> defaultdict[int, _Known]:
    # the primary key of alert_told begins with alert_id
    rows = session.exec(select(AlertTold).where(AlertTold.alert_id == alert.id)).all()
    stands = standing_for(session, {row.opportunity_id for row in rows})
    known: defaultdict[int, _Known] = defaultdict(_Known)
    for row in rows:
        its = known[stands[row.opportunity_id]]
        told = Facts(row.day, row.status)
        if stands[row.opportunity_id] == row.opportunity_id:
            its.own[row.news] = told
        else:
            its.absorbed[row.news].append(told)
    return known


def _standing_otherwise(session: Session, known: dict[int, _Known], there: Collection[int]) -> list[int]:
    """What was told, does not fit any more and stands otherwise than it was told."""
    asked = sorted(number for number in known if number not in there)
    found: list[int] = []
    for some in in_batches(asked):
        # the primary key
        rows = select(col(Opportunity.id), col(Opportunity.deadline), col(Opportunity.status)).where(
            col(Opportunity.id).in_(some), Opportunity.state == OpportunityState.ACCEPTED
        )
        for number, day, status in session.exec(rows):
            if number is not None and facts(day, status) != known[number].own.get(News.STANDING):
                found.append(number)
    return found


def _row(alert: Alert, view: OpportunityView, news: News) -> dict[str, object]:
    now = facts_of(view)
    return {
        "alert_id": alert.id,
        "opportunity_id": view.id,
        "news": news,
        "day": now.day,
        "status": now.status,
    }


def _write(session: Session, rows: list[dict[str, object]]) -> None:
    upsert(session, AlertTold, rows, unique=("alert_id", "opportunity_id", "news"))
