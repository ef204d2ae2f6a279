"""Whatever happens in whatever order: what fits is told once for each of its news, and nothing is missed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from itertools import permutations
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as some
from sqlmodel import Session, col, select

from aggregator.model import (
    AlertMail,
    AlertMailKind,
    DeliveryState,
    Facet,
    Opportunity,
    OpportunityFacet,
    OpportunityState,
)
from aggregator.store import Store
from newsletter.alerts.outbox import AlertOutbox
from newsletter.alerts.sending import compose, compose_due
from newsletter.delivery.outbox import hand_over_waiting
from newsletter.wording import Wording
from templates import language as written
from tests.newsletter.alerts.office import MAIL, Died, Way, confirmed, opened
from tests.newsletter.samples import NOW, TODAY

Heard = tuple[str, bool]
NUMBERS = (1, 2, 3)
DAYS = (60, 61)  # few, so that what is merged often agrees
MOVES = [("move", number, day) for number in NUMBERS for day in DAYS]
MERGERS = [("merge", f"{one}{other}") for one, other in permutations(NUMBERS, 2)]
CHANGES = [(what, number) for what in ("accept", "reject", "withdraw", "open", "fit", "unfit") for number in NUMBERS]
# as likely as all else together that something is sent: only then can anything be told twice or missed
STEPS = some.one_of(
    some.sampled_from(MOVES),
    some.sampled_from(MERGERS),
    some.sampled_from(CHANGES),
    some.sampled_from([("part",), ("die composing",), ("die before",), ("die after",)]),
    *[some.just(("send",))] * 3,
)
_ITEM = re.compile(r"^(Angebot \d)\n~+\n(.*)\nFrist: ([^(\n]*)", re.MULTILINE)


class Reader:
    """What the reader has heard of each thing, from the words of the mails alone."""

    def __init__(self) -> None:
        self.heard: dict[int, Heard] = {}

    def reads(self, text: str, absorbed: dict[int, set[int]]) -> None:
        """Nothing in a mail may be what the reader has heard of it last, itself or as what was merged into it."""
        items = _ITEM.findall(text)
        assert items
        for title, eyebrow, day in items:
            number, now = int(title[-1]), (day.strip(), eyebrow == "Zurückgezogen")
            known = [self.heard[number]] if number in self.heard else self.of_absorbed(absorbed[number])
            assert now not in known, f"{title} is told twice"
            self.heard[number] = now

    def of_absorbed(self, numbers: set[int]) -> list[Heard]:
        """What was heard of those that were merged into one."""
        return [self.heard[number] for number in numbers if number in self.heard]


@given(some.lists(STEPS, min_size=5, max_size=30))
@settings(max_examples=70)
def test_each_news_is_told_once_and_none_is_missed(migrated_sqlite: Path, steps: list[tuple[object, ...]]) -> None:
    with office(migrated_sqlite) as store:
        reader, way, now = Reader(), Way(), NOW
        for step in (*steps, ("send",)):
            if str(step[0]) in {"send", "die composing", "die before", "die after"}:
                now += timedelta(days=1)
                sends(store, str(step[0]), way, reader, now)
            else:
                with store.writing() as session:
                    happens(session, step)
        sends(store, "send", way, reader, now + timedelta(days=1))
        every_mail_was_taken_once_or_is_uncertain(store, way)


def sends(store: Store, how: str, way: Way, reader: Reader, now: datetime) -> None:
    """The job runs, and may die anywhere."""
    if how == "die composing":
        with suppress(Died), store.writing() as session:
            compose(session, 1, MAIL, now=now)
            raise Died
        return
    with store.reading() as session:
        before = set(session.exec(select(AlertMail.id)))
        absorbed = {number: absorbed_by(session, number) for number in NUMBERS}
    compose_due(store, MAIL, clock=lambda: now)
    with store.reading() as session:
        for mail in session.exec(select(AlertMail).where(col(AlertMail.id).not_in(before))):
            reader.reads(mail.text, absorbed)
        nothing_is_missed(session, reader)
    way.dies = how.removeprefix("die ") if how != "send" else ""
    with suppress(Died):
        hand_over_waiting(store, way, AlertOutbox(MAIL), lease=timedelta(seconds=MAIL.lease_seconds), clock=lambda: now)


def nothing_is_missed(session: Session, reader: Reader) -> None:
    """What fits now was heard as it stands now; what was heard and is public stands as it was heard."""
    for row in session.exec(select(Opportunity).where(Opportunity.state == OpportunityState.ACCEPTED)):
        assert row.id is not None
        of_absorbed = reader.of_absorbed(absorbed_by(session, row.id))
        now = (said(row.deadline), row.status == "withdrawn")
        if row.id not in reader.heard and now in of_absorbed:
            reader.heard[row.id] = now
        fits = fits_youth(session, row.id) and not now[1]
        if fits:
            assert reader.heard.get(row.id) == now, f"{row.title} was missed"
        elif row.id in reader.heard and not (now[1] and reader.heard[row.id][1]):
            assert reader.heard[row.id] == now, f"what became of {row.title} was missed"


def every_mail_was_taken_once_or_is_uncertain(store: Store, way: Way) -> None:
    taken = [one.message_id for one in way.taken]
    assert len(taken) == len(set(taken))
    with store.reading() as session:
        for mail in session.exec(select(AlertMail).where(AlertMail.kind == AlertMailKind.NEWS)):
            assert mail.state is DeliveryState.UNCERTAIN or mail.message_id in taken


def happens(session: Session, step: tuple[object, ...]) -> None:
    """People and sources change something."""
    what, arguments = str(step[0]), step[1:]
    if what == "part":
        for row in session.exec(select(Opportunity).where(Opportunity.state == OpportunityState.MERGED)):
            row.state, row.merged_into = OpportunityState.ACCEPTED, None
        return
    if what == "merge":
        kept, absorbed = (session.get_one(Opportunity, int(number)) for number in str(arguments[0]))
        if OpportunityState.MERGED not in (kept.state, absorbed.state):
            absorbed.state, absorbed.merged_into = OpportunityState.MERGED, kept.id
        return
    row = session.get_one(Opportunity, arguments[0])
    if row.state is not OpportunityState.MERGED:
        changes(session, row, what, arguments[1:])


def changes(session: Session, row: Opportunity, what: str, arguments: tuple[object, ...]) -> None:
    facet = session.get(OpportunityFacet, (row.id, Facet.TOPIC, "youth"))
    match what:
        case "accept" | "reject":
            row.state = OpportunityState.ACCEPTED if what == "accept" else OpportunityState.REJECTED
        case "withdraw" | "open":
            row.status = "withdrawn" if what == "withdraw" else ""
        case "move":
            row.deadline = TODAY + timedelta(days=int(str(arguments[0])))
        case "unfit" if facet is not None:
            session.delete(facet)
        case "fit" if facet is None and row.id is not None:
            session.add(OpportunityFacet(opportunity_id=row.id, facet=Facet.TOPIC, value="youth"))


def absorbed_by(session: Session, number: int) -> set[int]:
    """The numbers of what was merged into one, also by way of others."""
    rows = session.exec(select(Opportunity.id).where(Opportunity.merged_into == number)).all()
    direct = {one for one in rows if one is not None}
    return direct.union(*(absorbed_by(session, one) for one in direct))


def fits_youth(session: Session, number: int) -> bool:
    return session.get(OpportunityFacet, (number, Facet.TOPIC, "youth")) is not None


def said(day: date | None) -> str:
    assert day is not None
    return written.long_date(day, Wording("de").language)


@contextmanager
def office(migrated: Path) -> Iterator[Store]:
    """One that was never used: two things have just been accepted, one waits; the reader knows of none."""
    path = migrated.with_name("interleaved.sqlite")
    shutil.copy(migrated, path)
    store = Store(f"sqlite:///{path}")
    try:
        numbers = opened(store, 60, 61, 60)
        assert tuple(numbers) == NUMBERS
        with store.writing() as session:
            for number in numbers:
                session.get_one(Opportunity, number).state = OpportunityState.NEW
        confirmed(store, MAIL)
        with store.writing() as session:
            for number in numbers[:2]:
                session.get_one(Opportunity, number).state = OpportunityState.ACCEPTED
        with store.writing() as session:
            for number in numbers[:2]:
                session.get_one(Opportunity, number).state = OpportunityState.ACCEPTED
        yield store
    finally:
        store.close()
        for left in migrated.parent.glob("interleaved.sqlite*"):
            left.unlink()
