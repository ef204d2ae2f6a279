"""What there is to report, as data: the same for everybody, before it is put into anybody's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from aggregator import review
from aggregator.changes import FactName
from aggregator.health import Health, Reason
from aggregator.model import Change, ChangeState, CrawlRun, Opportunity, OpportunityState, Source
from aggregator.sources.overview import Standing, glances, standings

_MOST = 25  # of each list; the rest is counted and stands on the desk
_TOLD = (FactName.DEADLINE, FactName.EVENT, FactName.AMOUNT, FactName.STATUS)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A source that is not as it should be; `is_new` since the last report."""

    key: str
    name: str
    reasons: tuple[Reason, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class Arrivals:
    """New entries of one source."""

    source: str
    entries: int


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of an accepted entry; values as `aggregator.changes.facts` writes them, None where there is none."""

    opportunity_id: int
    title: str
    language: str
    fact: FactName
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Morning:
    """All that can be reported. `more_trouble` counts the sources that are not named; `urgent` are among `waiting`."""

    broken: tuple[Trouble, ...]
    suspect: tuple[Trouble, ...]
    more_trouble: int
    arrivals: tuple[Arrivals, ...]
    changes: tuple[Changed, ...]
    waiting: int
    urgent: int

    @property
    def says_something(self) -> bool:
        """Whether it is worth a mail: what merely waits, and is not urgent, was reported when it came."""
        return bool(self.broken or self.suspect or self.arrivals or self.changes or self.urgent)


def gather(session: Session, *, since: datetime, now: datetime, today: date) -> Morning:
    """What happened since a moment, and how things stand now; both moments aware."""
    ill = [one for one in glances(session, now=now) if one.health in (Health.BROKEN, Health.SUSPECT)]
    shown = standings(session, [one.id for one in ill[: 2 * _MOST]], now=now)
    inbox = review.inbox(session, today=today, limit=1)
    return Morning(
        broken=tuple(_trouble(one, since) for one in shown if one.health is Health.BROKEN),
        suspect=tuple(_trouble(one, since) for one in shown if one.health is Health.SUSPECT),
        more_trouble=len(ill) - len(shown),
        arrivals=_arrivals(session, since),
        changes=_changes(session, since),
        waiting=inbox.offers,
        urgent=inbox.urgent,
    )


def _trouble(one: Standing, since: datetime) -> Trouble:
    began = one.source.health_since
    return Trouble(one.source.key, one.source.name, one.reasons, is_new=began is not None and began >= since)


def _arrivals(session: Session, since: datetime) -> tuple[Arrivals, ...]:
    total = func.sum(CrawlRun.new)
    # a night's runs; there is no need for an index of their own
    question = (
        select(Source.name, total)
        .join(CrawlRun, col(CrawlRun.source_id) == Source.id)
        .where(CrawlRun.finished_at >= since, CrawlRun.new > 0, col(CrawlRun.quarantined).is_(False))
        .group_by(col(Source.id), col(Source.name))
        .order_by(total.desc(), col(Source.name))
    )
    return tuple(Arrivals(name, int(entries)) for name, entries in session.exec(question))


def _changes(session: Session, since: datetime) -> tuple[Changed, ...]:
    question = (
        select(Change, Opportunity)
        .join(Opportunity)
        .where(Change.state == ChangeState.TOLD, col(Change.at) >= since, col(Change.field).in_(_TOLD))
        .where(Opportunity.state == OpportunityState.ACCEPTED)
        .order_by(col(Change.id).desc())
        .limit(_MOST)
    )
    return tuple(
        Changed(row.id or 0, row.title, row.language, FactName(change.field), change.before, change.after)
        for change, row in session.exec(question)
    )
