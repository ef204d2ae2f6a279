from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from sqlmodel import select

from aggregator.model import (
    AddressTrouble,
    Delivery,
    DeliveryState,
    ReturnedMail,
    ReturnKind,
    Subscriber,
    SubscriberState,
)
from aggregator.store import Store
from newsletter import consent, tokens
from newsletter.bounces.boxes import PipedBox
from newsletter.bounces.collecting import Collected, collect
from newsletter.bounces.forgetting import forget
from newsletter.bounces.keeping import text_of
from newsletter.delivery.return_path import Concern, return_path
from newsletter.readership.own_data import erase, everything_kept
from newsletter.subscribers import leave
from newsletter.suppression import suppressed
from tests.newsletter.bounces.returned import ERIKA, MAILS, office
from tests.newsletter.samples import NOW, SECRET

HARMLESS = [
    path.stem
    for path in MAILS
    if path.stem.partition("--")[0] not in ("reader_dead", "mailbox_full", "unreachable", "unsubscribe", "complaint")
]
Mail = Callable[[str], bytes]


def _comes(store: Store, mail: bytes, *, days: float = 0) -> Collected:
    moment = NOW + timedelta(days=days)
    return collect(store, PipedBox(BytesIO(mail), 262_144), office(), clock=lambda: moment)


def _another(mail: bytes, number: float) -> bytes:
    """The same words in another mail."""
    return mail.replace(b"Message-ID: <", b"Message-ID: <%d." % int(number * 100), 1)


def _rows(store: Store) -> list[ReturnedMail]:
    with store.reading() as session:
        return list(session.exec(select(ReturnedMail).order_by("id")))


def _is_suppressed(store: Store) -> bool:
    with store.reading() as session:
        return ERIKA in suppressed(session, [ERIKA], secret=SECRET)


def _state(store: Store) -> SubscriberState:
    with store.reading() as session:
        return session.get_one(Subscriber, 1).state


def _trouble(store: Store) -> AddressTrouble | None:
    with store.reading() as session:
        return session.exec(select(AddressTrouble)).one_or_none()


def test_what_is_not_about_the_reader_is_never_held_against_them(erika: Mail, store: Store) -> None:
    for name in HARMLESS:
        for week in range(8):
            _comes(store, _another(erika(name), week), days=7 * week)
        assert not _is_suppressed(store), name
        assert _trouble(store) is None, name
        assert _state(store) is SubscriberState.CONFIRMED, name


def test_one_report_of_a_dead_address_is_kept_in_mind_and_the_next_issue_decides(erika: Mail, store: Store) -> None:
    _comes(store, erika("reader_dead--postfix-en"))
    assert not _is_suppressed(store)
    _comes(store, _another(erika("reader_dead--postfix-en"), 1), days=7)
    assert _is_suppressed(store)
    assert [row.acted for row in _rows(store)] == ["held_against", "suppressed"]
    assert _trouble(store) is None


def test_for_a_monthly_reader_two_reports_are_enough_too(erika: Mail, store: Store) -> None:
    for month in range(2):
        _comes(store, _another(erika("reader_dead--exim-en"), month), days=31 * month)
    assert _is_suppressed(store)


def test_reports_of_one_bad_day_count_once(erika: Mail, store: Store) -> None:
    for hour in range(30):
        _comes(store, _another(erika("reader_dead--postfix-en"), hour / 24), days=hour / 24)
    assert not _is_suppressed(store)


def test_two_reports_half_a_year_apart_say_little(erika: Mail, store: Store) -> None:
    for half_year in range(2):
        _comes(store, _another(erika("reader_dead--postfix-en"), half_year), days=182 * half_year)
    assert not _is_suppressed(store)


def test_a_full_mailbox_is_given_seven_weeks(erika: Mail, store: Store) -> None:
    weeks = 0
    while not _is_suppressed(store):
        _comes(store, _another(erika("mailbox_full--exchange-de"), weeks), days=7 * weeks)
        weeks += 1
    assert weeks == 7


def test_a_report_about_an_address_the_reader_has_left_is_about_nobody(erika: Mail, store: Store) -> None:
    with store.writing() as session:
        reader = session.get_one(Subscriber, 1)
        reader.former_marks = [tokens.address_mark(ERIKA, SECRET)]
        reader.address = "erika@neu.example"
        session.add(reader)
    for week in range(3):
        _comes(store, _another(erika("reader_dead--postfix-en"), week), days=7 * week)
    _comes(store, erika("complaint--to-a-signed-address"), days=22)
    assert {row.acted for row in _rows(store)} == {"nobody"}
    assert _state(store) is SubscriberState.CONFIRMED
    _comes(store, erika("unsubscribe--empty-mail"), days=23)
    assert _state(store) is SubscriberState.UNSUBSCRIBED


@pytest.mark.parametrize("name", [path.stem for path in MAILS if path.stem.startswith("unsubscribe--")])
def test_a_mail_to_the_unsubscribe_address_ends_it_at_once_and_the_proof_says_how(
    name: str, erika: Mail, store: Store
) -> None:
    _comes(store, erika(name))
    assert _state(store) is SubscriberState.UNSUBSCRIBED
    assert not _is_suppressed(store)
    with store.reading() as session:
        assert "persönliche Abmeldeadresse" in consent.history(session, 1)[-1].wording


