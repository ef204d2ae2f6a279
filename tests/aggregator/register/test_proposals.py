"""Tables become proposals, people decide, and what a municipality confirmed stands."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import func, select

from aggregator.model import Municipality, ProposalState, RegisterProposal, Twinning, TwinningStatus
from aggregator.register import seed
from aggregator.register.comparing import Comparison, dry_run
from aggregator.register.deciding import accept, refuse
from aggregator.register.exporting import all_links
from aggregator.register.faults import Wrong
from aggregator.register.matching import Verdict
from aggregator.register.proposing import Said, file_proposals, keep_file, open_proposals, say
from aggregator.register.table import TableUnreadable, as_records, as_table, decoded, read_table
from aggregator.store import Store

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HEADER = "ags,partner,partner_country,partner_qid,since,status\n"


@pytest.fixture
def filled(store: Store) -> Store:
    with store.writing() as session:
        seed(session)
    return store


def compared(store: Store, *lines: str, header: str = HEADER) -> Comparison:
    with store.reading() as session:
        return dry_run(session, header + "\n".join(lines))


def filed(store: Store, *lines: str) -> list[int]:
    """File a table, and give the numbers of what waits then."""
    with store.writing() as session:
        text = HEADER + "\n".join(lines)
        file_proposals(
            session, keep_file(session, "t.csv", text, person_id=None, now=NOW), dry_run(session, text), now=NOW
        )
        return [one.id for one in open_proposals(session) if one.id]


def partner(store: Store, country: str) -> Twinning:
    with store.reading() as session:
        return session.exec(select(Twinning).where(Twinning.ags == "05512000", Twinning.country == country)).one()


def test_a_dry_run_tells_new_changed_same_unsure_and_missing(filled: Store) -> None:
    found = compared(
        filled,
        "05512000,Tourcoing,FR,,1967,",
        "05512000,Gleiwitz,PL,Q82765,2004,",
        "05512000,Blackpol,GB,,,",
        "05512000,Prato,IT,,,",
    )
    verdicts = {one.row.values["partner"]: one.match.verdict for one in found.lines}
    assert verdicts["Tourcoing"] is Verdict.SAME
    assert verdicts["Blackpol"] is Verdict.UNSURE
    assert verdicts["Prato"] is Verdict.NEW
    assert "Veszprém" in [link.partner for _, link in found.missing]


@pytest.mark.parametrize(
    ("line", "header"),
    [
        ("05512000,Turkwin,FR,http://www.wikidata.org/entity/Q182481,,", HEADER),
        ("05512000,Turkwin,FR,59599", "ags,partner,partner_country,partner_insee\n"),
        ("05512000,Turkwin,FR,2972284", "ags,partner,partner_country,partner_geonames_id\n"),
        ("05512000,TOURCOING,fr,,,", HEADER),
    ],
)
def test_a_partner_is_known_by_its_keys_or_its_name(filled: Store, line: str, header: str) -> None:
    (one,) = compared(filled, line, header=header).lines
    assert one.match.link is not None
    assert one.match.link.partner == "Tourcoing"
    assert one.match.verdict in (Verdict.SAME, Verdict.CHANGED)


def test_a_table_changes_nothing_until_somebody_accepts(filled: Store) -> None:
    (number,) = filed(filled, "05512000,Tourcoing,FR,,1968,active")
    assert partner(filled, "FR").since == 1967
    with filled.writing() as session:
        assert accept(session, [number], person_id=None, now=NOW).done == 1
    changed = partner(filled, "FR")
    assert (changed.since, changed.status, changed.confirmed_on) == (1968, TwinningStatus.ACTIVE, None)
    with filled.reading() as session:
        assert session.get_one(RegisterProposal, number).before == {"since": 1967, "status": "unknown"}


def test_a_refused_proposal_leaves_everything(filled: Store) -> None:
    (number,) = filed(filled, "05512000,Tourcoing,FR,,1968,")
    with filled.writing() as session:
        assert refuse(session, [number], person_id=None, now=NOW).done == 1
        assert refuse(session, [number], person_id=None, now=NOW).overtaken == 1
    assert partner(filled, "FR").since == 1967


def test_the_same_table_twice_waits_once(filled: Store) -> None:
    assert filed(filled, "05512000,Prato,IT,,,") == filed(filled, "05512000,Prato,IT,,,")


def test_an_unsure_one_is_the_known_one_or_new_as_a_person_says(filled: Store) -> None:
    (number,) = filed(filled, "05512000,Blackpol,GB,,1990,")
    with filled.writing() as session:
        accept(session, [number], person_id=None, now=NOW)
    known = partner(filled, "GB")
    assert (known.partner, known.other_names, known.since) == ("Blackpool", ["Blackpol"], 1990)
    (number,) = filed(filled, "05512000,Weszprem,HU,,,")
    with filled.writing() as session:
        accept(session, [number], person_id=None, now=NOW, as_new=True)
        both = select(func.count()).select_from(Twinning).where(Twinning.ags == "05512000", Twinning.country == "HU")
        assert session.exec(both).one() == 2


def test_no_table_overwrites_what_the_municipality_confirmed(filled: Store) -> None:
    (waiting,) = filed(filled, "05512000,Tourcoing,FR,,1968,")
    with filled.writing() as session:
        say(session, "05512000", [], right=True, by="Rathaus", message="", now=NOW)
        (confirming,) = [one.id for one in open_proposals(session) if one.id not in (waiting, None)]
        assert confirming
        accept(session, [confirming], person_id=None, now=NOW)
        assert session.get_one(Municipality, "05512000").confirmed_on == date(2026, 11, 23)
    with filled.writing() as session:
        assert accept(session, [waiting], person_id=None, now=NOW).overtaken == 1
    assert partner(filled, "FR").since == 1967
    (one,) = compared(filled, "05512000,Tourcoing,FR,,1999,").lines
    assert one.match.verdict is Verdict.KEPT


def test_what_a_municipality_says_newer_replaces_what_it_said_before(filled: Store) -> None:
    with filled.writing() as session:
        link = session.exec(select(Twinning).where(Twinning.ags == "05512000", Twinning.country == "FR")).one()
        for year in (1965, 1966):
            say(session, "05512000", [Said(link, {"since": year})], right=False, by="R", message="", now=NOW)
        (left,) = open_proposals(session)
        assert left.after == {"since": 1966}
        states = session.exec(select(RegisterProposal.state)).all()
        assert sorted(states) == [ProposalState.OPEN, ProposalState.REPLACED]
        accept(session, [left.id or 0], person_id=None, now=NOW)
    assert partner(filled, "FR").confirmed_on == date(2026, 11, 23)


def test_name_and_message_are_forgotten_once_it_is_decided(filled: Store) -> None:
    with filled.writing() as session:
        say(session, "05512000", [], right=True, by="Erika Beispiel", message="Bitte anrufen", now=NOW)
        (one,) = open_proposals(session)
        refuse(session, [one.id or 0], person_id=None, now=NOW)
    with filled.reading() as session:
        kept = session.exec(select(RegisterProposal)).one()
    assert (kept.said_by, kept.message) == ("", "")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", Wrong.EMPTY),
        ("ags;partner;partner_country\n", Wrong.SEPARATOR),
        ("ags,partner\n05512000,Prato\n", Wrong.COLUMN),
    ],
)
def test_a_file_that_is_no_such_table_is_named(text: str, wrong: Wrong) -> None:
    with pytest.raises(TableUnreadable) as refused:
        read_table(text, {"05512000"})
    assert refused.value.fault.wrong is wrong


def test_another_encoding_is_named() -> None:
    with pytest.raises(TableUnreadable) as refused:
        decoded("ags,partner,partner_country\n05315000,Köln,DE\n".encode("latin-1"), most=1000)
    assert refused.value.fault.wrong is Wrong.ENCODING


def test_faults_name_their_line_and_the_rest_is_read() -> None:
    rows, faults = read_table(
        HEADER + "5512000,Prato,IT,,,\n05512000,Lille,FR,,1967,\n05512000,,XX,,x,y\n", {"05512000"}
    )
    assert [row.line for row in rows] == [3]
    assert [(fault.line, fault.wrong) for fault in faults] == [
        (2, Wrong.AGS),
        (4, Wrong.PARTNER),
        (4, Wrong.COUNTRY),
        (4, Wrong.SINCE),
        (4, Wrong.STATUS),
    ]
    assert all(fault.sentence(language) for fault in faults for language in ("de", "en", "fr", "pl"))


@given(st.text(max_size=300))
def test_no_text_is_too_strange_for_the_reader(text: str) -> None:
    for whole in (text, HEADER + text):
        try:
            rows, _ = read_table(whole, {"05512000"})
        except TableUnreadable:
            continue
        assert all(row.values["partner"] for row in rows)


def test_what_is_written_can_be_read_in_again_and_is_the_same(filled: Store) -> None:
    with filled.reading() as session:
        text = "".join(as_table(as_records(all_links(session))))
        found = dry_run(session, text)
    assert found.faults == ()
    assert {one.match.verdict for one in found.lines} == {Verdict.SAME}
