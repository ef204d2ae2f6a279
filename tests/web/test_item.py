"""One entry at the desk: what stands in its text is taken over with a press, and what is proven says so in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from aggregator.finding import Failure, FailureKind, Finding, RunOutcome, RunReport
from aggregator.intake import Intake
from aggregator.intake.anew import Rereading
from aggregator.model import Decision, KeptFinding, Sighting
from aggregator.search import OpportunityView, one
from aggregator.sources import wanted_again
from aggregator.store import Store
from tests.web.conftest import csrf_of
from tests.web.example import EXAMPLES, NOW, Example, clock, finding, number_of
from web.desk.evidence import MOST_BYTES, MOST_CHARACTERS, Span, Spot, pieces, shortened

CALL = Example(
    "jury",
    "Preis für Partnerschaften",
    "Bewerbungsschluss ist der 2. Februar 2027. Die Jury liest alle Anträge und tagt am 20. April 2027 in Bonn.\n\n"
    "Das Fest der Partnerstädte aus Polen feiern wir vom 1. Juni bis 4. Juni 2027. "
    "Der Preis ist mit 3.000 Euro dotiert, Gäste kommen auch aus Frankreich.",
)
JURY = "Die Jury liest alle Anträge und tagt am 20. April 2027 in Bonn."


@pytest.fixture
def call(office: Store) -> int:
    """The number of a call with several days."""
    Intake(office, clock=clock).take(finding(CALL))
    return number_of(office, CALL.title)


def view(store: Store, number: int) -> OpportunityView:
    """The opportunity as it counts."""
    with store.reading() as session:
        found = one(session, number)
    assert found is not None
    return found


def page_of(client: httpx.Client, number: int, query: str = "") -> str:
    """The page of one entry."""
    return client.get(f"/desk/eintrag/{number}{query}").text


def button(page: str, words: str) -> str:
    """The place that the button with these words stands for."""
    places: dict[str, str] = {}
    for place, inside in re.findall(r'name="stelle" value="([0-9-]+)"[^>]*>(.*?)</button>', page):
        said = re.sub(r"<span.*?</span>|<b>[0-9]+</b>", "", inside)
        places.setdefault(said, place)
    return places[words]


def press(client: httpx.Client, number: int, words: str, *, query: str = "", **fields: str) -> httpx.Response:
    """Press these words in the text as it stands on the page now."""
    page = page_of(client, number, query)
    hidden = dict(re.findall(r'name="(fundort|gelesen|fassung)" value="([^"]+)"', page))
    data = {"csrf": csrf_of(client), "setzt": "frist", "stelle": button(page, words), **hidden, **fields}
    return client.post(f"/desk/eintrag/{number}/stelle{query}", data=data)


def tags(page: str) -> dict[str, str]:
    """What each fact says of its proof."""
    facts = re.split(r'data-fact="', page.partition("</dl>")[0])[1:]
    found = {}
    for fact in facts:
        tag = re.search(r'class="tag [^"]*"[^>]*>([^<]+)<', fact.partition("<details")[0])
        found[fact.partition('"')[0]] = tag[1] if tag else ""
    return found


def test_one_press_on_a_day_corrects_the_deadline_and_keeps_the_sentence(
    office: Store, desk: httpx.Client, call: int
) -> None:
    answer = press(desk, call, "20. April 2027")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/eintrag/{call}#frist")
    assert str(view(office, call).deadline) == "2027-04-20"
    page = page_of(desk, call)
    assert tags(page)["frist"] == "von Hand, belegt"
    assert f"<q>{JURY}</q>" in page


def test_the_sentence_stands_in_the_inbox_and_before_the_public(
    office: Store, desk: httpx.Client, visitor: httpx.Client, call: int
) -> None:
    press(desk, call, "20. April 2027")
    quoted = JURY.replace("20. April 2027", "<mark>20. April 2027</mark>")
    assert quoted in desk.get("/desk/eingang").text
    desk.post(f"/desk/eintrag/{call}/annehmen", data={"csrf": csrf_of(desk)})
    assert quoted in visitor.get(f"/angebot/{call}").text


def test_taking_it_back_brings_back_the_word_of_the_source(office: Store, desk: httpx.Client, call: int) -> None:
    press(desk, call, "20. April 2027")
    number = re.search(r"/desk/berichtigung/(\d+)/zuruecknehmen", page_of(desk, call))
    assert number is not None
    desk.post(f"/desk/berichtigung/{number[1]}/zuruecknehmen", data={"csrf": csrf_of(desk)})
    assert str(view(office, call).deadline) == "2027-02-02"
    assert tags(page_of(desk, call))["frist"] == "belegt"


@pytest.mark.parametrize(
    ("sets", "words", "event"),
    [
        ("termin", "1. Juni", "2027-06-01 2027-06-04"),
        ("anfang", "20. April 2027", "2027-04-20 2027-06-04"),
        ("ende", "20. April 2027", "2027-04-20 None"),
    ],
)
def test_what_a_day_sets_is_chosen_above_the_text(
    office: Store, desk: httpx.Client, call: int, sets: str, words: str, event: str
) -> None:
    assert (str(view(office, call).event_start), str(view(office, call).event_end)) == ("2027-06-01", "2027-06-04")
    answer = press(desk, call, words, setzt=sets)
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("#termin")
    assert f"{view(office, call).event_start} {view(office, call).event_end}" == event


def test_a_sum_is_the_amount_and_a_country_comes_and_goes(office: Store, desk: httpx.Client, call: int) -> None:
    desk.post(f"/desk/eintrag/{call}/berichtigen/betrag", data={"csrf": csrf_of(desk), "wert": "100 €"})
    press(desk, call, "3.000 Euro")
    assert str(view(office, call).amount_max) == "3000.00"
    before = view(office, call).countries
    assert press(desk, call, "Frankreich").headers["location"].endswith("#laender")
    assert set(view(office, call).countries) == set(before) ^ {"FR"}
    press(desk, call, "Frankreich")
    assert view(office, call).countries == before


def test_a_press_on_a_text_that_was_read_anew_does_nothing_and_says_so(
    office: Store, desk: httpx.Client, call: int
) -> None:
    hidden = dict(re.findall(r'name="(fundort|gelesen|fassung)" value="([^"]+)"', page_of(desk, call)))
    place = button(page_of(desk, call), "20. April 2027")
    Intake(office, clock=lambda: NOW + timedelta(hours=1)).take(finding(replace(CALL, text=f"Neu. {CALL.text}")))
    answer = desk.post(
        f"/desk/eintrag/{call}/stelle", data={"csrf": csrf_of(desk), "stelle": place, "setzt": "frist", **hidden}
    )
    assert answer.status_code == 409
    assert "Der Text wurde inzwischen neu gelesen." in answer.text
    assert str(view(office, call).deadline) == "2027-02-02"


def test_a_press_that_comes_too_late_hears_who_was_first_and_a_double_press_is_one(
    office: Store, colleague: Callable[[str], httpx.Client], call: int
) -> None:
    ayse, jan = colleague("Ayşe Kaya"), colleague("Jan Nowak")
    old = view(office, call).version
    assert press(ayse, call, "20. April 2027", fassung=str(old)).status_code == 303
    assert press(ayse, call, "20. April 2027", fassung=str(old)).status_code == 303
    answer = press(jan, call, "2. Februar 2027", fassung=str(old))
    assert answer.status_code == 409
    assert "Ayşe Kaya</bdi> hat den Eintrag inzwischen geändert (08:30)." in answer.text
    assert str(view(office, call).deadline) == "2027-04-20"


@pytest.mark.parametrize("fields", [{"stelle": "x"}, {"stelle": ""}, {"fundort": "x"}, {"stelle": "1-2-3"}])
def test_what_no_button_sends_is_not_found(desk: httpx.Client, call: int, fields: dict[str, str]) -> None:
    assert press(desk, call, "20. April 2027", **fields).status_code == 404


def test_nobody_else_presses_and_no_foreign_form(
    office: Store, desk: httpx.Client, newcomer: Callable[[], httpx.Client], call: int
) -> None:
    for path in ("stelle", "holen", "annehmen/weiter"):
        data = {"csrf": "x", "stelle": "1-2", "fundort": "1"}
        assert newcomer().post(f"/desk/eintrag/{call}/{path}", data=data).status_code in (303, 401, 403)
        assert desk.post(f"/desk/eintrag/{call}/{path}", data=data).status_code == 403
    assert view(office, call).version == 0


def test_every_fact_says_in_words_whether_it_is_proven(desk: httpx.Client, call: int) -> None:
    said = tags(page_of(desk, call))
    assert said["titel"] == "belegt"
    assert (said["frist"], said["termin"], said["laender"]) == ("belegt", "belegt", "belegt")
    assert said["ort"] == said["anbieter"] == ""
    desk.post(f"/desk/eintrag/{call}/berichtigen/ort", data={"csrf": csrf_of(desk), "wert": "Bonn"})
    desk.post(f"/desk/eintrag/{call}/berichtigen/fuer", data={"csrf": csrf_of(desk), "wert": ["school"]})
    press(desk, call, "20. April 2027")
    after = tags(page_of(desk, call))
    assert (after["ort"], after["fuer"], after["frist"]) == (
        "von Hand, ohne Beleg",
        "von Hand, ohne Beleg",
        "von Hand, belegt",
    )


def test_what_is_only_true_of_most_of_a_source_is_unproven(office: Store, desk: httpx.Client) -> None:
    said = tags(page_of(desk, number_of(office, "Netzwerktreffen")))
    assert said["themen"] == "unbelegt"


def test_after_a_decision_comes_the_next_one_that_waits_with_the_way_back(office: Store, desk: httpx.Client) -> None:
    rows = re.findall(r'/desk/eintrag/(\d+)" data-title', desk.get("/desk/eingang").text)
    first, second, third = (int(number) for number in rows[:3])
    answer = desk.post(f"/desk/eintrag/{first}/annehmen/weiter", data={"csrf": csrf_of(desk), "fassung": "0"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/eintrag/{second}")
    assert view(office, first).state == "accepted"
    page = page_of(desk, second)
    assert f'name="zurueck" value="eintrag/{first}"' in page
    answer = desk.post(f"/desk/eintrag/{second}/spaeter/weiter", data={"csrf": csrf_of(desk)})
    assert answer.headers["location"] == f"/desk/eintrag/{third}"
    for number in rows[2:]:
        answer = desk.post(f"/desk/eintrag/{number}/verwerfen/weiter", data={"csrf": csrf_of(desk)})
    while answer.headers["location"] != "/desk/eingang":
        number = answer.headers["location"].rpartition("/")[2]
        answer = desk.post(f"/desk/eintrag/{number}/verwerfen/weiter", data={"csrf": csrf_of(desk)})
    assert "Alles erledigt." in desk.get("/desk/eingang").text


def test_a_decision_pressed_twice_is_done_once_and_leads_on(office: Store, desk: httpx.Client) -> None:
    call, sent = number_of(office, "Konkurs"), {"csrf": csrf_of(desk), "fassung": "0"}
    for _ in range(2):
        answer = desk.post(f"/desk/eintrag/{call}/verwerfen/weiter", data=sent)
        assert answer.status_code == 303
    with office.reading() as session:
        assert len(session.exec(select(Decision).where(Decision.opportunity_id == call)).all()) == 1
    assert desk.post(f"/desk/eintrag/{call}/annehmen/weiter", data=sent).status_code == 409


def test_who_comes_too_late_can_read_so_in_another_language(desk: httpx.Client, call: int) -> None:
    press(desk, call, "20. April 2027")
    for verb in ("annehmen/weiter", "annehmen"):
        answer = desk.post(f"/desk/eintrag/{call}/{verb}", data={"csrf": csrf_of(desk), "fassung": "0"})
        assert answer.status_code == 409
        links = re.findall(r'<a href="([^"]+)" lang="', answer.text)
        assert len(links) == 4
        assert {desk.get(link).status_code for link in links} == {200}


def test_the_way_from_entry_to_entry_keeps_the_view_of_the_inbox(office: Store, desk: httpx.Client) -> None:
    urgent = re.findall(r'/desk/eintrag/(\d+)" data-title', desk.get("/desk/eingang?ansicht=dringend").text)
    assert len(urgent) == 2
    page = page_of(desk, int(urgent[0]), "?ansicht=dringend")
    assert 'href="/desk/eingang?ansicht=dringend"' in page
    following = desk.get(f"/desk/eintrag/{urgent[0]}/naechster?ansicht=dringend")
    assert following.headers["location"] == f"/desk/eintrag/{urgent[1]}?ansicht=dringend"
    assert desk.get(f"/desk/eintrag/{urgent[1]}/naechster?ansicht=dringend").headers["location"] == (
        "/desk/eingang?ansicht=dringend"
    )
    assert desk.get(f"/desk/eintrag/{urgent[1]}/voriger").status_code == 303
    pressed = desk.post(
        f"/desk/eintrag/{urgent[0]}/berichtigen/ort?ansicht=dringend", data={"csrf": csrf_of(desk), "wert": "Bonn"}
    )
    assert pressed.headers["location"] == f"/desk/eintrag/{urgent[0]}?ansicht=dringend#ort"


def test_a_decision_from_an_older_page_is_not_obeyed(desk: httpx.Client, call: int) -> None:
    press(desk, call, "20. April 2027")
    answer = desk.post(f"/desk/eintrag/{call}/annehmen/weiter", data={"csrf": csrf_of(desk), "fassung": "0"})
    assert answer.status_code == 409
    assert "Ayşe Kaya</bdi> hat den Eintrag inzwischen geändert" in answer.text


@pytest.mark.parametrize("path", ["999999/annehmen/weiter", "1/loeschen/weiter", "x/annehmen/weiter", "999999/holen"])
def test_what_does_not_exist_is_not_found(desk: httpx.Client, path: str) -> None:
    assert desk.post(f"/desk/eintrag/{path}", data={"csrf": csrf_of(desk), "fundort": "1"}).status_code == 404


@pytest.mark.parametrize("path", ["x/naechster", "x/voriger"])
def test_no_number_has_no_neighbours(desk: httpx.Client, path: str) -> None:
    assert desk.get(f"/desk/eintrag/{path}").status_code == 404


def test_the_address_opens_the_form_of_a_fact(desk: httpx.Client, call: int) -> None:
    page = page_of(desk, call, "?feld=frist")
    assert page.count('<details class="mend" open>') == 1
    assert re.search(r'id="wert-frist"[^>]* autofocus', page)
    assert '<details class="mend" open>' not in page_of(desk, call, "?feld=nichts")


def test_fetching_again_is_asked_for_and_said_until_it_is_done(office: Store, desk: httpx.Client, call: int) -> None:
    page = page_of(desk, call)
    assert "geholt am 23.11.2026, 08:30 Uhr" in page
    fund = re.search(r'name="fundort" value="(\d+)"', page)
    assert fund is not None
    for _ in range(2):
        answer = desk.post(f"/desk/eintrag/{call}/holen", data={"csrf": csrf_of(desk), "fundort": fund[1]})
        assert answer.headers["location"] == f"/desk/eintrag/{call}#quelltext"
    with office.reading() as session:
        assert wanted_again(session) == [int(fund[1])]
    assert "Wird geholt …" in page_of(desk, call)
    finish(office, int(fund[1]), None)
    page = page_of(desk, call)
    assert "Wird geholt …" not in page
    assert "geholt am 23.11.2026, 10:30 Uhr" in page


def test_a_page_that_is_gone_says_since_when_and_shows_what_is_kept(
    office: Store, desk: httpx.Client, call: int
) -> None:
    fund = int(re.findall(r'name="fundort" value="(\d+)"', page_of(desk, call))[0])
    finish(office, fund, FailureKind.GONE)
    page = page_of(desk, call)
    assert "Seite nicht mehr erreichbar seit 23.11.2026; die gespeicherte Fassung wird gezeigt." in page
    assert "gibt es nicht mehr" in page
    assert button(page, "20. April 2027")


def finish(store: Store, finding_id: int, why: FailureKind | None) -> None:
    """The worker was there two hours later."""
    with store.reading() as session:
        url = session.get_one(KeptFinding, finding_id).url
    at = NOW + timedelta(hours=2)
    report = RunReport("jugendbuero", at, at, RunOutcome.READ, again={url: why})
    Rereading(store, Intake(store, clock=clock)).close_run(report)


def test_where_each_visit_shows_everything_the_source_is_visited(office: Store, desk: httpx.Client, call: int) -> None:
    with office.writing() as session:
        sighting = session.exec(select(Sighting).where(Sighting.opportunity_id == call)).one()
        sighting.wanted_at, finding_id = NOW, sighting.finding_id
    failed = Failure(FailureKind.TIMEOUT, "https://jugendbuero.example.org/feed")
    later = NOW + timedelta(minutes=1)
    report = RunReport("jugendbuero", later, later, RunOutcome.FAILED, failure=failed)
    Intake(office, clock=clock).close_run(report)
    with office.reading() as session:
        # a feed's entries have pages of their own: a visit of the feed is not what was asked for
        assert wanted_again(session) == [finding_id]


def test_a_title_alone_offers_to_fetch_the_page(office: Store, desk: httpx.Client) -> None:
    address = "https://jugendbuero.example.org/leer"
    Intake(office, clock=clock).take(Finding("jugendbuero", "leer", address, "Wettbewerb Europa", NOW))
    page = page_of(desk, number_of(office, "Wettbewerb Europa"))
    assert "Nur Titel und Link sind vorhanden, kein Text." in page
    assert "Seite jetzt holen" in page


def test_a_pdf_names_its_pages(office: Store, desk: httpx.Client) -> None:
    fields = {"page_starts": f"0 {CALL.text.index('Das Fest')}"}
    Intake(office, clock=clock).take(replace(finding(CALL), fields=fields))
    page = page_of(desk, number_of(office, CALL.title))
    assert re.search(r'<span class="leaf" lang="de">Seite 2</span>Das Fest', page)
    assert re.search(r"Frist \(Seite 1\)</a>", page)


NASTY = '<script>alert(1)</script> \u202eכנס ﷺ & "quotes" <b>'


def test_titles_of_any_length_and_texts_with_markup_are_only_text(office: Store, desk: httpx.Client) -> None:
    text = f"{NASTY} Bewerbungsschluss ist der 2. Februar 2027. {NASTY}"
    for key, title in (("a", f"{NASTY} {'x' * 10_000}"), ("b", "مسابقة " * 1500)):
        Intake(office, clock=clock).take(finding(Example(key, title, text)))
    for row in ("<script>", "مسابقة"):
        answer = desk.get(f"/desk/eintrag/{number_of(office, row)}")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert len(answer.content) < 100_000


@pytest.mark.parametrize("piece", ["Am 15.03.2027 in Polen 500 €, ", "до 15.03.2027 у Польщі ", "<&>\"'", "申請", "a"])
def test_the_page_stays_small_whatever_stands_in_the_text(office: Store, desk: httpx.Client, piece: str) -> None:
    text = "Bewerbungsschluss ist der 2. Februar 2027. " + piece * (30_000 // len(piece))
    Intake(office, clock=clock).take(finding(replace(CALL, text=text)))
    answer = desk.get(f"/desk/eintrag/{number_of(office, CALL.title)}")
    assert len(answer.content) < 100_000
    assert ("nur die ersten 240 sind Knöpfe" in answer.text) == ("15.03.2027" in piece)
    assert answer.text.count('name="stelle"') <= 240


spots = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 6)), max_size=6)


@given(st.text("ab \n#é", max_size=60), st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60))), spots)
def test_cutting_the_text_loses_no_character_and_cuts_no_button(
    text: str, found: list[tuple[int, int]], wanted: list[tuple[int, int]]
) -> None:
    spans = [Span(start, end, "deadline") for start, end in found]
    pressed: list[Spot] = []
    for start, length in sorted(wanted):
        if not pressed or start >= pressed[-1].end:
            pressed.append(Spot(start, start + length, "day", len(pressed) + 1, "x"))
    made = pieces(text, spans, pressed, {3: 2})
    plain = re.sub(r"(^|\n)#{1,6} ", r"\1", text)
    assert "".join(piece.text for piece in made).replace("#", "").replace(" ", "") == plain.replace("#", "").replace(
        " ", ""
    )
    inside = [spot for spot in pressed if spot.end <= len(text)]
    assert [piece.spot for piece in made if piece.spot] == inside
    assert [piece.text for piece in made if piece.spot] == [text[spot.start : spot.end] for spot in inside]
    numbers = [piece.proof for piece in made if piece.proof]
    assert numbers == list(range(1, len(numbers) + 1))


@given(st.text(min_size=1, max_size=40))
def test_a_text_is_cut_to_what_a_page_can_bear(piece: str) -> None:
    text = (piece * 40_000)[:40_000]
    cut = shortened(text)
    assert text.startswith(cut)
    assert len(cut) <= MOST_CHARACTERS
    assert len(cut.encode("utf-8", "replace")) <= MOST_BYTES


def test_every_language_names_what_can_be_pressed(desk: httpx.Client, call: int) -> None:
    assert EXAMPLES
    for prefix, said in (("/fr", "la date limite"), ("/en", "the deadline"), ("/pl", "termin składania")):
        assert said in desk.get(f"{prefix}/desk/eintrag/{call}").text
