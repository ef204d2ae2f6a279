"""Entering something by hand: short forms, through the normal door, nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from html import unescape

import httpx
import pytest

from aggregator import review
from aggregator.changes import FactName
from aggregator.search import OpportunityView, one
from aggregator.store import Store
from newsletter.issues import draft_issue, placed
from newsletter.sections import Section
from tests.web.conftest import csrf_of
from tests.web.example import NOW, TODAY
from tests.web.resembling import CALL_TEXT
from tests.web.test_journal import acts

SEARCH: Mapping[str, object] = {
    "wer": "Stadt Bydgoszcz",
    "land": "Polen",
    "zweck": "Jugendaustausch zum Thema Wasser",
    "frist": "15. März 2027",
    "kontakt": "Anna Nowak, anna@example.org",
    "text": "Gesucht wird eine Kommune mit Fluss.",
    "themen": ["youth", "sustainability"],
    "sprache": "de",
}
EVENT: Mapping[str, object] = {
    "titel": "Infotag",
    "tage": "1.–2. März 2027",
    "uhrzeit": "10 bis 16 Uhr",
    "ort": "Hamm",
    "online": "1",
}
CALL: Mapping[str, object] = {
    **{"art": "funding", "titel": "Kleine Zuschüsse", "anbieter": "Land NRW", "betrag": "bis 5.000 €"},
    **{"fuer": ["association", "school"], "link": "www.example.org/zuschuss", "frist": "1.3.2027, 12 Uhr"},
}
PRACTICE: Mapping[str, object] = {
    "titel": "Chöre singen zusammen",
    "text": "Drei Chöre. Ein Abend. Viele Lieder.",
    "land": "FR, PL",
}
GUIDE: Mapping[str, object] = {
    "titel": "Leitfaden Begegnung",
    "anbieter": "Servicestelle",
    "link": "https://example.org/leitfaden",
}
ALL: Mapping[str, Mapping[str, object]] = {
    "partnersuche": SEARCH,
    "veranstaltung": EVENT,
    "ausschreibung": CALL,
    "beispiel": PRACTICE,
    "publikation": GUIDE,
}


def send(
    client: httpx.Client, what: str, said: Mapping[str, object], prefix: str = "", **more: object
) -> httpx.Response:
    """Send a form."""
    return client.post(f"{prefix}/desk/neu/{what}", data={"csrf": csrf_of(client), **said, **more})


def made(store: Store, answer: httpx.Response) -> OpportunityView:
    """What became of a form that was obeyed."""
    assert answer.status_code == 303, answer.text
    number = int(answer.headers["location"].rpartition("=")[2])
    with store.reading() as session:
        found = one(session, number)
    assert found is not None
    return found


def text_of(answer: httpx.Response) -> str:
    """What a person reads."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_the_first_page_offers_five_things_each_in_a_sentence(desk: httpx.Client) -> None:
    page = desk.get("/desk/neu").text
    assert re.findall(r'href="/desk/neu/(\w+)"', page) == list(ALL)


@pytest.mark.parametrize("what", ALL)
def test_each_form_asks_only_what_it_needs(desk: httpx.Client, what: str) -> None:
    page = desk.get(f"/desk/neu/{what}").text
    asked = set(re.findall(r'<(?:input|textarea|select)[^>]* name="(\w+)"', page)) - {"csrf", "schluessel"}
    assert set(ALL[what]) <= asked
    assert len(asked) <= 12


def test_a_partner_search_says_who_searches_what_for(office: Store, desk: httpx.Client) -> None:
    view = made(office, send(desk, "partnersuche", SEARCH))
    assert (view.kind, view.organiser, view.countries) == ("partner_search", "Stadt Bydgoszcz", ("PL",))
    assert view.title == "Stadt Bydgoszcz sucht Partner: Jugendaustausch zum Thema Wasser"
    assert view.deadline is not None
    assert view.deadline.isoformat() == "2027-03-15"
    assert view.summary == "Gesucht wird eine Kommune mit Fluss. Kontakt: Anna Nowak, anna@example.org"


def test_an_event_has_its_days_and_its_place(office: Store, desk: httpx.Client) -> None:
    view = made(office, send(desk, "veranstaltung", EVENT))
    assert (str(view.event_start), str(view.event_end), view.deadline) == ("2027-03-01", "2027-03-02", None)
    assert (view.kind, view.place, view.summary) == ("event", "Hamm und online", "Uhrzeit: 10 bis 16 Uhr.")


