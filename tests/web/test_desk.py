"""The inbox: one decision per row, nothing lost, everything undone."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
from hypothesis import given
from hypothesis import strategies as st

from aggregator import review
from aggregator.intake import Intake
from aggregator.search import one
from aggregator.store import Store
from tests.web.conftest import csrf_of, decide
from tests.web.example import EXAMPLES, NOW, Example, accept, finding, move, number_of
from web.desk.evidence import Span
from web.desk.evidence import pieces as pieces_of


def state(store: Store, number: int) -> str:
    """Where an opportunity stands."""
    with store.reading() as session:
        found = one(session, number)
    assert found is not None
    return found.state


def rows(page: str) -> list[str]:
    """The titles in the inbox, in their order."""
    return re.findall(r"data-title[^>]*>([^<]+)</a>", page)


def version_of(client: httpx.Client, number: int) -> str:
    """The version a row of the inbox was made from."""
    found = re.search(
        rf'/eintrag/{number}/annehmen.*?name="fassung" value="(\d+)"', client.get("/desk/eingang").text, re.DOTALL
    )
    assert found is not None
    return found[1]


def test_the_inbox_shows_what_is_urgent_first_with_its_proof(office: Store, desk: httpx.Client) -> None:
    page = desk.get("/desk/eingang").text
    assert rows(page)[0] == "Jugendbegegnungen mit Partnerkommunen in Polen"
    assert len(rows(page)) == 7
    assert '<span class="badge badge-urgent">dringend</span>' in page
    assert "<blockquote><p>Anträge können bis zum <mark>2. Dezember 2026" in page


def test_accepting_publishes_and_leads_back_to_the_inbox(office: Store, desk: httpx.Client) -> None:
    number = number_of(office, "Concours")
    answer = decide(desk, number, "annehmen")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/eingang")
    assert state(office, number) == "accepted"
    assert len(rows(desk.get("/desk/eingang").text)) == 6
    assert desk.get(f"/angebot/{number}").status_code == 200


def test_the_last_decision_can_be_taken_back(office: Store, desk: httpx.Client) -> None:
    number = number_of(office, "Concours")
    decide(desk, number, "verwerfen")
    page = desk.get("/desk/eingang").text
    assert re.search(r"Zuletzt:.*Concours.*verworfen", page)
    decision = re.search(r'name="entscheidung" value="(\d+)"', page)
    assert decision is not None
    desk.post("/desk/rueckgaengig", data={"csrf": csrf_of(desk), "entscheidung": decision[1]})
    assert state(office, number) == "new"
    assert "Zuletzt:" not in desk.get("/desk/eingang").text


def test_what_is_put_off_waits_in_its_own_view(office: Store, desk: httpx.Client) -> None:
    decide(desk, number_of(office, "Concours"), "spaeter")
    assert rows(desk.get("/desk/eingang?ansicht=spaeter").text) == ["Concours « Nos villes jumelées en images »"]


def test_the_urgent_view_shows_the_urgent_alone(office: Store, desk: httpx.Client) -> None:
    assert len(rows(desk.get("/desk/eingang?ansicht=dringend").text)) == 2


def test_a_report_waits_on_the_shelf_of_notices_with_its_gist(office: Store, desk: httpx.Client) -> None:
    report = "Die Gäste aus Gliwice waren eine Woche lang in unserer Stadt. Am Ende sangen alle gemeinsam im Rathaus."
    Intake(office, clock=lambda: NOW).take(finding(Example("bericht", "So schön war der Besuch", report)))
    assert "So schön war der Besuch" not in rows(desk.get("/desk/eingang").text)
    notices = desk.get("/desk/eingang?ansicht=meldungen").text
    assert rows(notices) == ["So schön war der Besuch"]
    assert "Am Ende sangen alle gemeinsam" in notices
    assert "Frist noch nicht bekannt" not in notices


def test_who_comes_second_is_told_who_was_first(office: Store, colleague: Callable[[str], httpx.Client]) -> None:
    ayse, jan = colleague("Ayşe Kaya"), colleague("Jan Nowak")
    number = number_of(office, "Concours")
    version = version_of(jan, number)
    decide(ayse, number, "annehmen", fassung=version)
    answer = decide(jan, number, "verwerfen", fassung=version)
    assert answer.status_code == 409
    assert "<bdi>Ayşe Kaya</bdi> hat das inzwischen angenommen (08:30)." in answer.text
    assert state(office, number) == "accepted"


def test_a_row_whose_source_changed_meanwhile_is_not_decided_blindly(office: Store, desk: httpx.Client) -> None:
    first = EXAMPLES[0]
    number = number_of(office, first.title)
    version = version_of(desk, number)
    move(office, first, 40)
    answer = decide(desk, number, "annehmen", fassung=version)
    assert answer.status_code == 409
    assert "Der Eintrag hat sich inzwischen geändert" in answer.text


def test_a_changed_deadline_comes_back_on_top_with_both_days(office: Store, desk: httpx.Client) -> None:
    accept(office)
    first = EXAMPLES[1]
    move(office, first, 50)
    page = desk.get("/desk/eingang").text
    assert rows(page) == [first.title]
    assert '<span class="badge badge-changed">geändert</span>' in page
    assert "24.12.2026 → Dienstag, 12. Januar 2027" in page


def test_in_place_the_row_the_counts_and_the_undo_bar_are_answered(office: Store, desk: httpx.Client) -> None:
    number = number_of(office, "Concours")
    fields = {"csrf": csrf_of(desk), "ansicht": "alle"}
    answer = desk.post(f"/desk/eintrag/{number}/annehmen", data=fields, headers={"X-In-Place": "1"})
    assert answer.status_code == 200
    assert f'id="eintrag-{number}"' in answer.text
    assert 'id="ansichten"' in answer.text
    assert 'id="zuletzt"' in answer.text
    assert "Angenommen. Noch 6." in answer.text
    assert "<html" not in answer.text


def test_in_place_an_undone_row_comes_back_whole(office: Store, desk: httpx.Client) -> None:
    number = number_of(office, "Concours")
    fields = {"csrf": csrf_of(desk), "ansicht": "alle"}
    answer = desk.post(f"/desk/eintrag/{number}/verwerfen", data=fields, headers={"X-In-Place": "1"})
    decision = re.search(r'name="entscheidung" value="(\d+)"', answer.text)
    assert decision is not None
    undone = desk.post("/desk/rueckgaengig", data=fields | {"entscheidung": decision[1]}, headers={"X-In-Place": "1"})
    assert "data-title" in undone.text
    assert "Zurückgenommen. Noch 7." in undone.text


def test_an_empty_inbox_says_so(office: Store, desk: httpx.Client) -> None:
    accept(office)
    page = desk.get("/desk/eingang").text
    assert "Alles erledigt." in page
    assert "Letzter Abruf um 08:30 Uhr." in page


def test_unknown_rows_and_verbs_are_answered_in_words(office: Store, desk: httpx.Client) -> None:
    for path in ("/desk/eintrag/999/annehmen", "/desk/eintrag/abc/annehmen", "/desk/eintrag/1/loeschen"):
        assert desk.post(path, data={"csrf": csrf_of(desk)}).status_code == 404
    assert desk.get("/desk/eintrag/999").status_code == 404
    assert desk.get("/desk/eingang?seite=99999&ansicht=unsinn").status_code == 200


def test_the_item_shows_facts_beside_the_marked_text(office: Store, desk: httpx.Client) -> None:
    page = desk.get(f"/desk/eintrag/{number_of(office, 'Jugendbegegnungen')}").text
    text = re.search(r'<div class="sourcetext" lang="de"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert text is not None
    assert "Die Auswahl trifft eine Jury." in text[1]
    assert re.search(r'class="spot day sure"[^>]*><b>1</b>2\. Dezember 2026', text[1])
    assert '<span class="tag tag-proven">belegt</span>' in page


def test_a_decision_by_rule_is_nobodys_to_undo(office: Store, desk: httpx.Client) -> None:
    with office.writing() as session:
        review.accept(session, number_of(office, "Concours"), person_id=None, now=NOW, reason="sure")
    assert "Zuletzt:" not in desk.get("/desk/eingang").text


spans = st.builds(Span, st.integers(-5, 60), st.integers(-5, 60), st.sampled_from(["deadline", "amount"]))


@given(st.text(max_size=50), st.lists(spans, max_size=6))
def test_marking_evidence_loses_no_character(text: str, found: list[Span]) -> None:
    pieces = pieces_of(text, found)
    assert "".join(piece.text for piece in pieces) == text
    for span in found:
        if 0 <= span.start < span.end <= len(text):
            assert "".join(piece.text for piece in pieces if span.field in piece.fields) != ""
