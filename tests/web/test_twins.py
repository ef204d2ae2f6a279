"""The same? Asked, shown side by side, answered, taken back."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest

from aggregator.identity import Ground, Reason
from aggregator.model import Crowd, Source
from aggregator.search import one
from aggregator.store import Store
from tests.web.conftest import csrf_of
from tests.web.example import LONG_TITLE, NOW, accept, number_of
from tests.web.resembling import CALL, merged, questions, report, resemble
from web.desk.reasons import phrase, why

POLAND = "Jugendbegegnungen mit Partnerkommunen in Polen"


def say(client: httpx.Client, number: int, what: str, **fields: str) -> httpx.Response:
    """Press a button under a question, as its page shows it."""
    pair = re.search(r'name="paar" value="([\d-]+)"', client.get(f"/desk/gleich/{number}").text)
    shown = {"paar": pair[1]} if pair else {}
    return client.post(f"/desk/gleich/{number}/{what}", data={"csrf": csrf_of(client), **shown, **fields})


def state(store: Store, number: int) -> str:
    with store.reading() as session:
        found = one(session, number)
    assert found is not None
    return found.state


def text(page: str) -> str:
    """The words of a page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def test_the_list_asks_with_titles_sources_deadlines_and_reasons(office: Store, desk: httpx.Client) -> None:
    resemble(office)
    page = text(desk.get("/desk/gleich").text)
    assert "2 Paare warten auf eine Antwort." in page
    assert page.index(CALL) < page.index("Concours photo")
    assert "Quelle: Programmstelle (Herausgeber)" in page
    for said in ("Dafür spricht: ", "beide nennen 07.01.2027", "beide nennen die Zahl 1.500"):
        assert said in page.partition("Fotowettbewerb")[2]
    assert "handeln von: Verein, Wettbewerb, Fotografie" in page
    assert "Verschieden: Titel" in page


def test_the_menu_counts_what_waits_for_an_answer(office: Store, desk: httpx.Client) -> None:
    assert "Dasselbe?</a>" in desk.get("/desk/eingang").text
    resemble(office)
    assert 'Dasselbe?&nbsp;<span class="count">2</span></a>' in desk.get("/desk/quellen").text


def test_without_questions_the_page_says_what_is_asked_here(office: Store, desk: httpx.Client) -> None:
    page = desk.get("/desk/gleich").text
    assert "Keine Frage offen." in page
    assert "<form" not in page.partition("<main")[2]


def test_more_than_a_page_of_questions_is_paged_and_answering_stays_there(office: Store, desk: httpx.Client) -> None:
    for number in range(11):
        name = f"{chr(65 + number) * 5}fest der Partnerstädte"
        day = f"Frist: {10 + number}.01.2027."
        report(office, f"a{number}", f"{name} mit Chor", f"Wir laden ein. {day}", source="jugendbuero")
        report(office, f"b{number}", f"{name} mit Orchester", f"Alle sind eingeladen. {day}", source="stiftung")
    assert len(questions(office)) == 11
    page = desk.get("/desk/gleich?seite=2").text
    assert "Seite 2 von 2" in page
    assert desk.get("/desk/gleich?seite=999").text.count("Seite 2 von 2") == 1
    last = re.search(r"/desk/gleich/(\d+)/dasselbe", page)
    assert last is not None
    answer = say(desk, int(last[1]), "verschieden", weiter="s2")
    assert answer.headers["location"] == "/desk/gleich?seite=2"
    assert "10 Paare warten" in desk.get("/desk/gleich?seite=2").text


def test_a_pair_is_shown_fact_by_fact_with_what_differs_in_words(office: Store, desk: httpx.Client) -> None:
    first = resemble(office)
    page = desk.get(f"/desk/gleich/{first}").text
    rows = re.findall(r'<th scope="row" role="rowheader">(.*?)</tr>', page, re.DOTALL)
    said = {text(row.split("</th>")[0]): text(row.split("</th>")[1]) for row in rows}
    assert said["Titel ≠ verschieden"] == f"A {POLAND} B {CALL}"
    assert said["Entschieden"] == "A noch nicht B noch nicht"
    assert said["Betrag"] == "A bis 4.500 € B nicht genannt"
    assert said["Sprache"] == "A Deutsch B Deutsch"
    assert said["Gesehen bei"] == "A Jugendbüro Musterstadt (Verband oder Netzwerk) B Programmstelle (Herausgeber)"
    assert 'href="https://programm.example.org/begegnungen"' in page
    assert "A ist der ältere Eintrag. Danach führt die Quelle Programmstelle (Herausgeber)." in page
    assert "Markiert ist, was nur in einem der beiden Texte steht." in page
    assert re.search(r"<mark><span class=\"unseen\" lang=\"de\">\[nur hier: </span>Auskunft gibt das Rathaus", page)


def test_across_languages_what_both_say_is_marked(office: Store, desk: httpx.Client) -> None:
    resemble(office)
    page = desk.get(f"/desk/gleich/{questions(office)[1]}").text
    assert 'Sprache <span class="tag"><span aria-hidden="true">≠</span> verschieden</span>' in page
    marks = re.findall(r"in beiden: </span>(.*?)<", page)
    assert {"7. Januar 2027", "7 janvier 2027", "Strasbourg", "Arte"} <= set(marks)
    assert '<div class="sourcetext" lang="fr"' in page


def test_what_was_accepted_goes_on_and_the_page_says_so(office: Store, desk: httpx.Client) -> None:
    first = resemble(office)
    accept(office, CALL)
    page = desk.get(f"/desk/gleich/{first}").text
    assert "über A ist schon entschieden." in page
    say(desk, first, "dasselbe")
    assert state(office, number_of(office, CALL)) == "accepted"


