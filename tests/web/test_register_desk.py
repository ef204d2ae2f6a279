"""The register at the desk, and the list that a municipality corrects behind its link."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest
from sqlmodel import col, select

from aggregator.model import Municipality, RegisterFile, RegisterProposal, Twinning, TwinningStatus
from aggregator.register import seed
from aggregator.store import Store
from newsletter.tokens import confirm_token, register_token
from tests.web.conftest import csrf_of
from tests.web.example import NOW, SECRET, TODAY

HEADER = "ags,partner,partner_country,since\n"


@pytest.fixture
def register(office: Store) -> Store:
    """The example office with the shipped register."""
    with office.writing() as session:
        seed(session)
    return office


def hand_in(desk: httpx.Client, content: bytes, name: str = "nrw.csv") -> httpx.Response:
    """Choose a file and press the button."""
    return desk.post("/desk/register/datei", data={"csrf": csrf_of(desk)}, files={"datei": (name, content)})


def bottrop(store: Store, country: str) -> Twinning:
    """The one partner of Bottrop in a country."""
    with store.reading() as session:
        return session.exec(select(Twinning).where(Twinning.ags == "05512000", Twinning.country == country)).one()


def waiting(store: Store) -> list[RegisterProposal]:
    """All that waits."""
    with store.reading() as session:
        question = select(RegisterProposal).where(RegisterProposal.state == "open")
        return list(session.exec(question.order_by(col(RegisterProposal.id))))


def link(ags: str = "05512000") -> str:
    """The address that a municipality gets."""
    return f"/partnerliste/{register_token(ags, 1, secret=SECRET, now=NOW)}"


def as_shown(page: str) -> dict[str, str]:
    """What a browser would send if nothing were changed in the form."""
    sent = dict(re.findall(r'<input type="text"[^>]* name="([^"]+)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


def test_a_table_is_looked_at_filed_and_decided(register: Store, desk: httpx.Client) -> None:
    answer = hand_in(desk, (HEADER + "05512000,Prato,IT,2024\n05512000,Tourcoing,FR,1968\n").encode())
    assert answer.status_code == 303
    page = desk.get(answer.headers["location"]).text
    assert "1 neuer Partner" in page
    assert "1 geänderter Partner" in page
    assert waiting(register) == []
    desk.post(answer.headers["location"], data={"csrf": csrf_of(desk)})
    numbers = [str(one.id) for one in waiting(register)]
    assert len(numbers) == 2
    shown = desk.get("/desk/register").text
    assert "Neu: Prato" in shown
    assert "Ändern: Tourcoing" in shown
    assert bottrop(register, "FR").since == 1967
    done = desk.post("/desk/register", data={"csrf": csrf_of(desk), "auswahl": numbers, "tat": "annehmen"})
    assert done.headers["location"] == "/desk/register?getan=2&ueberholt=0"
    assert bottrop(register, "FR").since == 1968
    assert bottrop(register, "IT").partner == "Prato"
    journal = desk.get("/desk/protokoll").text
    assert "einen Partner eingetragen" in journal
    assert 'href="/staedte/05512000"' in journal


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Die Datei ist leer."),
        (b"ags;partner;partner_country\n05512000;Prato;IT\n", "nicht durch Kommas getrennt"),
        (b"ags,partner\n05512000,Prato\n", "Es fehlt die Spalte „partner_country“"),
        ((HEADER + "05315000,Köln,FR,\n").encode("latin-1"), "nicht in UTF-8"),
    ],
)
def test_a_file_that_is_no_such_table_is_answered_in_words(
    register: Store, desk: httpx.Client, content: bytes, said: str
) -> None:
    answer = hand_in(desk, content)
    assert answer.status_code == 422
    assert said in answer.text
    with register.reading() as session:
        assert session.exec(select(RegisterFile)).all() == []


def test_a_line_with_a_fault_is_named_and_the_others_are_used(register: Store, desk: httpx.Client) -> None:
    answer = hand_in(desk, (HEADER + "5512000,Prato,IT,\n05512000,Lodz,PL,\n").encode())
    page = desk.get(answer.headers["location"]).text
    assert "Zeile 2:" in page
    assert "Den Gemeindeschlüssel „5512000“ kennt das Register nicht." in page
    assert "1 neuer Partner" in page


def test_a_decision_on_something_decided_already_says_so(register: Store, desk: httpx.Client) -> None:
    answer = desk.post("/desk/register", data={"csrf": csrf_of(desk), "auswahl": ["99999", "x", "9" * 40], "tat": "x"})
    assert answer.headers["location"] == "/desk/register?getan=0&ueberholt=1"


def test_staff_make_a_link_for_a_municipality(register: Store, desk: httpx.Client, visitor: httpx.Client) -> None:
    assert 'value="05512000"' in desk.get("/desk/register/link?ort=bottrop").text
    page = desk.post("/desk/register/link", data={"csrf": csrf_of(desk), "ags": "05512000"}).text
    found = re.search(r'value="http://127\.0\.0\.1:8000(/partnerliste/[^"]+)"', page)
    assert found is not None
    assert "Tourcoing" in visitor.get(found[1]).text


def test_a_municipality_corrects_adds_ends_and_confirms(
    register: Store, visitor: httpx.Client, desk: httpx.Client
) -> None:
    sent = as_shown(visitor.get(link()).text)
    french, hungarian = bottrop(register, "FR"), bottrop(register, "HU")
    sent |= {f"seit-l{french.id}": "1966", f"stand-l{hungarian.id}": "ended"}
    sent |= {"name-n1": "Prato", "land-n1": "IT", "richtig": "ja", "wer": "Rathaus Bottrop"}
    assert visitor.post(link(), data=sent).status_code == 303
    assert bottrop(register, "FR").since == 1967
    proposals = waiting(register)
    assert sorted(one.what.value for one in proposals) == ["add", "change", "change", "confirm"]
    numbers = [str(one.id) for one in proposals]
    assert "von der Kommune selbst: Rathaus Bottrop" in desk.get("/desk/register").text
    desk.post("/desk/register", data={"csrf": csrf_of(desk), "auswahl": numbers, "tat": "annehmen"})
    assert (bottrop(register, "FR").since, bottrop(register, "FR").confirmed_on) == (1966, TODAY)
    assert bottrop(register, "HU").status is TwinningStatus.ENDED
    assert bottrop(register, "IT").confirmed_on == TODAY
    with register.reading() as session:
        assert session.get_one(Municipality, "05512000").confirmed_on == TODAY
    assert "Von der Kommune bestätigt am" in visitor.get("/staedte/05512000-bottrop").text


def test_a_fault_in_the_form_files_nothing_and_keeps_what_was_typed(register: Store, visitor: httpx.Client) -> None:
    sent = as_shown(visitor.get(link()).text)
    sent |= {"name-n1": "Prato", "seit-n1": "früher", "nachricht": "Wir haben <viel> vor.", "wer": "R"}
    answer = visitor.post(link(), data=sent)
    assert answer.status_code == 422
    assert 'href="#seit-n1"' in answer.text
    assert 'href="#land-n1"' in answer.text
    assert 'value="früher"' in answer.text
    assert "Wir haben &lt;viel&gt; vor." in answer.text
    assert waiting(register) == []


def test_a_form_in_which_nothing_is_changed_asks_to_confirm(register: Store, visitor: httpx.Client) -> None:
    sent = as_shown(visitor.get(link()).text)
    answer = visitor.post(link(), data=sent)
    assert answer.status_code == 422
    assert "kreuzen Sie das bitte an" in answer.text
    assert waiting(register) == []


def test_a_message_alone_confirms_nothing(register: Store, visitor: httpx.Client, desk: httpx.Client) -> None:
    sent = as_shown(visitor.get(link()).text) | {"nachricht": "Bitte rufen Sie an."}
    visitor.post(link(), data=sent)
    (only,) = waiting(register)
    assert "Die Kommune schreibt etwas" in desk.get("/desk/register").text
    desk.post("/desk/register", data={"csrf": csrf_of(desk), "auswahl": [str(only.id)], "tat": "annehmen"})
    with register.reading() as session:
        assert session.get_one(Municipality, "05512000").confirmed_on is None


def test_what_was_sent_is_shown_when_the_link_is_opened_again(register: Store, visitor: httpx.Client) -> None:
    french = bottrop(register, "FR")
    sent = as_shown(visitor.get(link()).text) | {f"seit-l{french.id}": "1966"}
    visitor.post(link(), data=sent)
    assert as_shown(visitor.get(link()).text)[f"seit-l{french.id}"] == "1966"
    visitor.post(link(), data=sent)
    assert len(waiting(register)) == 1


@pytest.mark.parametrize("token", ["unknown", "a.b", "x" * 5000, "%C3%A9"])
def test_an_unknown_link_is_answered_kindly(register: Store, visitor: httpx.Client, token: str) -> None:
    for answer in (visitor.get(f"/partnerliste/{token}"), visitor.post(f"/partnerliste/{token}")):
        assert answer.status_code == 404
        assert "Dieser Link gilt nicht mehr" in answer.text


def test_links_grow_old_and_serve_one_purpose(register: Store, visitor: httpx.Client) -> None:
    old = register_token("05512000", 1, secret=SECRET, now=NOW - timedelta(days=61))
    other = confirm_token(1, "leserin@example.org", secret=SECRET, now=NOW)
    foreign = register_token("05512000", 1, secret="another secret", now=NOW)
    for token in (old, other, foreign):
        assert visitor.get(f"/partnerliste/{token}").status_code == 404


def test_the_register_is_handed_on_as_it_can_be_read_in_again(
    register: Store, visitor: httpx.Client, desk: httpx.Client
) -> None:
    table = visitor.get("/register.csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    page = desk.get(hand_in(desk, table.content).headers["location"]).text
    assert "5006 Partner wie im Register" in page
    whole = visitor.get("/register.json").json()
    assert "Destatis" in whole["attribution"]
    assert len(whole["links"]) == 5006


def test_the_query_to_wikidata_is_that_of_the_state(register: Store, desk: httpx.Client) -> None:
    assert "&#34;09&#34;" in desk.get("/desk/register/abfrage?land=BY").text
    assert "&#34;05&#34;" in desk.get("/desk/register/abfrage?land=x").text


def test_who_is_not_signed_in_sees_none_of_it(register: Store, visitor: httpx.Client) -> None:
    for path in ("/desk/register", "/desk/register/datei", "/desk/register/link", "/desk/register/abfrage"):
        assert visitor.get(path).status_code == 303
