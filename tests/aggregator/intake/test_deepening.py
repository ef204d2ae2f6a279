"""Twins in another language, found by what they mean."""

from __future__ import annotations

import pytest
from sqlmodel import select

from aggregator import meaning
from aggregator.intake import deepening
from aggregator.intake.refreshing import refresh
from aggregator.model import BucketMember, KeptFingerprint, Resemblance
from aggregator.review import questions
from tests.aggregator.office import Office

GERMAN = (
    "Gemeinsames Konzert von Amateurchören aus zwei Ländern",
    "Singende proben eine Woche lang gemeinsam und geben am Ende ein Konzert. Es gibt 2.000 Euro. "
    "Anmeldung bis 18.02.2027.",
)
ENGLISH = (
    "Common concert of amateur singers from two countries",
    "Singers rehearse together for a week and give a concert at the end. There is EUR 2,000. Register by 18.02.2027.",
)
STRANGER = (
    "Dotacje na place zabaw",
    "Gminy otrzymają 2000 euro na remont placów zabaw i boisk. Wnioski do 18.02.2027.",
)

needs_meaning = pytest.mark.skipif(not meaning.available(), reason="the extra 'meaning' is not installed")


def take_all(office: Office) -> None:
    for number, (title, text) in enumerate((GERMAN, ENGLISH, STRANGER)):
        source = ("jugendring", "stadtverband", "lokalblatt")[number]
        office.take(title, text, source=source)


def asked(office: Office) -> list[set[str]]:
    with office.store.reading() as session:
        rows = questions(session, today=office.today).rows
        return [{row.one.title, row.other.title} for row in rows]


@needs_meaning
def test_a_translation_that_shares_little_but_a_day_and_a_sum_is_asked_about_and_a_stranger_is_not(
    office: Office,
) -> None:
    take_all(office)
    assert asked(office) == []
    assert deepening.deepen(office.store, clock=lambda: office.now) == 3
    assert asked(office) == [{GERMAN[0], ENGLISH[0]}]
    assert len(office.views()) == 3


@needs_meaning
def test_it_is_done_once_for_each_until_its_text_changes(office: Office) -> None:
    take_all(office)
    with office.store.reading() as session:
        assert deepening.is_wanted(session)
    deepening.deepen(office.store, clock=lambda: office.now)
    with office.store.reading() as session:
        assert not deepening.is_wanted(session)
    office.take(GERMAN[0], f"{GERMAN[1]} Die Woche ist in Hamm.")
    with office.store.reading() as session:
        assert deepening.is_wanted(session)
    assert deepening.deepen(office.store, clock=lambda: office.now) == 1
    assert len(asked(office)) == 1


@needs_meaning
def test_what_says_nothing_is_told_to_mean_nothing(office: Office) -> None:
    office.take("???", "!!!")
    assert deepening.deepen(office.store, clock=lambda: office.now) == 1
    with office.store.reading() as session:
        assert session.exec(select(KeptFingerprint.meaning)).all() == [b""]


def test_without_the_extra_nothing_is_wanted_and_nothing_done(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "available", lambda: False)
    take_all(office)
    with office.store.reading() as session:
        assert not deepening.is_wanted(session)
    assert deepening.deepen(office.store, clock=lambda: office.now) == 0


def test_fingerprints_of_older_rules_are_made_anew_and_find_the_same(office: Office) -> None:
    take_all(office)
    with office.store.writing() as session:
        for row in session.exec(select(KeptFingerprint)):
            row.rules = 0
            session.add(row)
        for member in session.exec(select(BucketMember)):
            session.delete(member)
    assert refresh(office.store, clock=lambda: office.now) == 3
    assert refresh(office.store, clock=lambda: office.now) == 0
    office.take(*GERMAN, source="stadtverband", url="https://jugendring.example.org/aufruf/begegnung", key="zweite")
    assert len(office.views()) == 3


def test_findings_of_a_time_without_fingerprints_get_theirs(office: Office) -> None:
    take_all(office)
    with office.store.writing() as session:
        for row in session.exec(select(KeptFingerprint)):
            session.delete(row)
    assert refresh(office.store, clock=lambda: office.now) == 0
    assert refresh(office.store, clock=lambda: office.now, among_all=True) == 3
    with office.store.reading() as session:
        assert session.exec(select(Resemblance)).all() == []