def test_a_call_has_its_deadline_its_sum_and_who_may_apply(office: Store, desk: httpx.Client) -> None:
    view = made(office, send(desk, "ausschreibung", CALL))
    assert (view.kind, str(view.deadline), str(view.deadline_time)) == ("funding", "2027-03-01", "12:00:00")
    assert (int(view.amount_max or 0), view.currency, view.audiences) == (5000, "EUR", ("association", "school"))
    assert view.url == "https://www.example.org/zuschuss"


def test_a_call_may_be_open_at_any_time(office: Store, desk: httpx.Client) -> None:
    view = made(office, send(desk, "ausschreibung", {**CALL, "frist": "", "laufend": "1"}))
    assert (view.deadline, view.certainty) == (None, "rolling")


def test_good_practice_and_publications_need_no_day(office: Store, desk: httpx.Client) -> None:
    practice, guide = made(office, send(desk, "beispiel", PRACTICE)), made(office, send(desk, "publikation", GUIDE))
    assert (practice.kind, practice.countries, practice.summary) == ("good_practice", ("FR", "PL"), PRACTICE["text"])
    assert (guide.kind, guide.organiser, guide.certainty) == ("publication", "Servicestelle", "none_stated")


def test_the_words_of_the_house_are_in_the_language_of_the_entry(office: Store, desk: httpx.Client) -> None:
    view = made(office, send(desk, "partnersuche", {**SEARCH, "sprache": "fr"}))
    assert view.language == "fr"
    assert view.title.startswith("Stadt Bydgoszcz cherche des partenaires :")
    assert "Contact" in view.summary


def test_days_and_countries_are_typed_as_the_reader_of_the_page_writes_them(office: Store, desk: httpx.Client) -> None:
    said = {**SEARCH, "land": "Poland", "frist": "15 March 2027", "sprache": "pl"}
    view = made(office, send(desk, "partnersuche", said, prefix="/en"))
    assert (view.countries, str(view.deadline), view.language) == (("PL",), "2027-03-15", "pl")


def test_it_is_accepted_at_once_or_waits_in_the_inbox(office: Store, desk: httpx.Client) -> None:
    accepted, waiting = send(desk, "partnersuche", SEARCH), send(desk, "veranstaltung", EVENT, danach="eingang")
    assert made(office, accepted).state == "accepted"
    assert "Eingetragen und angenommen." in text_of(desk.get(accepted.headers["location"]))
    assert made(office, waiting).state == "new"
    assert "Eingetragen. Infotag · wartet im Eingang" in text_of(desk.get(waiting.headers["location"]))
    assert "Infotag" in desk.get("/desk/eingang").text


def test_everybody_sees_it_as_any_other(office: Store, desk: httpx.Client, visitor: httpx.Client) -> None:
    number = made(office, send(desk, "partnersuche", SEARCH)).id
    page = text_of(visitor.get(f"/angebot/{number}"))
    assert "Partnersuche · Stadt Bydgoszcz" in page
    assert "Kontakt: Anna Nowak" in page
    assert "urn:" not in visitor.get(f"/angebot/{number}").text
    assert "Stadt Bydgoszcz sucht Partner" in visitor.get("/fristen?land=PL").text
    (item,) = [one for one in visitor.get("/api/v1/deadlines?land=PL").json()["items"] if one["id"] == number]
    assert (item["kind"], item["source_url"], item["evidence"]) == ("partner_search", None, None)
    calendar = visitor.get(f"/angebot/{number}.ics").text
    assert "urn:uuid" not in re.sub(r"UID:.*", "", calendar)


def test_the_next_issue_proposes_it(office: Store, desk: httpx.Client) -> None:
    number = made(office, send(desk, "partnersuche", {**SEARCH, "fuer": ["municipality"]})).id
    with office.writing() as session:
        issue = draft_issue(session, title="Dezember", today=TODAY, now=NOW)
        found = {place.view.id: place.section for place in placed(session, issue.id or 0)}
    assert found[number] is Section.PARTNER_SEARCHES