@pytest.mark.parametrize("name", ["complaint--to-a-signed-address", "complaint--quotes-our-mail"])
def test_whoever_complains_gets_no_mail_any_more(name: str, erika: Mail, store: Store) -> None:
    _comes(store, erika(name))
    assert _state(store) is SubscriberState.UNSUBSCRIBED
    assert _is_suppressed(store)


def test_a_forged_complaint_does_nothing_and_is_there_for_people_to_see(erika: Mail, store: Store) -> None:
    _comes(store, erika("complaint--forged-without-a-token"))
    assert _state(store) is SubscriberState.CONFIRMED
    assert not _is_suppressed(store)
    (row,) = _rows(store)
    assert (row.kind, row.acted, row.subscriber_id) == (ReturnKind.COMPLAINT, "nobody", None)


def test_being_blocked_raises_an_alarm(erika: Mail, store: Store) -> None:
    _comes(store, erika("sender_blocked--list-en"))
    assert _rows(store)[0].acted == "alarm"


def test_the_same_mail_read_twice_is_stored_and_counted_once(erika: Mail, store: Store) -> None:
    for _ in range(3):
        _comes(store, erika("reader_dead--postfix-en"))
    assert len(_rows(store)) == 1


def test_what_was_stored_is_what_came(erika: Mail, store: Store) -> None:
    _comes(store, erika("reader_dead--exchange-de"))
    (row,) = _rows(store)
    assert text_of(row) == erika("reader_dead--exchange-de")
    assert not row.is_cut


def test_of_fifty_megabytes_the_beginning_is_stored_and_understood(erika: Mail, store: Store) -> None:
    mail = erika("reader_dead--postfix-en") + b"x" * 50_000_000
    _comes(store, mail)
    (row,) = _rows(store)
    assert (row.kind, row.is_cut, row.size) == (ReturnKind.READER_DEAD, True, len(mail))
    assert len(text_of(row)) == 262_144


def _refused(store: Store, reply: str, *, at: datetime = NOW) -> None:
    with store.writing() as session:
        delivery = session.get_one(Delivery, 1)
        delivery.state, delivery.reply, delivery.updated_at = DeliveryState.REFUSED, reply, at
        session.add(delivery)


def test_a_refusal_at_once_is_a_bounce_and_counts_once(erika: Mail, store: Store) -> None:
    _refused(store, "550 5.1.1 user unknown")
    assert collect(store, None, office(), clock=lambda: NOW).refusals == 1
    assert collect(store, None, office(), clock=lambda: NOW).refusals == 0
    (row,) = _rows(store)
    assert (row.kind, row.acted, row.domain, row.raw) == (
        ReturnKind.READER_DEAD,
        "held_against",
        "stadt.example",
        None,
    )


def test_a_refusal_of_ours_is_an_alarm_and_nothing_against_the_reader(erika: Mail, store: Store) -> None:
    _refused(store, "550 5.7.515 Access denied")
    collect(store, None, office(), clock=lambda: NOW)
    assert _rows(store)[0].acted == "alarm"
    assert _trouble(store) is None


def test_a_readers_data_hold_what_came_back_and_erasing_takes_it_along(erika: Mail, store: Store) -> None:
    _comes(store, erika("reader_dead--postfix-en"))
    with store.writing() as session:
        reader = session.get_one(Subscriber, 1)
        assert everything_kept(session, reader)["returned"][0]["status"] == "5.1.1"
        erase(session, reader, secret=SECRET, now=NOW)
    assert _rows(store) == []


def test_the_text_is_forgotten_after_a_month_and_the_row_after_a_year(erika: Mail, store: Store) -> None:
    _comes(store, erika("reader_dead--postfix-en"))
    _comes(store, erika("unknown--a-person-writes"))
    kept = {}
    for days in (29, 31, 61, 364, 366):
        with store.writing() as session:
            forget(session, office().box, now=NOW + timedelta(days=days))
        kept[days] = [row.raw is not None for row in _rows(store)]
    assert kept == {29: [True, True], 31: [False, True], 61: [False, False], 364: [False, False], 366: []}


def test_who_has_left_stays_so_whatever_comes(erika: Mail, store: Store) -> None:
    with store.writing() as session:
        leave(session, session.get_one(Subscriber, 1), "am Telefon", now=NOW)
    _comes(store, erika("unsubscribe--empty-mail"))
    with store.reading() as session:
        assert consent.history(session, 1)[-1].wording == "am Telefon"


def test_a_token_of_a_reader_who_was_erased_leads_to_nobody(erika: Mail, store: Store) -> None:
    with store.writing() as session:
        erase(session, session.get_one(Subscriber, 1), secret=SECRET, now=NOW)
    _comes(store, erika("reader_dead--postfix-en"))
    _comes(store, erika("unsubscribe--empty-mail"))
    assert {row.acted for row in _rows(store)} == {"nobody"}
    assert return_path(Concern.UNSUBSCRIBE, 1, ERIKA, office())
