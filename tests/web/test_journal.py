"""The journal at the desk: who did what and when, for reading and as a file."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from aggregator import review
from aggregator.changes import FactName
from aggregator.journal import LEDGERS, Place
from aggregator.model import Decision, Opportunity, Person
from aggregator.sources import tending
from aggregator.store import Store
from tests.web.conftest import csrf_of, decide
from tests.web.example import EXAMPLES, LONG_TITLE, NOW, TODAY, Example, accept, move, number_of, take
from tests.web.test_get_changes_nothing import everything
from web.desk.journal_wish import read_day, read_place, written_place
from web.desk.typed_facts import NotUnderstood

JOURNAL = "/desk/protokoll"


def text_of(page: str) -> str:
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("&#34;", '"').split()).replace(" “", "“").replace("„ ", "„")


def acts(client: httpx.Client, query: str = "") -> list[str]:
    """The sentences of a page, newest first."""
    page = client.get(f"{JOURNAL}{query}")
    assert page.status_code == 200
    return [text_of(one) for one in re.findall(r"<li>\s*<time.*?</li>", page.text, re.DOTALL)]


def person(store: Store, name: str) -> int:
    with store.reading() as session:
        return session.exec(select(Person.id).where(Person.name == name)).one() or 0


def test_a_decision_stands_there_with_name_time_before_and_after(office: Store, desk: httpx.Client) -> None:
    number = number_of(office, "Kleinprojekte")
    decide(desk, number, "annehmen")
    page = desk.get(JOURNAL).text
    (said,) = acts(desk)
    assert said.startswith("08:30 Ayşe Kaya hat „Kleinprojekte deutsch-französischer Partnerschaften“ angenommen")
    assert "im Eingang → neu: angenommen" in said
    assert "Heute, Montag, 23. November 2026" in page
    assert f'href="/desk/eintrag/{number}"' in page


def test_taking_back_is_told_twice_where_it_happened_and_when(office: Store, desk: httpx.Client) -> None:
    decide(desk, number_of(office, "Kleinprojekte"), "verwerfen")
    desk.post("/desk/rueckgaengig", data={"csrf": csrf_of(desk)})
    undoing, decision = acts(desk)
    assert "hat zurückgenommen, dass „Kleinprojekte" in undoing
    assert "zurückgenommen 23.11.2026, 08:30 Uhr · Ayşe Kaya" in decision


def test_a_correction_says_what_was_and_what_is_in_words(office: Store, desk: httpx.Client) -> None:
    number = number_of(office, "Kleinprojekte")
    with office.writing() as session:
        review.correct(session, number, FactName.DEADLINE, "2027-01-15", person_id=person(office, "Ayşe Kaya"), now=NOW)
    (said,) = acts(desk)
    assert "berichtigt. Frist: bisher: 24.12.2026 → neu: 15.01.2027" in said


def test_where_nobody_of_the_office_did_it_the_page_says_who_did(office: Store, desk: httpx.Client) -> None:
    numbers = [number_of(office, title) for title in ("Kleinprojekte", "Konkurs")]
    with office.writing() as session:
        reasons = ("sure: dated, proven, well understood", "command line")
        for number, reason in zip(numbers, reasons, strict=True):
            review.accept(session, number, person_id=None, now=NOW, reason=reason)
    move(office, EXAMPLES[0], 40)
    source, command, rule = acts(desk)
    assert "Jugendbüro Musterstadt nennt zu „Jugendbegegnungen" in source
    assert "Jemand auf der Kommandozeile hat „Konkurs" in command
    assert "Eine Regel des Büros hat „Kleinprojekte" in rule
    assert "Grund: sicher verstanden" in rule


@pytest.fixture
def busy(office: Store, desk: httpx.Client) -> httpx.Client:
    """Two people, a source, and days between what they did."""
    ayse, jan = person(office, "Ayşe Kaya"), person(office, "Jan Nowak")
    with office.writing() as session:
        day = timedelta(days=1)
        review.accept(session, number_of(office, "Kleinprojekte"), person_id=ayse, now=NOW - 10 * day)
        review.reject(session, number_of(office, "Konkurs"), person_id=jan, now=NOW - 5 * day)
        review.later(session, number_of(office, "Concours"), person_id=ayse, now=NOW - 5 * day)
        tending.pause(session, "stiftung", person_id=jan, now=NOW)
    return desk


def test_filters_keep_what_they_name(busy: httpx.Client) -> None:
    everything_else = ["auf später", "verworfen", "angenommen"]
    wanted = {
        "": ["angehalten", *everything_else],
        "?was=quellen": ["angehalten"],
        "?was=eintraege": everything_else,
        "?wer=menschen": ["angehalten", *everything_else],
        "?wer=niemand": [],
        "?von=18.11.": ["angehalten", "auf später", "verworfen"],
        "?von=18.+November&bis=2026-11-18": ["auf später", "verworfen"],
        "?bis=17.11.26": ["angenommen"],
        "?von=heute": ["angehalten"],
        "?bis=gestern&was=eintraege": everything_else,
        "?von=1.1.2020&bis=2.1.2020": [],
    }
    words = {word for found in wanted.values() for word in found}
    shown = {query: [next(word for word in words if word in said) for said in acts(busy, query)] for query in wanted}
    assert shown == wanted


def test_one_persons_acts_are_asked_for_by_name(office: Store, busy: httpx.Client) -> None:
    jan = person(office, "Jan Nowak")
    assert f'<option value="{jan}">Jan Nowak</option>' in busy.get(JOURNAL).text
    assert all("Jan Nowak" in said for said in acts(busy, f"?wer={jan}"))
    assert len(acts(busy, f"?wer={jan}")) == 2


def test_days_begin_and_end_on_the_clock_of_the_office(office: Store, desk: httpx.Client) -> None:
    with office.writing() as session:
        just_past_midnight = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # half past midnight of the 21st in Berlin
        tending.test_now(session, "stiftung", person_id=None, now=just_past_midnight)
    assert acts(desk, "?bis=20.11.") == []
    assert len(acts(desk, "?von=21.11.&bis=21.11.")) == 1


def test_what_is_not_understood_is_said_by_its_field_and_the_rest_holds(busy: httpx.Client) -> None:
    for query, field, said in (
        ("von=31.2.", "von", "Den Tag „31.2.“ gibt es nicht. Meinten Sie 28.02.2026?"),
        ("bis=irgendwann", "bis", "„irgendwann“ lässt sich nicht als Tag lesen."),
        ("von=18.11.&bis=17.11.", "bis", "Dieser Tag liegt vor dem ersten"),
        ("wer=999", "wer", "Diese Person gibt es nicht"),
        ("was=wetter", "was", "Das kennen wir nicht"),
        ("eintrag=999999", "was", "Was Sie suchen, gibt es nicht"),
        ("quelle=nirgends", "was", "Was Sie suchen, gibt es nicht"),
    ):
        page = busy.get(f"{JOURNAL}?{query}")
        assert page.status_code == 200
        assert f'<a href="#{field}">{said}' in page.text
        assert f'<p class="fault" id="fehler-{field}">{said}' in page.text
        assert "angehalten" in page.text


def test_what_was_typed_stays_in_its_field(busy: httpx.Client) -> None:
    page = busy.get(f"{JOURNAL}?von=31.2.&bis=%22%3Cb%3E").text
    assert 'value="31.2."' in page
    assert 'value="&#34;&lt;b&gt;"' in page


def test_nonsense_in_the_address_breaks_nothing(busy: httpx.Client) -> None:
    for query in ("von=%00", "vor=x", "vor=99999999T999999999999Z~decision~1", "wer=%C3%A9", f"von={'9' * 5000}"):
        assert busy.get(f"{JOURNAL}?{query}").status_code == 200
        assert busy.get(f"{JOURNAL}.csv?{query}").status_code in {200, 422}


def test_the_journal_of_one_entry_holds_what_was_merged_into_it(office: Store, desk: httpx.Client) -> None:
    kept, absorbed = number_of(office, "Kleinprojekte"), number_of(office, "Reisekosten")
    ayse = person(office, "Ayşe Kaya")
    with office.writing() as session:
        review.later(session, absorbed, person_id=ayse, now=NOW - timedelta(days=1))
        review.accept(session, kept, person_id=ayse, now=NOW - timedelta(days=1))
        review.merge(session, kept, absorbed, person_id=ayse, now=NOW)
        review.accept(session, number_of(office, "Konkurs"), person_id=ayse, now=NOW)
    for number in (kept, absorbed):
        said = " ".join(acts(desk, f"?eintrag={number}"))
        assert "auf später gelegt" in said
        assert "mit „Kleinprojekte" in said
        assert "Konkurs" not in said


def test_entry_and_source_lead_to_their_part_of_the_journal(office: Store, busy: httpx.Client) -> None:
    number = number_of(office, "Kleinprojekte")
    assert f'href="/desk/protokoll?eintrag={number}"' in busy.get(f"/desk/eintrag/{number}").text
    assert 'href="/desk/protokoll?quelle=stiftung"' in busy.get("/desk/quellen/stiftung").text
    assert len(acts(busy, "?quelle=stiftung")) == 1
    assert "← Stiftung Brückenschlag" in busy.get(f"{JOURNAL}?quelle=stiftung").text


def test_an_empty_journal_says_what_will_stand_there(office: Store, desk: httpx.Client) -> None:
    assert "Noch ist nichts geschehen." in desk.get(JOURNAL).text
    assert "Dazu steht nichts im Protokoll." in desk.get(f"{JOURNAL}?was=quellen").text


def test_older_leads_on_until_every_line_was_shown_once(office: Store, desk: httpx.Client) -> None:
    for number in range(130):
        take(office, [Example(f"viele-{number}", f"Aufruf {number:03}", "Mehr dazu folgt.")])
    with office.writing() as session:
        many = session.exec(select(Opportunity.id).where(col(Opportunity.title).startswith("Aufruf "))).all()
        for place, opportunity in enumerate(many):
            review.accept(session, opportunity or 0, person_id=None, now=NOW - timedelta(minutes=place // 10))
    seen: list[str] = []
    address: str | None = JOURNAL
    while address:
        page = desk.get(address).text
        assert len(page) < 100_000
        seen += re.findall(r">(Aufruf \d{3})</a>", page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = older[1].replace("&amp;", "&") if older else None
    assert len(seen) == len(set(seen)) == 130


def test_titles_of_others_are_text_and_keep_their_language(office: Store, desk: httpx.Client) -> None:
    hostile = '<script>alert(1)</script> %(who)s {{ 7 * 7 }} "'
    take(office, [Example("boese", hostile, "Mehr dazu folgt.", language="pl")])
    accept(office, "<script>", "Concours")
    page = desk.get(JOURNAL).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; %(who)s {{ 7 * 7 }}" in page
    assert re.search(r'<a href="/desk/eintrag/\d+" lang="fr">Concours', page)


def test_a_name_with_signs_of_a_pattern_stays_a_name(office: Store, colleague: Callable[[str], httpx.Client]) -> None:
    with office.writing() as session:
        session.add(Person(address="x@example.org", name="100 % <b>%(what)s", created_at=NOW))
    client = colleague("100 % <b>%(what)s")
    decide(client, number_of(office, "Kleinprojekte"), "annehmen")
    assert "100 % &lt;b&gt;%(what)s" in client.get(JOURNAL).text


def table(client: httpx.Client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"{JOURNAL}.csv{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_table_says_the_same_in_columns(office: Store, busy: httpx.Client) -> None:
    paused, later, *_ = table(busy)
    assert (paused["Tag"], paused["Uhrzeit"], paused["Wer"]) == ("23.11.2026", "08:30", "Jan Nowak")
    assert (paused["Vorher"], paused["Nachher"]) == ("wird abgerufen", "angehalten")
    assert later["Was geschah"] == "Ayşe Kaya hat „Concours « Nos villes jumelées en images »“ auf später gelegt"
    assert later["Nummer"] == str(number_of(office, "Concours"))
    assert [row["Wer"] for row in table(busy, "?was=quellen")] == ["Jan Nowak"]


def test_no_cell_of_the_table_is_a_formula(office: Store, desk: httpx.Client) -> None:
    take(office, [Example("formel", '=HYPERLINK("http://x";"y")', "Mehr dazu folgt.")])
    with office.writing() as session:
        number = number_of(office, "=HYPERLINK")
        review.reject(session, number, person_id=None, now=NOW, reason="@SUM(1)")
    (row,) = table(desk)
    assert row["Titel"].startswith("'=HYPERLINK")
    assert row["Grund"] == "'@SUM(1)"


def test_programs_get_the_words_of_the_ledgers(office: Store, busy: httpx.Client) -> None:
    answer = busy.get(f"{JOURNAL}.json?was=quellen")
    (act,) = answer.json()
    assert "attachment" in answer.headers["content-disposition"]
    assert act["act"] == "source_pause"
    assert act["by"] == {"author": "person", "id": person(office, "Jan Nowak"), "name": "Jan Nowak"}
    assert (act["before"], act["after"]) == ({"state": "proven"}, {"state": "paused"})
    assert len(busy.get(f"{JOURNAL}.json").json()) == 4


def test_no_file_comes_of_a_filter_that_is_not_understood(busy: httpx.Client) -> None:
    answer = busy.get(f"{JOURNAL}.csv?von=31.2.")
    assert answer.status_code == 422
    assert "Den Tag „31.2.“ gibt es nicht." in answer.text
    assert busy.get(f"{JOURNAL}.xls").status_code == 404


def test_asking_for_the_head_of_a_file_reads_nothing(busy: httpx.Client) -> None:
    answer = busy.head(f"{JOURNAL}.csv")
    assert (answer.status_code, answer.content) == (200, b"")


def test_nobody_reads_it_who_is_not_logged_in(office: Store, visitor: httpx.Client) -> None:
    for path in (JOURNAL, f"{JOURNAL}.csv", "/desk/daten", "/desk/daten.csv"):
        answer = visitor.get(path)
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            f"/desk/anmelden?weiter={quote(path, safe='')}",
        )
    assert visitor.get(f"{JOURNAL}.json").status_code in {303, 401}


def test_reading_and_taking_files_changes_nothing(office: Store, busy: httpx.Client) -> None:
    before = everything(office)
    for ending in ("", ".csv", ".json"):
        assert busy.get(f"{JOURNAL}{ending}").status_code == 200
    assert everything(office) == before


def test_sources_that_came_in_a_file_stand_there_with_who_brought_them(office: Store, desk: httpx.Client) -> None:
    content = b"key;name;url;kind\nverein;Verein;https://verein.example.org/feed;feed\n"
    answer = desk.post(
        "/desk/quellen/dateien", data={"csrf": csrf_of(desk)}, files={"datei": ("liste.csv", content, "text/csv")}
    )
    assert answer.status_code == 200
    assert "Ayşe Kaya hat die Quelle „Verein“ hinzugefügt" in acts(desk)[0]


def test_a_long_title_is_cut_on_the_page_and_whole_in_the_file(office: Store, desk: httpx.Client) -> None:
    accept(office, LONG_TITLE)
    assert LONG_TITLE not in desk.get(JOURNAL).text
    assert table(desk)[0]["Titel"] == LONG_TITLE


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("1.11.", "de", date(2026, 11, 1)),
        ("24.11.", "de", date(2025, 11, 24)),
        ("23. November", "de", date(2026, 11, 23)),
        ("2026-11-01", "de", date(2026, 11, 1)),
        ("1er novembre 2026", "fr", date(2026, 11, 1)),
        ("1 November", "en", date(2026, 11, 1)),
        ("1 listopada 2026", "pl", date(2026, 11, 1)),
        ("wczoraj", "pl", date(2026, 11, 22)),
        ("Heute", "de", TODAY),
    ],
)
def test_a_day_without_a_year_is_the_latest_that_is_past(text: str, language: str, day: date) -> None:
    assert read_day(text, language, today=TODAY) == day


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_is_answered(text: str) -> None:
    try:
        assert isinstance(read_day(text, "de", today=TODAY), date)
    except NotUnderstood as wrong:
        assert str(wrong)


@given(
    at=st.datetimes(datetime(1990, 1, 1), datetime(2999, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    ledger=st.sampled_from([ledger.name for ledger in LEDGERS]),
    number=st.integers(0, 10**9 - 1),
)
def test_a_place_is_found_again_by_its_address(at: datetime, ledger: str, number: int) -> None:
    place = Place(at, ledger, number)
    assert read_place(written_place(place)) == place


@given(st.text(max_size=60))
def test_any_other_address_of_a_place_is_none(text: str) -> None:
    assert read_place(text) is None


def test_decisions_without_a_person_are_no_mystery_in_the_file(office: Store, desk: httpx.Client) -> None:
    accept(office, "Kleinprojekte")
    with office.reading() as session:
        assert session.exec(select(Decision.person_id)).all() == [None]
    assert [row["Wer"] for row in table(desk)] == ["Jemand auf der Kommandozeile"]
    assert json.loads(desk.get(f"{JOURNAL}.json").text)[0]["by"] == {"author": "command"}
