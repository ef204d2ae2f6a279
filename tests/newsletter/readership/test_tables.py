"""R21: a table of readers is looked at first, each line has a legal basis, nobody is confirmed without evidence."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from aggregator.model import (
    Consent,
    Person,
    ReaderAct,
    ReaderAction,
    ReaderFile,
    ReaderMail,
    ReaderMailKind,
    Rhythm,
    Subscriber,
    SubscriberState,
)
from aggregator.register import seed
from aggregator.store import Store
from newsletter import subscribers, tokens
from newsletter.readership import own_data
from newsletter.readership.choices import Choices, choices_of
from newsletter.readership.exporting import as_table
from newsletter.readership.importing import DryRun, Verdict, dry_run, take
from newsletter.readership.table import MOST_LINES, Fault, TableUnreadable, Wrong, decoded, read_table
from tests.newsletter.readership.reading import ERIKA, a_reader, everybody, signed_up
from tests.newsletter.samples import NOW, SECRET, TODAY, settings

HEAD = "adresse;kommune;laender;themen;fuer;rhythmus;sprache;form;rechtsgrundlage;nachweis;bestaetigt_am\n"
PROVEN = "a@example.org;;;;;;;;Einwilligung;Formular 17;2024-05-31\n"
UNPROVEN = "b@example.org;;;;;;;;Einwilligung;;\n"


def _run(store: Store, text: str) -> DryRun:
    with store.reading() as session:
        return dry_run(session, text, settings(), today=TODAY)


def _take(store: Store, text: str, by: int) -> DryRun:
    with store.writing() as session:
        file = ReaderFile(name="leser.csv", content=text, at=NOW)
        session.add(file)
        session.flush()
        return take(session, file, settings(), by=by, today=TODAY, now=NOW)


@pytest.fixture
def person(store: Store) -> int:
    """Somebody of the office."""
    with store.writing() as session:
        somebody = Person(address="anna@example.org", name="Anna", created_at=NOW)
        session.add(somebody)
        session.flush()
        return somebody.id or 0


def test_a_dry_run_changes_nothing_and_says_what_would_happen(store: Store) -> None:
    found = _run(store, HEAD + PROVEN + UNPROVEN)
    assert [verdict for verdict, _ in found.rows] == [Verdict.CONFIRMED, Verdict.ASKED]
    assert everybody(store) == []


def test_with_evidence_somebody_is_a_reader_and_basis_and_evidence_are_the_proof(store: Store, person: int) -> None:
    _take(store, HEAD + PROVEN, person)
    assert [one.state for one in everybody(store)] == [SubscriberState.CONFIRMED]
    with store.reading() as session:
        (line,) = session.exec(select(Consent)).all()
        assert session.exec(select(ReaderMail)).all() == []
    assert (line.event, line.wording) == ("added", "Einwilligung · Formular 17 · 2024-05-31")


def test_without_evidence_somebody_is_asked_by_mail(store: Store, person: int) -> None:
    _take(store, HEAD + UNPROVEN, person)
    assert [one.state for one in everybody(store)] == [SubscriberState.PENDING]
    with store.reading() as session:
        assert [mail.kind for mail in session.exec(select(ReaderMail))] == [ReaderMailKind.CONFIRMATION]


def test_the_file_is_forgotten_and_the_ledger_says_how_many_came(store: Store, person: int) -> None:
    _take(store, HEAD + PROVEN + UNPROVEN, person)
    with store.reading() as session:
        assert session.exec(select(ReaderFile)).all() == []
        (act,) = session.exec(select(ReaderAct)).all()
    assert (act.action, act.rows, act.person_id) == (ReaderAction.IMPORTED, 2, person)


def test_a_table_brings_nobody_back_who_left_or_was_erased_and_changes_no_reader(store: Store, person: int) -> None:
    a_reader(store, "a@example.org", language="pl")
    left, erased = a_reader(store, ERIKA), a_reader(store, "c@example.org")
    with store.writing() as session:
        token = tokens.unsubscribe_token(left.id or 0, ERIKA, secret=SECRET)
        subscribers.unsubscribe_by_token(session, token, secret=SECRET, now=NOW)
        own_data.erase(session, session.get_one(Subscriber, erased.id), secret=SECRET, now=NOW)
    rows = "".join(PROVEN.replace("a@", word) for word in ("A@", "Erika@", "C@"))
    found = _take(store, HEAD + rows, person)
    assert [verdict for verdict, _ in found.rows] == [Verdict.KNOWN, Verdict.LEFT, Verdict.BLOCKED]
    states = {one.address: (one.state, one.language) for one in everybody(store)}
    assert states["a@example.org"] == (SubscriberState.CONFIRMED, "pl")
    assert states[ERIKA][0] is SubscriberState.UNSUBSCRIBED


def test_who_was_asked_already_is_not_asked_again(store: Store) -> None:
    signed_up(store, "b@example.org")
    assert [verdict for verdict, _ in _run(store, HEAD + UNPROVEN).rows] == [Verdict.KNOWN]


FAULTY = (
    ("niemand;;;;;;;;x;;", Wrong.ADDRESS),
    ("jürgen@example.org;;;;;;;;x;;", Wrong.LETTERS),
    ("a1@example.org;;;;;;;;;;", Wrong.BASIS),
    ("a2@example.org;;;;;;;;x;Formular 1;", Wrong.EVIDENCE),
    ("a3@example.org;;;;;;;;x;;2024-05-31", Wrong.EVIDENCE),
    ("a4@example.org;;;;;;;;x;Formular 1;2044-05-31", Wrong.DAY),
    ("a5@example.org;;;;;;;;x;Formular 1;gestern", Wrong.DAY),
    ("a6@example.org;Gibtesnicht;;;;;;;x;;", Wrong.TOWN),
    ("a7@example.org;;Nirgendland;;;;;;x;;", Wrong.COUNTRY),
    ("a8@example.org;;;Unfug;;;;;x;;", Wrong.TOPIC),
    ("a9@example.org;;;;Unfug;;;;x;;", Wrong.AUDIENCE),
    ("a10@example.org;;;;;stündlich;;;x;;", Wrong.RHYTHM),
    ("a11@example.org;;;;;;xx;;x;;", Wrong.LANGUAGE),
    ("a12@example.org;;;;;;;pdf;x;;", Wrong.FORMAT),
)


def test_a_fault_is_named_by_its_line_and_the_others_are_read(store: Store) -> None:
    table = "".join(f"{line}\n" for line, _ in FAULTY)
    with store.reading() as session:
        rows, faults = read_table(session, HEAD + table + UNPROVEN, today=TODAY)
    assert [row.address for row in rows] == ["b@example.org"]
    assert [(fault.wrong, fault.line) for fault in faults] == [(wrong, at) for at, (_, wrong) in enumerate(FAULTY, 2)]


def test_an_address_that_stands_twice_is_read_once(store: Store) -> None:
    with store.reading() as session:
        rows, faults = read_table(session, HEAD + UNPROVEN + UNPROVEN.upper(), today=TODAY)
    assert (len(rows), [fault.wrong for fault in faults]) == (1, [Wrong.TWICE])


NO_TABLES = (
    ("", Wrong.EMPTY),
    ("\n\n", Wrong.EMPTY),
    ("a;b\n", Wrong.COLUMN),
    ("adresse\n", Wrong.COLUMN),
    ("adresse;rechtsgrundlage\n" + "\n" * (MOST_LINES + 2), Wrong.LONG),
)


def test_a_file_that_is_no_such_table_says_so(store: Store) -> None:
    for text, wrong in NO_TABLES:
        with store.reading() as session, pytest.raises(TableUnreadable) as refused:
            read_table(session, text, today=TODAY)
        assert refused.value.fault.wrong is wrong


@pytest.mark.parametrize("content", [b"\xff\xfe", "ä".encode("latin-1"), b"a\0b"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(TableUnreadable) as refused:
        decoded(content, most=100)
    assert refused.value.fault == Fault(Wrong.ENCODING)


def test_words_and_codes_mean_the_same(store: Store) -> None:
    with store.writing() as session:
        seed(session)
        line = 'a@example.org,"Bottrop","Polen, FR","jugend, Kultur",verein,Monatlich,pl,text,x,,\n'
        (row,), faults = read_table(session, HEAD.replace(";", ",") + line, today=TODAY)
    assert faults == []
    assert row.choices.municipality_ags == "05512000"
    assert (row.choices.countries, row.choices.topics) == (("FR", "PL"), ("culture", "youth"))
    assert (row.choices.audiences, row.choices.rhythm) == (("association",), Rhythm.MONTHLY)


@given(st.text(max_size=300))
def test_no_table_whatsoever_is_an_error_of_ours(text: str) -> None:
    """Whatever stands in a cell: it is read, or its line is named."""
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerow([text, "", "", "", "", "", "", "", text, "", ""])
    with Store("sqlite://").reading() as session:
        rows, faults = read_table(session, HEAD + written.getvalue(), today=TODAY)
    assert len(rows) + len(faults) <= 1


def test_what_goes_out_comes_in_again_as_it_was(store: Store, person: int) -> None:
    chosen = Choices(countries=("FR", "PL"), topics=("youth",), audiences=("association",), rhythm=Rhythm.MONTHLY)
    line = "a@example.org;;FR, PL;jugend;verein;monatlich;de;html;Einwilligung;=Formular 17;2024-05-31\n"
    _take(store, HEAD + line, person)
    with store.writing() as session:
        table = "".join(as_table(session))
        (reader,) = session.exec(select(Subscriber)).all()
        own_data.delete_readers(session, [reader.id or 0])
    _take(store, table, person)
    (again,) = everybody(store)
    with store.reading() as session:
        assert choices_of(session, again) == chosen
    assert again.state is SubscriberState.CONFIRMED
