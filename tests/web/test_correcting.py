"""Facts corrected at the desk: in four languages, without script, nothing typed is lost, every step can be undone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from aggregator.changes import FactName
from aggregator.intake import Intake
from aggregator.review import correct as correct_at_once
from aggregator.search import one
from aggregator.search.views import OpportunityView
from aggregator.store import Store
from tests.web.conftest import csrf_of, decide
from tests.web.example import EXAMPLES, NOW, accept, finding, number_of

FIRST = EXAMPLES[0]


def correct(
    client: httpx.Client, number: int, fact: str, *words: str, prefix: str = "", **fields: str
) -> httpx.Response:
    """Send the form of one fact."""
    data = {"csrf": csrf_of(client), "wert": list(words), **fields}
    return client.post(f"{prefix}/desk/eintrag/{number}/berichtigen/{fact}", data=data)


def view(store: Store, number: int) -> OpportunityView:
    """The opportunity as it counts."""
    with store.reading() as session:
        found = one(session, number)
    assert found is not None
    return found


def press(client: httpx.Client, page: str, what: str, **fields: str) -> httpx.Response:
    """Press the button whose address contains `what` on a page, with the hidden fields of its form."""
    found = re.search(rf'action="(/desk/[a-z]+/\d+/{what})"', page)
    version = re.search(r'name="fassung" value="(\d+)"', page)
    assert found is not None
    assert version is not None
    return client.post(found[1], data={"csrf": csrf_of(client), "fassung": version[1], **fields})


def page_of(client: httpx.Client, number: int) -> str:
    """The page of one entry."""
    return client.get(f"/desk/eintrag/{number}").text


def say_anew(store: Store, days: int = 80) -> None:
    """The next day the source of the first example names another deadline."""
    Intake(store, clock=lambda: NOW + timedelta(days=1)).take(finding(replace(FIRST, days=days)))


def propose(store: Store, client: httpx.Client) -> int:
    """Correct the deadline of the first example, and let its source say something new; gives the number."""
    number = number_of(store, FIRST.title)
    correct(client, number, "frist", "15.3.2027")
    say_anew(store)
    return number


def test_a_corrected_deadline_counts_for_the_public_at_once(
    published: Store, desk: httpx.Client, visitor: httpx.Client
) -> None:
    number = number_of(published, FIRST.title)
    answer = correct(desk, number, "frist", "15.3.2027, 12 Uhr")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/eintrag/{number}#frist")
    public = visitor.get(f"/angebot/{number}").text
    assert "Montag, 15. März 2027, 12:00 Uhr" in public
    assert "2. Dezember 2026" not in public
    page = page_of(desk, number)
    assert "Berichtigt von Ayşe Kaya am 23.11.2026." in page
    assert "Die Quelle sagt: 02.12.2026" in page
    assert "Anträge können bis zum 2. Dezember 2026 gestellt werden." in page


@pytest.mark.parametrize("prefix", ["", "/fr", "/en", "/pl"])
@pytest.mark.parametrize(
    "typed", ["15.3.2027", "15. März 2027", "2027-03-15", "15/03/2027", "15 mars 2027", "15 marca 2027"]
)
def test_days_are_understood_in_the_forms_of_four_languages_on_every_page(
    office: Store, desk: httpx.Client, prefix: str, typed: str
) -> None:
    number = number_of(office, FIRST.title)
    assert correct(desk, number, "frist", typed, prefix=prefix).status_code == 303
    assert str(view(office, number).deadline) == "2027-03-15"


@pytest.mark.parametrize(
    ("fact", "typed", "column", "after"),
    [
        ("titel", ["Begegnung"], "title", "Begegnung"),
        ("art", ["event"], "kind", "event"),
        ("termin", ["1.–4. Mai 2027"], "event_end", "2027-05-04"),
        ("betrag", ["500 – 5.000 €"], "amount_min", "500.00"),
        ("fuer", ["school", "kindergarten"], "audiences", "('kindergarten', 'school')"),
        ("laender", ["Polen, Frankreich; Ukraine"], "countries", "('FR', 'PL', 'UA')"),
        ("themen", [], "topics", "()"),
        ("ort", ["Gliwice"], "place", "Gliwice"),
        ("anbieter", ["Stadt Bottrop"], "organiser", "Stadt Bottrop"),
        ("stand", ["closed"], "status", "closed"),
    ],
)
def test_every_fact_has_its_form(
    office: Store, desk: httpx.Client, fact: str, typed: list[str], column: str, after: str
) -> None:
    number = number_of(office, FIRST.title)
    assert f'/desk/eintrag/{number}/berichtigen/{fact}"' in page_of(desk, number)
    assert correct(desk, number, fact, *typed).status_code == 303
    assert str(getattr(view(office, number), column)) == after
    assert "Berichtigt von Ayşe Kaya" in page_of(desk, number)


def test_other_buttons_say_that_there_is_no_day(office: Store, desk: httpx.Client) -> None:
    number = number_of(office, FIRST.title)
    correct(desk, number, "frist", "2.12.2026", statt="laufend")
    assert (view(office, number).deadline, view(office, number).certainty) == (None, "rolling")
    correct(desk, number, "frist", statt="nichts")
    assert view(office, number).certainty == "none_stated"


@pytest.mark.parametrize(
    ("prefix", "fact", "typed", "said"),
    [
        ("", "frist", "31.02.2027", "Den Tag „31.02.2027“ gibt es nicht. Meinten Sie 28.02.2027?"),
        ("/fr", "frist", "31/02/2027", "Vouliez-vous dire 28/02/2027"),
        ("/en", "frist", "31 Feb 2027", "Did you mean 28 Feb 2027?"),
        ("/pl", "frist", "31.02.2027", "Czy chodziło o 28.02.2027?"),
        ("", "frist", "bald", "„bald“ lässt sich nicht als Tag lesen."),
        ("", "frist", "31.13.2027", "Den Tag „31.13.2027“ gibt es nicht."),
        ("", "frist", "1.–4. Mai 2027", "Das sind mehrere Tage"),
        ("", "frist", "", "Hier steht nichts."),
        ("", "frist", "2.12.2026", "So steht es schon da."),
        ("", "frist", "1.5.1999", "Stimmt das Jahr?"),
        ("", "termin", "4.5.2027 - 1.5.2027", "Das Ende (01.05.2027) liegt vor dem Anfang (04.05.2027)."),
        ("", "termin", "1.5.2027, 2.5.2027, 3.5.2027", "mehr als zwei Tage"),
        ("", "betrag", "5000 - 500", "Der erste Betrag (5.000 €) ist größer als der zweite (500 €)."),
        (
            "",
            "betrag",
            "viel",
            "„viel“ lässt sich nicht als Betrag lesen. Zum Beispiel: 500 € – 5.000 € oder ab 500 €.",
        ),
        ("", "laender", "Polen, Atlantis", "Das Land „Atlantis“ kennen wir nicht."),
        ("", "titel", " ", "Hier muss etwas stehen."),
        ("", "titel", "a" * 501, "Das ist zu lang: 500 Zeichen sind das Meiste."),
        ("", "art", "party", "Bitte aus der Liste wählen."),
    ],
)
def test_bad_input_is_answered_beside_the_field_and_kept(
    office: Store, desk: httpx.Client, prefix: str, fact: str, typed: str, said: str
) -> None:
    number = number_of(office, FIRST.title)
    answer = correct(desk, number, fact, typed, prefix=prefix)
    assert answer.status_code == 422
    assert '<details class="mend" open>' in answer.text
    (fault,) = re.findall(rf'id="fehler-{fact}">([^<]+)<', answer.text)
    assert said in fault.replace("\xa0", " ")
    assert 'aria-invalid="true"' in answer.text
    if fact != "art":
        assert f'id="wert-{fact}" name="wert" value="{typed}"' in answer.text
    assert view(office, number).version == 0


def test_what_is_typed_is_text_and_no_markup(office: Store, desk: httpx.Client) -> None:
    number = number_of(office, FIRST.title)
    script = "<script>alert(1)</script>"
    assert script not in correct(desk, number, "frist", script).text
    assert correct(desk, number, "ort", f"{script}\x00").status_code == 303
    assert script not in page_of(desk, number)


def test_who_comes_second_keeps_what_was_typed_and_hears_who_was_first(
    office: Store, colleague: Callable[[str], httpx.Client]
) -> None:
    ayse, jan = colleague("Ayşe Kaya"), colleague("Jan Nowak")
    number = number_of(office, FIRST.title)
    assert correct(ayse, number, "ort", "Gliwice", fassung="0").status_code == 303
    answer = correct(jan, number, "frist", "15.3.2027", fassung="0")
    assert answer.status_code == 409
    assert "<bdi>Ayşe Kaya</bdi> hat den Eintrag inzwischen geändert (08:30)." in answer.text
    assert 'id="wert-frist" name="wert" value="15.3.2027"' in answer.text
    assert correct(jan, number, "frist", "15.3.2027", fassung="1").status_code == 303


def test_a_decision_on_an_older_page_hears_of_the_correction(office: Store, desk: httpx.Client) -> None:
    number = number_of(office, FIRST.title)
    correct(desk, number, "ort", "Gliwice")
    answer = decide(desk, number, "annehmen", fassung="0")
    assert answer.status_code == 409
    assert "<bdi>Ayşe Kaya</bdi> hat den Eintrag inzwischen geändert" in answer.text


def test_a_correction_is_taken_back_and_put_in_again(office: Store, desk: httpx.Client) -> None:
    number = number_of(office, FIRST.title)
    correct(desk, number, "frist", "15.3.2027")
    answer = press(desk, page_of(desk, number), "zuruecknehmen")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/eintrag/{number}#frist")
    page = page_of(desk, number)
    assert "Mittwoch, 2. Dezember 2026" in page
    assert "Die Berichtigung auf „15.03.2027“ gilt nicht mehr, beendet von Ayşe Kaya am 23.11.2026." in page
    assert press(desk, page, "wieder").status_code == 303
    assert str(view(office, number).deadline) == "2027-03-15"


def test_taking_back_twice_is_answered_in_words(office: Store, desk: httpx.Client) -> None:
    number = number_of(office, FIRST.title)
    correct(desk, number, "frist", "15.3.2027")
    page = page_of(desk, number)
    press(desk, page, "zuruecknehmen")
    answer = press(desk, page, "zuruecknehmen")
    assert answer.status_code == 409
    assert "<bdi>Ayşe Kaya</bdi> hat den Eintrag inzwischen geändert" in answer.text


@pytest.mark.parametrize("path", ["/desk/aenderungen", "/desk/eintrag/{number}"])
def test_a_proposal_shows_both_values_and_both_sentences_to_staff_alone(
    published: Store, desk: httpx.Client, visitor: httpx.Client, path: str
) -> None:
    number = propose(published, desk)
    page = desk.get(path.format(number=number)).text
    for said in ("15.03.2027", "11.02.2027", "bis zum 2. Dezember 2026", "bis zum 11. Februar 2027"):
        assert said in page
    public = visitor.get(f"/angebot/{number}").text
    assert "Montag, 15. März 2027" in public
    assert "Februar 2027" not in public


def test_an_accepted_entry_with_a_proposal_comes_back_to_the_inbox(published: Store, desk: httpx.Client) -> None:
    number = propose(published, desk)
    page = desk.get("/desk/eingang").text
    assert '<span class="badge badge-changed">geändert</span>' in page
    assert "Die Frist hat jemand von uns berichtigt." in page
    press(desk, page_of(desk, number), "behalten")
    assert "Alles erledigt." in desk.get("/desk/eingang").text


def test_the_word_of_the_source_is_taken_over_and_that_is_undone(published: Store, desk: httpx.Client) -> None:
    number = propose(published, desk)
    page = page_of(desk, number).replace("formaction", "action")
    answer = press(desk, page, "uebernehmen", zurueck="eintrag")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/eintrag/{number}#frist")
    assert str(view(published, number).deadline) == "2027-02-11"
    press(desk, page_of(desk, number), "wieder")
    assert str(view(published, number).deadline) == "2027-03-15"
    assert "Quelle widerspricht" in page_of(desk, number)


def test_our_word_is_kept_and_that_is_undone(published: Store, desk: httpx.Client) -> None:
    number = propose(published, desk)
    answer = press(desk, desk.get("/desk/aenderungen").text, "behalten")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/aenderungen")
    assert "Nichts wartet." in desk.get("/desk/aenderungen").text
    page = page_of(desk, number)
    assert "Der Vorschlag der Quelle (11.02.2027) wurde abgelehnt von Ayşe Kaya am 23.11.2026." in page
    press(desk, page.replace("formaction", "action"), "wieder")
    assert "Quelle widerspricht" in page_of(desk, number)


def test_an_answer_that_comes_second_is_told_so(published: Store, desk: httpx.Client) -> None:
    number = propose(published, desk)
    page = page_of(desk, number)
    press(desk, page, "behalten")
    answer = press(desk, page, "behalten")
    assert answer.status_code == 409
    assert "Diese Änderung wartet nicht mehr" in answer.text


def test_a_proposal_that_its_source_changed_since_is_not_answered_blindly(published: Store, desk: httpx.Client) -> None:
    number = propose(published, desk)
    page = page_of(desk, number)
    correct_title(published, number)
    assert press(desk, page, "behalten").status_code == 409
    assert "Quelle widerspricht" in page_of(desk, number)


def correct_title(store: Store, number: int) -> None:
    """Somebody corrects the title meanwhile."""
    with store.writing() as session:
        correct_at_once(session, number, FactName.TITLE, "Anders", person_id=None, now=NOW)


def test_the_history_of_the_entry_names_who_corrected_what(office: Store, desk: httpx.Client) -> None:
    number = number_of(office, FIRST.title)
    correct(desk, number, "frist", "15.3.2027")
    history = page_of(desk, number).partition("Verlauf</h2>")[2]
    assert "<strong>Berichtigung: Frist</strong>, von Ayşe Kaya am 23.11.2026" in history


@pytest.mark.parametrize(
    ("prefix", "said"),
    [
        ("/fr", "Corrigé par Ayşe Kaya le 23/11/2026. La source dit : 02/12/2026"),
        ("/en", "Corrected by Ayşe Kaya on 23 Nov 2026. The source says: 2 Dec 2026"),
        ("/pl", "Poprawiono przez: Ayşe Kaya, 23.11.2026. Źródło podaje: 02.12.2026"),
    ],
)
def test_the_page_speaks_the_language_of_its_address(office: Store, desk: httpx.Client, prefix: str, said: str) -> None:
    number = number_of(office, FIRST.title)
    correct(desk, number, "frist", "15.3.2027")
    assert said in desk.get(f"{prefix}/desk/eintrag/{number}").text.replace("\xa0", " ")


@pytest.mark.parametrize("name", ["Ayşe Kaya", "Jan Nowak"])
def test_everybody_at_the_desk_may_correct(office: Store, colleague: Callable[[str], httpx.Client], name: str) -> None:
    number = number_of(office, FIRST.title)
    assert correct(colleague(name), number, "ort", "Gliwice").status_code == 303


@pytest.mark.parametrize(
    "path",
    [
        "/desk/eintrag/{number}/berichtigen/ort",
        "/desk/berichtigung/1/zuruecknehmen",
        "/desk/berichtigung/1/wieder",
        "/desk/vorschlag/1/uebernehmen",
        "/desk/vorschlag/1/behalten",
        "/desk/vorschlag/1/wieder",
    ],
)
def test_nobody_else_may_and_no_foreign_form(
    office: Store, desk: httpx.Client, newcomer: Callable[[], httpx.Client], path: str
) -> None:
    number = number_of(office, FIRST.title)
    path = path.format(number=number)
    assert newcomer().post(path, data={"csrf": "x", "wert": "Gliwice"}).status_code in (303, 401, 403)
    assert desk.post(path, data={"csrf": "x", "wert": "Gliwice"}).status_code == 403
    assert view(office, number).place == ""


@pytest.mark.parametrize(
    "path",
    [
        "/desk/eintrag/999999/berichtigen/ort",
        "/desk/eintrag/1/berichtigen/preis",
        "/desk/eintrag/abc/berichtigen/ort",
        "/desk/berichtigung/999/zuruecknehmen",
        "/desk/berichtigung/abc/wieder",
        "/desk/vorschlag/abc/behalten",
    ],
)
def test_what_does_not_exist_is_not_found(office: Store, desk: httpx.Client, path: str) -> None:
    assert desk.post(path, data={"csrf": csrf_of(desk), "wert": "Gliwice"}).status_code == 404


def test_forms_begin_with_what_counts_in_every_language(office: Store, desk: httpx.Client) -> None:
    accept(office)
    number = number_of(office, FIRST.title)
    correct(desk, number, "termin", "1.–4. Mai 2027")
    for prefix in ("", "/fr", "/en", "/pl"):
        page = desk.get(f"{prefix}/desk/eintrag/{number}").text
        for fact in ("titel", "frist", "termin", "betrag", "laender"):
            (typed,) = re.findall(rf'id="wert-{fact}" name="wert" value="([^"]*)"', page)
            assert correct(desk, number, fact, typed, prefix=prefix).status_code == 422  # it says so already
