"""One report per person and day, whatever restarts: its row is committed before the mail server hears of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from aggregator.model import MorningReport, Person, ReportState
from aggregator.store import Store
from newsletter.delivery.message import Letter, office_message
from newsletter.delivery.single import single
from newsletter.delivery.transport import AnswerLost, MailServerAway, Transport
from newsletter.morning.gathering import gather
from newsletter.morning.rendering import render_morning
from newsletter.settings import MailSettings
from newsletter.tokens import address_mark
from templates import LANGUAGES

_USUAL = timedelta(days=1)
_LONGEST = timedelta(days=7)  # after a longer pause nobody wants to read all of it in a mail


@dataclass(frozen=True, slots=True)
class Reported:
    """How many reports were handed over or refused; `paused` says why the rest waits, empty if none does."""

    handed_over: int = 0
    refused: int = 0
    paused: str = ""


def send_reports(
    store: Store, transport: Transport, settings: MailSettings, *, clock: Callable[[], datetime]
) -> Reported:
    """Report to everybody at the desk who has none of today yet; again: only to those who have none.

    Where the mail server is away, what it did not take may be tried again later the same day.
    """
    now = clock()
    today = now.astimezone(ZoneInfo(settings.zone)).date()
    handed_over = refused = 0
    try:
        for person_id in _staff(store):
            state = _report(store, transport, settings, person_id, today=today, now=now)
            handed_over += state is ReportState.HANDED_OVER
            refused += state is ReportState.REFUSED
    except MailServerAway as away:
        return Reported(handed_over, refused, str(away))
    finally:
        transport.close()
    return Reported(handed_over, refused)


def last_report(session: Session, person_id: int, *, now: datetime) -> datetime:
    """Since when a person has not been told anything: the last report, at most a week ago; else a day."""
    # the primary key of morning_report begins with person_id
    question = select(MorningReport.at).where(MorningReport.person_id == person_id)
    latest = session.exec(question.order_by(col(MorningReport.day).desc()).limit(1)).first()
    return now - _USUAL if latest is None else max(latest, now - _LONGEST)


def _report(
    store: Store, transport: Transport, settings: MailSettings, person_id: int, *, today: date, now: datetime
) -> ReportState | None:
    """Report to one person; None where they have their report already. Raises MailServerAway."""
    with store.reading() as session:
        person = session.get_one(Person, person_id)
        since = last_report(session, person_id, now=now)
        morning = gather(session, since=since, now=now, today=today)
    state = ReportState.CLAIMED if morning.says_something else ReportState.NOTHING_TO_SAY
    if not _claim(store, person_id, today, state, now):
        return None
    if state is ReportState.NOTHING_TO_SAY:
        return state
    language = person.language if person.language in LANGUAGES else "de"
    mail = render_morning(morning, settings, language=language, now=now)
    mark = address_mark(person.address, settings.secret)
    message_id = f"<morning-{today.isoformat()}.{person_id}.{mark}@{settings.sender_domain}>"
    letter = Letter(mail.subject, mail.html, mail.text, language)
    data = office_message(letter, person.address, settings, message_id=message_id, date=now)
    try:
        answer = transport.hand_over(single(data, person.address, settings, message_id=message_id, now=now))
    except MailServerAway:
        _give_back(store, person_id, today)
        raise
    except AnswerLost as lost:
        return _close(store, person_id, today, ReportState.CLAIMED, str(lost))
    state = ReportState.HANDED_OVER if answer.code // 100 == 2 else ReportState.REFUSED
    return _close(store, person_id, today, state, f"{answer.code} {answer.text}")


def _staff(store: Store) -> list[int]:
    with store.reading() as session:
        here = select(Person.id).where(col(Person.left_at).is_(None)).order_by(col(Person.id))
        return [number for number in session.exec(here) if number is not None]


def _claim(store: Store, person_id: int, day: date, state: ReportState, now: datetime) -> bool:
    try:
        with store.writing() as session:
            if session.get(MorningReport, (person_id, day)) is not None:
                return False
            session.add(MorningReport(person_id=person_id, day=day, state=state, at=now))
    except IntegrityError:  # another worker was faster
        return False
    return True


def _give_back(store: Store, person_id: int, day: date) -> None:
    with store.writing() as session:
        session.delete(session.get_one(MorningReport, (person_id, day)))


def _close(store: Store, person_id: int, day: date, state: ReportState, reply: str) -> ReportState:
    with store.writing() as session:
        row = session.get_one(MorningReport, (person_id, day))
        row.state, row.reply = state, reply[:600]
    return state
