"""An entry's sources at the desk: parted, merged by hand, taken back; and where the page of a merged one leads."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
from sqlmodel import select

from aggregator import review
from aggregator.changes import FactName
from aggregator.intake.relisting import RELISTED
from aggregator.model import Decision, Opportunity, Person
from aggregator.store import Store
from tests.web.conftest import csrf_of, decide
from tests.web.example import NOW, accept, number_of
from tests.web.resembling import CALL, CALL_TEXT, add_programme, merged, questions, report, resemble
from tests.web.test_twins import POLAND, say, state, text

SAYS_OTHERWISE = CALL_TEXT.replace("2. Dezember", "9. Dezember")


@pytest.fixture
def call(office: Store) -> int:
    """The call, seen at the office that publishes it and at the youth office, which give different days."""
    add_programme(office)
    other = report(office, "begegnungen", CALL, SAYS_OTHERWISE)
    return merged(office, number_of(office, POLAND), other).opportunity_id


def found(page: str) -> list[str]:
    """The numbers of the sources that can be ticked."""
    return re.findall(r'name="fund" value="(\d+)"', page)


def post(client: httpx.Client, number: int, what: str, **fields: object) -> httpx.Response:
    return client.post(f"/desk/eintrag/{number}/{what}", data={"csrf": csrf_of(client), **fields})


def take_back(client: httpx.Client, number: int) -> httpx.Response:
    """Press the button of the latest line of the history."""
    history = client.get(f"/desk/eintrag/{number}").text.partition('id="zusammengefuehrt"')[2]
    decision = re.search(r'name="entscheidung" value="(\d+)"', history)
    assert decision is not None
    fields = {"csrf": csrf_of(client), "entscheidung": decision[1], "zurueck": f"eintrag/{number}"}
    return client.post("/desk/rueckgaengig", data=fields)


def test_every_source_is_shown_with_its_rank_and_the_one_that_leads_says_so(call: int, desk: httpx.Client) -> None:
    page = text(desk.get(f"/desk/eintrag/{call}").text)
    assert "Programmstelle (Herausgeber) führt programm.example.org/begegnungen zuerst gesehen am 23.11.2026" in page
    assert "Jugendbüro Musterstadt (Verband oder Netzwerk) jugendbuero.example.org/begegnung" in page


def test_a_single_source_does_not_lead_and_cannot_be_parted(office: Store, desk: httpx.Client) -> None:
    page = desk.get(f"/desk/eintrag/{number_of(office, POLAND)}").text
    assert "führt</span>" not in page
    assert found(page) == []


def test_why_a_source_was_taken_for_the_same_is_said(office: Store, desk: httpx.Client) -> None:
    number = number_of(office, POLAND)
    report(office, "meldung", POLAND, "Bis zum 2. Dezember 2026 ist Zeit für Anträge.", source="stiftung")
    page = text(desk.get(f"/desk/eintrag/{number}").text)
    assert "Stiftung Brückenschlag" in page
    assert "Gehört dazu, weil: derselbe Titel; beide nennen 02.12.2026" in page


def test_both_days_of_a_contradiction_are_shown_with_source_and_sentence(call: int, desk: httpx.Client) -> None:
    page = text(desk.get(f"/desk/eintrag/{call}").text)
    assert "Frist: 09.12.2026 oder 02.12.2026?" in page
    assert "09.12.2026 wird gezeigt Programmstelle (Herausgeber) Anträge können bis zum 9. Dezember 2026" in page
    assert "02.12.2026 Jugendbüro Musterstadt (Verband oder Netzwerk) Anträge können bis zum 2. Dezember" in page


def test_what_people_corrected_is_said_to_be_shown_by_no_source_that_says_otherwise(
    office: Store, call: int, desk: httpx.Client
) -> None:
    with office.writing() as session:
        review.correct(session, call, FactName.DEADLINE, "2026-12-02", person_id=1, now=NOW)
    page = text(desk.get(f"/desk/eintrag/{call}").text)
    assert "09.12.2026 Programmstelle" in page
    assert "02.12.2026 wird gezeigt Jugendbüro Musterstadt" in page


def test_an_open_question_is_a_line_with_the_way_there(office: Store, desk: httpx.Client) -> None:
    first = resemble(office)
    page = desk.get(f"/desk/eintrag/{number_of(office, POLAND)}").text
    assert "Ein anderer Eintrag ist vielleicht dasselbe." in page
    assert f'href="/desk/gleich/{first}"' in page


def test_a_source_is_parted_and_the_history_takes_it_back(office: Store, call: int, desk: httpx.Client) -> None:
    wrong = found(desk.get(f"/desk/eintrag/{call}").text)[0]
    answer = post(desk, call, "herausloesen", fund=[wrong])
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/eintrag/{call}")
    page = desk.get(f"/desk/eintrag/{call}").text
    assert re.search(r"Zuletzt:.*geteilt", page)
    parted = re.search(r"Herausgelöst: .*?\(Nummer (\d+)\)", page)
    assert parted is not None
    assert state(office, int(parted[1])) == "new"
    there = text(desk.get(f"/desk/eintrag/{parted[1]}").text)
    assert f"Herausgelöst aus „{POLAND}“ (Nummer {call})" in there
    take_back(desk, call)
    assert state(office, int(parted[1])) == "merged"
    assert len(found(desk.get(f"/desk/eintrag/{call}").text)) == 2


def test_none_ticked_and_all_ticked_are_answered_with_what_to_do(call: int, desk: httpx.Client) -> None:
    both = found(desk.get(f"/desk/eintrag/{call}").text)
    for chosen, told in (([], "Es ist keine Quelle angekreuzt."), (both, "Eine Quelle muss hier bleiben.")):
        answer = post(desk, call, "herausloesen", fund=chosen)
        assert answer.status_code == 422
        assert told in answer.text
        assert '<details class="others" id="herausloesen" open>' in answer.text
    assert found(desk.get(f"/desk/eintrag/{call}").text) == both


def test_a_source_that_is_elsewhere_by_now_is_not_parted_from_here(
    office: Store, call: int, desk: httpx.Client
) -> None:
    chosen = found(desk.get(f"/desk/eintrag/{call}").text)[0]
    take_back(desk, call)
    answer = post(desk, call, "herausloesen", fund=[chosen])
    assert answer.status_code == 409
    assert "Eine der Quellen gehört inzwischen zu einem anderen Eintrag." in answer.text
    assert "Es wurde nichts verändert." in answer.text


def test_merging_by_hand_is_looked_at_before_anything_happens(office: Store, desk: httpx.Client) -> None:
    one, other = number_of(office, POLAND), number_of(office, "Kleinprojekte")
    page = desk.get(f"/desk/eintrag/{one}/zusammenfuehren?mit={other}").text
    assert "Noch ist nichts geschehen." in page
    assert "≠</span> verschieden" in page
    assert state(office, other) == "new"
    answer = post(desk, one, "zusammenfuehren", mit=other)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/eintrag/{one}")
    assert state(office, other) == "merged"
    page = desk.get(f"/desk/eintrag/{one}").text
    assert re.search(r"Zuletzt:.*zusammengeführt", page)
    assert f"Zusammengeführt mit „Kleinprojekte deutsch-französischer Partnerschaften“ (Nummer {other})" in text(page)


@pytest.mark.parametrize(
    "typed",
    [
        "{number}",
        "# {number}",
        "http://127.0.0.1:8000/desk/eintrag/{number}",
        "/fr/angebot/{number}?x=1",
        "https://fristen.example.org/angebot/{number}.ics",
        "http://www.jugendbuero.example.org/buergerfonds/",
    ],
)
def test_the_other_one_is_named_by_number_or_by_address(office: Store, desk: httpx.Client, typed: str) -> None:
    one, other = number_of(office, POLAND), number_of(office, "Kleinprojekte")
    answer = desk.get(f"/desk/eintrag/{one}/zusammenfuehren", params={"mit": typed.format(number=other)})
    assert answer.status_code == 200
    assert f'name="mit" value="{other}"' in answer.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Bitte die Nummer oder die Adresse des anderen Eintrags angeben."),
        ("{own}", "Das ist dieser Eintrag selbst."),
        ("999", "Einen Eintrag „999“ gibt es nicht."),
        ("<b>", "Einen Eintrag „&lt;b&gt;“ gibt es nicht."),
        ("https://nirgends.example.org/x", "Einen Eintrag „https://nirgends.example.org/x“ gibt es nicht."),
        ("9" * 3000, "gibt es nicht."),
    ],
)
def test_what_names_no_other_entry_is_answered_beside_the_field(
    office: Store, desk: httpx.Client, typed: str, told: str
) -> None:
    own = number_of(office, POLAND)
    answer = desk.get(f"/desk/eintrag/{own}/zusammenfuehren", params={"mit": typed.format(own=own)})
    assert answer.status_code == 422
    assert told in answer.text
    assert '<details class="others" id="zusammenfuehren" open>' in answer.text


def test_merging_what_a_colleague_merged_just_now_is_told_and_changes_nothing(
    office: Store, colleague: Callable[[str], httpx.Client]
) -> None:
    ayse, jan = colleague("Ayşe Kaya"), colleague("Jan Nowak")
    one, other = number_of(office, POLAND), number_of(office, "Kleinprojekte")
    post(ayse, one, "zusammenfuehren", mit=other)
    answer = post(jan, one, "zusammenfuehren", mit=other)
    assert answer.status_code == 409
    assert "Einer der beiden ist inzwischen in einem anderen Eintrag aufgegangen." in answer.text
    answer = post(jan, one, "zusammenfuehren", mit=one)
    assert "Beide sind schon ein Eintrag." in answer.text


def test_a_colleague_takes_a_merger_back_from_the_history_and_both_names_stand_there(
    office: Store, colleague: Callable[[str], httpx.Client]
) -> None:
    ayse, jan = colleague("Ayşe Kaya"), colleague("Jan Nowak")
    first = resemble(office)
    one, other = number_of(office, POLAND), number_of(office, CALL)
    say(ayse, first, "dasselbe")
    assert take_back(jan, one).headers["location"] == f"/desk/eintrag/{one}"
    assert state(office, other) == "new"
    page = text(jan.get(f"/desk/eintrag/{one}").text)
    assert "23.11.2026, 08:30 Uhr · Ayşe Kaya zurückgenommen 23.11.2026, 08:30 Uhr · Jan Nowak" in page


def test_a_merger_by_a_machine_says_why_and_is_taken_back_by_anybody(
    office: Store, call: int, desk: httpx.Client
) -> None:
    with office.writing() as session:
        session.exec(select(Decision).where(Decision.opportunity_id == call)).one().reason = RELISTED
    assert "von selbst: steht bei der Quelle unter neuer Adresse" in desk.get(f"/desk/eintrag/{call}").text
    take_back(desk, call)
    assert state(office, number_of(office, CALL)) == "new"


def test_a_merger_of_which_nothing_is_left_is_told_in_words(office: Store, call: int, desk: httpx.Client) -> None:
    youth_office = found(desk.get(f"/desk/eintrag/{call}").text)[1]
    post(desk, call, "herausloesen", fund=[youth_office])
    with office.reading() as session:
        merger = session.exec(select(Decision).where(Decision.action == "merge")).one().id
    fields = {"csrf": csrf_of(desk), "entscheidung": str(merger)}
    answer = desk.post("/desk/rueckgaengig", data=fields)
    assert answer.status_code == 409
    assert "Dann bliebe ein Eintrag ohne jede Quelle zurück. Es wurde nichts verändert." in answer.text
    assert "lässt sich zuerst das Spätere zurücknehmen" in answer.text
    answer = desk.post("/desk/rueckgaengig", data=fields, headers={"X-In-Place": "1"})
    assert answer.status_code == 409
    assert "<p data-say>Dann bliebe ein Eintrag ohne jede Quelle zurück." in answer.text


def test_a_merger_is_no_decision_on_whether_to_show_it(call: int, desk: httpx.Client) -> None:
    assert "Auf später gelegt" not in desk.get(f"/desk/eintrag/{call}").text


def test_who_decides_on_one_that_was_merged_meanwhile_is_told_by_whom(
    office: Store, colleague: Callable[[str], httpx.Client]
) -> None:
    ayse, jan = colleague("Ayşe Kaya"), colleague("Jan Nowak")
    one, other = number_of(office, POLAND), number_of(office, "Kleinprojekte")
    post(ayse, one, "zusammenfuehren", mit=other)
    answer = decide(jan, other, "annehmen")
    assert answer.status_code == 409
    assert "<bdi>Ayşe Kaya</bdi> hat das inzwischen mit einem anderen Eintrag zusammengeführt (08:30)." in answer.text


def test_the_pages_of_a_merged_one_lead_to_the_one_that_stands_for_it(
    office: Store, desk: httpx.Client, visitor: httpx.Client
) -> None:
    one, other, last = (number_of(office, title) for title in ("Kleinprojekte", POLAND, "Concours"))
    accept(office, "Concours")
    merged(office, one, other)
    merged(office, min(one, other), last)
    for client, path in ((desk, "/desk/eintrag/{}"), (visitor, "/angebot/{}"), (visitor, "/pl/angebot/{}.ics")):
        for number in (one, other):
            answer = client.get(path.format(number))
            assert (answer.status_code, answer.headers["location"]) == (303, path.format(last))
            assert answer.headers["cache-control"] == "no-store"
        assert client.get(path.format(last)).status_code == 200


def test_one_merged_into_what_is_not_shown_is_not_shown_either(office: Store, visitor: httpx.Client) -> None:
    one, other = number_of(office, POLAND), number_of(office, "Kleinprojekte")
    merged(office, one, other)
    assert visitor.get(f"/angebot/{other}").status_code == 404


def test_a_circle_of_mergers_ends(office: Store, desk: httpx.Client, visitor: httpx.Client) -> None:
    one, other = number_of(office, POLAND), number_of(office, "Kleinprojekte")
    with office.writing() as session:
        session.get_one(Opportunity, one).merged_into = other
        session.get_one(Opportunity, other).merged_into = one
    assert desk.get(f"/desk/eintrag/{one}").status_code == 200
    assert visitor.get(f"/angebot/{one}").status_code == 404


def test_merged_ones_stand_in_no_list(office: Store, desk: httpx.Client, visitor: httpx.Client) -> None:
    resemble(office)
    accept(office, POLAND, CALL)
    with office.reading() as session:
        jan = session.exec(select(Person.id).where(Person.name == "Jan Nowak")).one()
    kept, gone = number_of(office, POLAND), number_of(office, CALL)
    merged(office, kept, gone, jan)
    assert f"/angebot/{kept}" in visitor.get("/fristen").text
    for path in ("/fristen", "/fristen.rss", "/fristen.ics", "/fristen.json", "/api/v1/deadlines"):
        assert f"/angebot/{gone}" not in visitor.get(path).text
    for path in ("/desk/eingang", "/desk/gleich", "/desk/eingang?ansicht=dringend", "/desk/eingang?ansicht=spaeter"):
        assert f"/desk/eintrag/{gone}" not in desk.get(path).text
    assert len(questions(office)) == 1


@pytest.mark.parametrize("what", ["zusammenfuehren", "herausloesen"])
def test_entries_that_never_were_are_answered_in_words(office: Store, desk: httpx.Client, what: str) -> None:
    for number in ("999", "abc"):
        answer = desk.post(f"/desk/eintrag/{number}/{what}", data={"csrf": csrf_of(desk), "mit": "1", "fund": "1"})
        assert answer.status_code == 404
    assert desk.get("/desk/eintrag/999/zusammenfuehren?mit=1").status_code == 404