def test_the_same_are_merged_the_next_pair_follows_and_one_button_takes_it_back(
    office: Store, desk: httpx.Client
) -> None:
    first = resemble(office)
    before, other = number_of(office, POLAND), number_of(office, CALL)
    following = str(questions(office)[1])
    answer = say(desk, first, "dasselbe", weiter=following)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/gleich/{following}")
    assert state(office, other) == "merged"
    page = desk.get(answer.headers["location"]).text
    assert re.search(r"Zuletzt:.*zusammengeführt", page)
    decision = re.search(r'name="entscheidung" value="(\d+)"', page)
    assert decision is not None
    fields = {"csrf": csrf_of(desk), "entscheidung": decision[1], "zurueck": "gleich"}
    assert desk.post("/desk/rueckgaengig", data=fields).headers["location"] == "/desk/gleich"
    assert (state(office, before), state(office, other)) == ("new", "new")
    assert first in questions(office)


def test_two_are_kept_apart_and_not_asked_about_again(office: Store, desk: httpx.Client) -> None:
    first = resemble(office)
    assert say(desk, first, "verschieden").headers["location"] == "/desk/gleich"
    assert first not in questions(office)
    assert "als eigene Sache vermerkt" in desk.get("/desk/gleich").text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("dasselbe", "hat sie am 23.11.2026 um 08:30 Uhr zusammengeführt."),
        ("verschieden", "gesagt, dass es zwei sind."),
    ],
)
def test_who_answers_second_is_told_who_answered_what(
    office: Store, colleague: Callable[[str], httpx.Client], said: str, told: str
) -> None:
    ayse, jan = colleague("Ayşe Kaya"), colleague("Jan Nowak")
    first = resemble(office)
    say(ayse, first, said)
    answer = say(jan, first, "verschieden" if said == "dasselbe" else "dasselbe")
    assert answer.status_code == 409
    assert "Ayşe Kaya" in answer.text
    assert told in answer.text
    assert "Diese Antwort wurde nicht mehr gebraucht. Es ist nichts verloren." in answer.text
    looked = jan.get(f"/desk/gleich/{first}")
    assert looked.status_code == 200
    assert told in looked.text
    assert "Diese Antwort" not in looked.text


def test_a_form_about_a_pair_that_is_another_by_now_is_not_obeyed(office: Store, desk: httpx.Client) -> None:
    first = resemble(office)
    shown, third = number_of(office, CALL), number_of(office, "Concours « Nos")
    accept(office, "Concours « Nos")
    merged(office, shown, third)
    fields = {"csrf": csrf_of(desk), "paar": f"{number_of(office, POLAND)}-{shown}"}
    answer = desk.post(f"/desk/gleich/{first}/dasselbe", data=fields)
    assert answer.status_code == 409
    assert "Einer der beiden wurde inzwischen mit einem anderen zusammengeführt" in answer.text
    assert f'href="/desk/gleich/{first}"' in answer.text
    assert state(office, number_of(office, POLAND)) == "new"


def test_questions_that_never_were_are_answered_in_words(office: Store, desk: httpx.Client) -> None:
    first = resemble(office)
    for path in ("/desk/gleich/999", "/desk/gleich/abc", "/desk/gleich/0"):
        assert desk.get(path).status_code == 404
    for path in (f"/desk/gleich/{first}/vielleicht", "/desk/gleich/999/dasselbe", "/desk/gleich/x/dasselbe"):
        assert desk.post(path, data={"csrf": csrf_of(desk)}).status_code == 404
    assert len(questions(office)) == 2


def test_a_long_title_is_shown_whole_on_the_page_of_its_pair(office: Store, desk: httpx.Client) -> None:
    resemble(office)
    report(office, "lang", f"{LONG_TITLE} jetzt", "Wir laden ein.")
    found = next(number for number in questions(office) if LONG_TITLE in desk.get(f"/desk/gleich/{number}").text)
    assert f"{LONG_TITLE} jetzt" in desk.get(f"/desk/gleich/{found}").text


def test_names_that_too_many_go_by_are_told_with_their_source(office: Store, desk: httpx.Client) -> None:
    with office.writing() as session:
        source = session.get_one(Source, 1)
        session.add(Crowd(code=1, kind="address", name="//example.org/alle", source_id=1, noticed_at=NOW))
        key, name = source.key, source.name
    for path in ("/desk/gleich", f"/desk/quellen/{key}"):
        page = text(desk.get(path).text)
        assert "„example.org/alle“ (Adresse)" in page
        assert "Nach ihnen wird nichts zusammengeführt und nichts gefragt." in page
    assert f'href="/desk/quellen/{key}">{name}</a>' in desk.get("/desk/gleich").text
    assert "Namen, die zu vielen" not in desk.get("/desk/quellen/stiftung").text


@pytest.mark.parametrize("language", ["de", "fr", "en", "pl"])
def test_every_ground_has_a_phrase_with_its_values_in_every_language(language: str) -> None:
    said = {phrase(Reason(ground, ("2027-03-15",)), language) for ground in Ground}
    assert len(said) == len(Ground)
    assert all(text and not re.search(r"[{}]", text) for text in said)
    assert phrase(Reason(Ground.DAYS, ("2027-03-15",)), language).find("2027-03") == -1
    assert not any(re.search(r"[{}]|:\s*$", phrase(Reason(ground), language)) for ground in Ground)


def test_names_are_spelled_as_the_texts_spell_them() -> None:
    reasons = [Reason(Ground.NAMES, ("gliwice", "lodz")), Reason(Ground.OTHER_TITLE)]
    found = why(reasons, "de", texts=("Wir fahren nach Łódź.",))
    assert found.speaking_for == ("in beiden kommt vor: Gliwice, Łódź",)
    assert found.speaking_against == ("verschiedene Titel",)