def test_all_that_is_wrong_is_said_at_once_above_and_beside(office: Store, desk: httpx.Client) -> None:
    bad = {"wer": "", "land": "Atlantis", "zweck": "Chor & <b>Ball</b>", "frist": "31.2.2027", "link": "javascript:x"}
    answer = send(desk, "partnersuche", bad)
    assert answer.status_code == 422
    summary = answer.text.partition('role="alert"')[2].partition("</div>")[0]
    assert re.findall(r'href="#(\w+)"', summary) == ["wer", "land", "frist", "link"]
    for field in ("wer", "land", "frist", "link"):
        assert f'id="fehler-{field}"' in answer.text
        assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', answer.text)
    assert "Meinten Sie 28.02.2027?" in text_of(answer)


def test_what_was_typed_stands_in_the_fields_again(desk: httpx.Client) -> None:
    answer = send(desk, "partnersuche", {**SEARCH, "wer": "", "zweck": 'Ein "Ball" & <b>Chor</b>'})
    assert 'value="Ein &#34;Ball&#34; &amp; &lt;b&gt;Chor&lt;/b&gt;"' in answer.text
    assert re.search(r'value="youth" checked', answer.text)
    assert str(SEARCH["text"]) in answer.text
    assert "Bisher 6 Wörter." in text_of(answer)


@pytest.mark.parametrize(
    ("what", "wrong", "said"),
    [
        ("partnersuche", {"kontakt": ""}, "Ohne Kontakt oder Link kann niemand antworten."),
        ("partnersuche", {"frist": "1.1.2020"}, "Dieser Tag ist schon vorbei. Stimmt das Jahr?"),
        ("partnersuche", {"frist": "bald"}, "„bald“ lässt sich nicht als Tag lesen."),
        ("partnersuche", {"zweck": "x" * 161}, "Das ist zu lang: 160 Zeichen sind das Meiste."),
        ("partnersuche", {"themen": ["unsinn"]}, "Bitte aus der Liste wählen."),
        ("partnersuche", {"sprache": "../en"}, "Bitte aus der Liste wählen."),
        ("veranstaltung", {"tage": ""}, "Hier muss etwas stehen."),
        ("veranstaltung", {"tage": "3.3.2027 – 1.3.2027"}, "Das Ende (01.03.2027) liegt vor dem Anfang"),
        ("veranstaltung", {"tage": "3.3.2019"}, "Dieser Tag ist schon vorbei."),
        ("ausschreibung", {"betrag": "viel"}, "„viel“ lässt sich nicht als Betrag lesen."),
        ("ausschreibung", {"art": "news"}, "Bitte aus der Liste wählen."),
        ("publikation", {"link": "kein link"}, "Das ist keine Webadresse."),
        ("beispiel", {"text": "  "}, "Hier muss etwas stehen."),
    ],
)
def test_what_cannot_be_is_answered_in_words(
    office: Store, desk: httpx.Client, what: str, wrong: Mapping[str, object], said: str
) -> None:
    answer = send(desk, what, {**ALL[what], **wrong})
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_a_form_pressed_twice_makes_one_entry(office: Store, desk: httpx.Client) -> None:
    key = re.search(r'name="schluessel" value="(\w+)"', desk.get("/desk/neu/partnersuche").text)
    assert key is not None
    first, second = (made(office, send(desk, "partnersuche", SEARCH, schluessel=key[1])) for _ in range(2))
    assert first == second


def test_a_form_that_comes_back_with_other_words_may_become_another_entry(office: Store, desk: httpx.Client) -> None:
    first = made(office, send(desk, "partnersuche", SEARCH, schluessel="0" * 32))
    answer = send(desk, "partnersuche", {**SEARCH, "zweck": "Segeln lernen"}, schluessel="0" * 32)
    assert answer.status_code == 409
    assert f"/desk/eintrag/{first.id}" in answer.text
    assert "Segeln lernen" in answer.text
    fresh = re.search(r'name="schluessel" value="(\w+)"', answer.text)
    assert fresh is not None
    again = made(office, send(desk, "partnersuche", {**SEARCH, "zweck": "Segeln lernen"}, schluessel=fresh[1]))
    assert again.id != first.id


def test_what_resembles_something_is_shown_with_a_link(office: Store, desk: httpx.Client) -> None:
    said = {
        **{"titel": "Jugendbegegnungen mit Partnerkommunen in Polen und der Ukraine", "text": CALL_TEXT},
        **{"link": "https://example.org/begegnung", "frist": "2.12.2026", "art": "call"},
    }
    page = desk.get(send(desk, "ausschreibung", said).headers["location"])
    assert "Das gibt es vielleicht schon." in text_of(page)
    assert re.search(r'href="/desk/gleich/\d+"', page.text.partition('role="status"')[2])


