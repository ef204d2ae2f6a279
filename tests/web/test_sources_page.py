"""The desk's page of sources: sentences, figures, what can be done, and who did it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from aggregator.finding import Failure, FailureKind, RunOutcome, RunReport, SourceKind
from aggregator.intake import Intake
from aggregator.model import Sighting, Source, SourceAction, SourceDecision, SourceState
from aggregator.sources import SourceDraft, add_source, due_keys, tending
from aggregator.store import Store
from tests.web.conftest import csrf_of
from tests.web.example import MAIL, NOW, SETTINGS, accept, clock, login_token, number_of, open_office
from tests.web.serving import serving
from web.app import create_app
from web.desk.sources import PER_PAGE
from web.desk.sparkline import BAR, HEIGHT, sparkline

SHELF = "/desk/quellen"
GOOD = {
    "name": "Jugendbüro Musterstadt",
    "url": "https://jugendbuero.example.org/feed",
    "kind": "feed",
    "language": "de",
    "countries": "PL, FR",
    "topics": ["youth"],
    "kinds": ["call"],
    "priority": "1",
    "options": "may_be_empty: true\n",
}


def kept(store: Store, key: str = "jugendbuero") -> Source:
    with store.reading() as session:
        return session.exec(select(Source).where(Source.key == key)).one()


def press(desk: httpx.Client, path: str, **fields: object) -> httpx.Response:
    return desk.post(f"{SHELF}/{path}", data={"csrf": csrf_of(desk), **fields})


def test_each_source_stands_under_how_it_is_with_its_count(office: Store, desk: httpx.Client) -> None:
    gone = Failure(FailureKind.GONE, "https://stiftung.example.org/feed")
    Intake(office, clock=clock).close_run(RunReport("stiftung", NOW, NOW, RunOutcome.FAILED, failure=gone))
    page = desk.get(SHELF).text
    assert page.index("Gestört (1)") < page.index("Stiftung Brückenschlag") < page.index("In Ordnung (1)")
    assert "Stiftung Brückenschlag liefert seit heute nichts. Die Seite gibt es nicht mehr." in page


def test_a_source_that_nobody_visited_for_days_says_so(office: Store, desk: httpx.Client) -> None:
    with office.writing() as session:
        row = session.exec(select(Source).where(Source.key == "stiftung")).one()
        row.next_fetch_at = NOW - timedelta(days=3)
    assert "Stiftung Brückenschlag wartet seit 3 Tagen auf den Abruf." in desk.get(SHELF).text


def test_testing_makes_the_source_due_and_says_so(office: Store, desk: httpx.Client) -> None:
    answer = press(desk, "jugendbuero/testen")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{SHELF}/jugendbuero")
    with office.reading() as session:
        assert due_keys(session, now=NOW) == ["jugendbuero"]
    assert "Wird gleich abgerufen." in desk.get(SHELF).text


def test_pausing_and_resuming_is_written_down_with_the_name(office: Store, desk: httpx.Client) -> None:
    press(desk, "jugendbuero/pause")
    assert kept(office).state is SourceState.PAUSED
    page = desk.get(f"{SHELF}/jugendbuero").text
    assert re.search(r"Ayşe Kaya · angehalten", page)
    press(desk, "jugendbuero/weiter")
    assert kept(office).state is SourceState.PROVEN


def test_the_runs_of_a_source_are_told_in_words(office: Store, desk: httpx.Client) -> None:
    broken = Failure(FailureKind.TIMEOUT, "https://jugendbuero.example.org/feed")
    Intake(office, clock=clock).close_run(RunReport("jugendbuero", NOW, NOW, RunOutcome.FAILED, failure=broken))
    page = desk.get(f"{SHELF}/jugendbuero").text
    assert "23.11.2026, 08:30 Uhr:" in page
    assert "Abruf gescheitert." in page
    assert "jugendbuero.example.org hat zu lange nicht geantwortet." in page
    assert re.search(r"7 Einträge:\s*7 neu, 0 geändert", page)


def test_the_figures_of_the_picture_stand_in_a_table_too(office: Store, desk: httpx.Client) -> None:
    page = desk.get(f"{SHELF}/jugendbuero").text
    weeks = re.findall(r'<tr><th scope="row">[\d.]+</th><td>(\d+)</td></tr>', page)
    assert weeks == ["0", "0", "0", "0", "0", "0", "0", "7"]
    assert page.count(f"h{BAR}v") == 8


def test_saying_that_the_new_is_right_needs_a_person_and_is_written_down(office: Store, desk: httpx.Client) -> None:
    press(desk, "jugendbuero/stimmt")
    with office.reading() as session:
        (row,) = session.exec(select(SourceDecision)).all()
    assert (row.action.value, row.person_id) == ("trust", 1)


def test_the_form_shows_what_is_kept_and_keeps_what_is_typed(office: Store, desk: httpx.Client) -> None:
    page = desk.get(f"{SHELF}/jugendbuero/aendern").text
    assert 'value="https://jugendbuero.example.org/feed"' in page
    answer = press(desk, "jugendbuero/aendern", **GOOD)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{SHELF}/jugendbuero")
    row = kept(office)
    assert (row.countries, row.topics, row.kinds, row.priority) == (["PL", "FR"], ["youth"], ["call"], 1)
    assert row.options == {"may_be_empty": True}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"options": "a: 1\nb: [2"}, "In Zeile 2 der Einstellungen"),
        ({"options": "nur Text"}, "Die Einstellungen schreibt man als"),
        ({"options": "expected: {deadline: 9}"}, "expected.deadline"),
        ({"url": "irgendwo"}, "ist keine Webadresse"),
        ({"countries": "Polen"}, "ist kein Länderkürzel"),
        ({"kind": "zauberei"}, "Bitte Art und Vorrang"),
        ({"priority": "²"}, "Bitte Art und Vorrang aus den Listen"),
        ({"url": "https://stiftung.example.org/feed", "options": ""}, "Diese Adresse wird schon beobachtet"),
    ],
)
def test_a_fault_is_said_and_nothing_typed_is_lost(
    office: Store, desk: httpx.Client, wrong: dict[str, str], said: str
) -> None:
    before = kept(office)
    answer = press(desk, "jugendbuero/aendern", **(GOOD | {"name": "Neuer Name"} | wrong))
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Neuer Name"' in answer.text
    assert kept(office).name == before.name


def test_a_broken_source_is_handed_to_the_technicians_until_it_is_described_anew(
    office: Store, desk: httpx.Client
) -> None:
    button = "/desk/quellen/stiftung/technik"
    assert button not in desk.get(SHELF).text
    gone = Failure(FailureKind.GONE, "https://stiftung.example.org/feed")
    Intake(office, clock=clock).close_run(RunReport("stiftung", NOW, NOW, RunOutcome.FAILED, failure=gone))
    assert button in desk.get(SHELF).text
    assert press(desk, "stiftung/technik").status_code == 303
    page = desk.get(SHELF).text
    assert button not in page
    said = f"Seit {NOW:%d.%m.%Y} bei der Technik."
    assert said in page
    assert said in desk.get("/desk/").text
    assert "an die Technik gegeben" in desk.get(f"{SHELF}/stiftung").text
    assert re.search(
        r"hat die Quelle .*Stiftung Brückenschlag.* an die Technik gegeben", desk.get("/desk/protokoll").text
    )
    with office.writing() as session:
        source = session.exec(select(Source).where(Source.key == "stiftung")).one()
        tending.note(session, source, SourceAction.CHANGE, person_id=1, now=NOW)
    assert said not in desk.get(SHELF).text


def test_unknown_sources_and_verbs_are_answered_in_words(office: Store, desk: httpx.Client) -> None:
    for path in ("nirgendwo", "nirgendwo/aendern"):
        assert desk.get(f"{SHELF}/{path}").status_code == 404
    for path in ("nirgendwo/pause", "jugendbuero/loeschen", "nirgendwo/stimmt", "vorschlag/nirgendwo"):
        assert press(desk, path).status_code == 404


def test_nobody_acts_without_a_form_of_their_own_session(office: Store, desk: httpx.Client) -> None:
    assert desk.post(f"{SHELF}/jugendbuero/pause", data={"csrf": "x"}).status_code == 403
    assert kept(office).state is SourceState.PROVEN


def test_many_sources_are_searched_by_name_and_country_and_paged(office: Store, desk: httpx.Client) -> None:
    with office.writing() as session:
        for number in range(120):
            land = ("PL",) if number % 2 else ("FR",)
            draft = SourceDraft(f"s{number}", f"Stelle {number}", f"https://s{number}.example.org", SourceKind.FEED)
            add_source(session, draft, now=NOW).countries = list(land)
    page = desk.get(SHELF).text
    assert page.count('class="shelf-row') == PER_PAGE
    assert "Seite 1 von 3" in page
    assert "Polen (60)" in page
    assert desk.get(f"{SHELF}?q=brückenSCHLAG").text.count('class="shelf-row') == 1
    assert desk.get(f"{SHELF}?land=PL").text.count('class="shelf-row') == 60
    assert "Keine Quelle passt." in desk.get(f"{SHELF}?q=gibtesnicht").text
    assert desk.get(f"{SHELF}?seite=unsinn&land={'X' * 300}").status_code == 200


def test_what_no_source_lists_any_more_is_said_on_both_pages_and_stays_accepted(
    office: Store, desk: httpx.Client
) -> None:
    (number,) = accept(office, "Jugendbegegnungen mit Partnerkommunen in Polen")
    with office.writing() as session:
        for seen in session.exec(select(Sighting).where(Sighting.opportunity_id == number)):
            seen.gone_at = NOW - timedelta(days=2)
    for path in (f"/angebot/{number}", f"/desk/eintrag/{number}"):
        assert "Bei der Quelle seit 21.11.2026 nicht mehr gelistet." in desk.get(path).text
    assert "nicht mehr gelistet" not in desk.get(f"/desk/eintrag/{number_of(office, 'Concours')}").text


@pytest.fixture
def empty_desk(store: Store) -> Iterator[httpx.Client]:
    """Somebody at the desk of an office that has no source yet; the catalogue has seven."""
    open_office(store)
    with store.writing() as session:
        for row in session.exec(select(Source)):
            session.delete(row)
    drafts = [SourceDraft(f"k{n}", f"Katalog {n}", f"https://k{n}.example.org", SourceKind.FEED) for n in range(7)]
    with (
        serving(create_app(store, SETTINGS, MAIL, clock=clock, suggested=lambda: drafts)) as address,
        httpx.Client(base_url=address, headers={"Sec-Fetch-Site": "same-origin"}) as client,
    ):
        client.post(f"/desk/anmelden/{login_token(store)}")
        yield client


def test_an_office_without_sources_is_offered_five_and_takes_one_with_a_click(
    store: Store, empty_desk: httpx.Client
) -> None:
    page = empty_desk.get(SHELF).text
    assert len(re.findall(r"<strong>Katalog \d</strong>", page)) == 5
    assert press(empty_desk, "vorschlag/k1").status_code == 303
    assert press(empty_desk, "vorschlag/k1").status_code == 303  # a colleague pressed it too
    with store.reading() as session:
        assert due_keys(session, now=NOW) == ["k1"]
    assert press(empty_desk, "vorschlag/k6").status_code == 404


def test_a_run_in_doubt_is_marked_and_can_be_confirmed(office: Store, desk: httpx.Client) -> None:
    door = Intake(office, clock=clock)
    for _ in range(3):
        door.close_run(RunReport("stiftung", NOW, NOW, RunOutcome.READ, found=20))
    door.close_run(RunReport("stiftung", NOW, NOW, RunOutcome.READ, found=200))
    page = desk.get(f"{SHELF}/stiftung").text
    assert "Stiftung Brückenschlag zeigt plötzlich 200 Einträge, sonst" in page
    assert "unter Vorbehalt" in page
    assert "Stimmt so: das Neue gilt" in page


@given(st.lists(st.integers(-5, 10_000), max_size=30))
def test_bars_stay_inside_their_picture(figures: list[int]) -> None:
    drawn = sparkline(figures)
    assert len(drawn.bars) == len(figures)
    for bar in drawn.bars:
        assert 0 <= bar.x <= drawn.width - drawn.bar
        assert bar.height >= 1
        assert bar.y + bar.height == HEIGHT
