"""An office that reads one call again and again, and what it has written down of its changes."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import col, select

from aggregator.finding import RunOutcome, RunReport, Validators
from aggregator.model import Change, ChangeState, Opportunity, Page, Source
from aggregator.review import accept
from tests.aggregator.office import Office

URL = "https://jugendring.example.org/aufruf/begegnung"
TITLE = "Begegnung mit Polen"
ALIKE = "Ein Aufruf an Vereine."


def read(office: Office, deadline: str | None = None, *, text: str = ALIKE, **fields: str) -> None:
    """One reading of the call; facts as its source states them."""
    stated = {name: value for name, value in {"deadline": deadline, "kind": "call", **fields}.items() if value}
    office.take(TITLE, text, url=URL, fields=stated)


def publish(office: Office) -> int:
    """Accept the call; gives its number."""
    number = office.views()[0].id
    with office.store.writing() as session:
        accept(session, number, person_id=None, now=office.now)
    return number


def changes(office: Office, *states: ChangeState) -> list[Change]:
    """The changes in these states (told ones where none is named), oldest first."""
    with office.store.reading() as session:
        wanted = select(Change).where(col(Change.state).in_(states or (ChangeState.TOLD,)))
        return list(session.exec(wanted.order_by(col(Change.id))))


def told(office: Office) -> list[tuple[str, str | None, str | None]]:
    """Type, before and after of everything told."""
    return [(change.type.value, change.before, change.after) for change in changes(office)]


def waiting(office: Office) -> list[tuple[str, str | None]]:
    """Field and value of everything that waits for a second look."""
    return [(change.field, change.after) for change in changes(office, ChangeState.PENDING)]


def day(office: Office) -> date | None:
    """The deadline that is shown."""
    return office.views()[0].deadline


def is_marked(office: Office) -> bool:
    """Whether people have to decide again."""
    with office.store.reading() as session:
        return session.exec(select(Opportunity.changed_at)).one() is not None


def close_run(office: Office, outcome: RunOutcome = RunOutcome.READ) -> tuple[timedelta, list[Page]]:
    """End a run; gives the time until the next one, and what is remembered of the pages."""
    pages = {URL: Validators(etag='"a1"', body_hash="f" * 64)}
    report = RunReport("jugendring", office.now, office.now, outcome, found=1, changed=1, pages=pages)
    office.intake.close_run(report)
    with office.store.reading() as session:
        source = session.exec(select(Source).where(Source.key == "jugendring")).one()
        assert source.next_fetch_at is not None
        return source.next_fetch_at - office.now, list(session.exec(select(Page)))