def test_a_long_text_is_kept_and_only_advised_against(office: Store, desk: httpx.Client) -> None:
    answer = send(desk, "beispiel", {**PRACTICE, "text": "Wort " * 84})
    assert len(made(office, answer).summary.split()) == 84
    assert "Der Kurztext hat 84 Wörter." in text_of(desk.get(answer.headers["location"]))


def test_that_it_was_entered_stands_in_the_journal_and_leads_to_it(office: Store, desk: httpx.Client) -> None:
    view = made(office, send(desk, "ausschreibung", CALL))
    (said,) = acts(desk, "?was=quellen")
    assert "Ayşe Kaya hat „Kleine Zuschüsse“ von Hand eingetragen. " in said
    assert "Art: bisher: nicht genannt → neu: Förderprogramm" in said
    assert "Frist: bisher: nicht genannt → neu: 01.03.2027" in said
    assert f'href="/desk/eintrag/{view.id}"' in desk.get("/desk/protokoll?was=quellen").text


def test_who_entered_it_stands_with_every_fact(office: Store, desk: httpx.Client) -> None:
    number = made(office, send(desk, "partnersuche", SEARCH)).id
    page = text_of(desk.get(f"/desk/eintrag/{number}"))
    assert "Eingetragen von Ayşe Kaya am 23.11.2026." in page
    assert "Berichtigt" not in page
    assert "urn:" not in page


def test_the_row_says_that_the_deadline_was_entered_and_the_page_what_was_corrected_since(
    office: Store, desk: httpx.Client
) -> None:
    number = made(office, send(desk, "partnersuche", SEARCH, danach="eingang")).id
    assert "Die Frist hat jemand von uns eingetragen." in text_of(desk.get("/desk/eingang"))
    with office.writing() as session:
        review.correct(session, number, FactName.DEADLINE, "2027-04-15", person_id=1, now=NOW + timedelta(hours=1))
    page = text_of(desk.get(f"/desk/eintrag/{number}"))
    assert ("Berichtigt von" in page, "Eingetragen von" in page) == (True, True)


def test_the_offices_own_source_is_listed_calmly(office: Store, desk: httpx.Client) -> None:
    send(desk, "partnersuche", SEARCH)
    for path in ("/desk/quellen", "/desk/quellen/by_hand"):
        page = text_of(desk.get(path))
        assert "Was Sie und Ihre Kolleginnen und Kollegen von Hand eintragen." in page
    assert "Noch nie abgerufen" not in page
    assert "Jetzt testen" not in page
    assert "Ayşe Kaya · von Hand eingetragen" in page
    assert desk.get("/desk/quellen/by_hand/aendern").status_code == 404
    for verb in ("testen", "pause", "stimmt"):
        answer = desk.post(f"/desk/quellen/by_hand/{verb}", data={"csrf": csrf_of(desk)})
        assert answer.status_code == 404
    exported = desk.get("/desk/quellen/quellen.yaml")
    assert exported.status_code == 200
    assert "jugendbuero" in exported.text
    assert "by_hand" not in exported.text


def test_only_forms_of_ones_own_session_are_obeyed(office: Store, desk: httpx.Client, visitor: httpx.Client) -> None:
    assert desk.post("/desk/neu/partnersuche", data={**SEARCH, "csrf": "x"}).status_code == 403
    assert visitor.post("/desk/neu/partnersuche", data=SEARCH).status_code == 401
    assert visitor.get("/desk/neu").status_code == 303


def test_what_cannot_be_entered_is_not_found(desk: httpx.Client) -> None:
    assert desk.get("/desk/neu/nachricht").status_code == 404
    assert send(desk, "nachricht", SEARCH).status_code == 404


def test_the_page_of_what_was_made_asks_for_nothing_that_is_there(desk: httpx.Client) -> None:
    for number in ("999999999", "x", "-1"):
        assert desk.get(f"/desk/neu?eingetragen={number}").status_code == 200


def test_two_people_may_enter_the_very_first_thing(office: Store, colleague: Callable[[str], httpx.Client]) -> None:
    first, second = (
        made(office, send(colleague(name), "beispiel", {**PRACTICE, "titel": name}))
        for name in ("Ayşe Kaya", "Jan Nowak")
    )
    assert first.id != second.id
