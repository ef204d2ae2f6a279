"""L-02: who meets a barrier says so in one message; the office reads it, answers, and says when it is done."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from sqlmodel import select

from aggregator import barriers
from aggregator.model import BarrierAct, BarrierReport
from aggregator.store import Store
from tests.web.conftest import csrf_of
from tests.web.example import NOW
from tests.web.staff import Clock

PATH = "/barriere-melden"


def mark_of(page: str) -> str:
    """The mark that the form carries."""
    found = re.search(r'name="marke" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def reports(store: Store) -> list[BarrierReport]:
    with store.reading() as session:
        return list(session.exec(select(BarrierReport).order_by(BarrierReport.id)))  # type: ignore[arg-type]


@pytest.fixture
def writer(store: Store, moving: Clock, browsers: Callable[..., httpx.Client]) -> Callable[..., httpx.Response]:
    """Somebody who opens the form, takes a while and sends it."""
    client = browsers()

    def send(*, after: float = 30, prefix: str = "", **typed: str) -> httpx.Response:
        typed.setdefault("marke", mark_of(client.get(prefix + PATH).text))
        moving.on(seconds=after)
        return client.post(prefix + PATH, data=typed)

    return send


def tell(store: Store, text: str = "Der Kontrast ist zu schwach.", address: str = "") -> int:
    with store.writing() as session:
        barriers.report(
            session,
            BarrierReport(form=text[:60], text=text, address=address, page="/fristen", language="de", created_at=NOW),
        )
    return reports(store)[-1].id or 0


def test_a_message_is_enough(store: Store, writer: Callable[..., httpx.Response]) -> None:
    answer = writer(nachricht="Ich kann das Datum nicht lesen.")
    assert (answer.status_code, answer.headers["location"]) == (303, "/barriere-melden?danke=1")
    (kept,) = reports(store)
    assert (kept.text, kept.address, kept.page, kept.closed_at) == ("Ich kann das Datum nicht lesen.", "", "", None)


def test_thanks_are_said_in_the_language_of_the_address(store: Store, writer: Callable[..., httpx.Response]) -> None:
    answer = writer(prefix="/pl", nachricht="Nie widzę daty.")
    assert answer.headers["location"] == "/pl/barriere-melden?danke=1"
    assert reports(store)[0].language == "pl"


def test_sent_twice_it_is_kept_once(store: Store, writer: Callable[..., httpx.Response], visitor: httpx.Client) -> None:
    mark = mark_of(visitor.get(PATH).text)
    for _ in range(2):
        assert writer(marke=mark, nachricht="Doppelt").status_code == 303
    assert len(reports(store)) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"nachricht": "  "}, "Ein Satz genügt."),
        ({"nachricht": "x" * 5001}, "Das ist zu lang."),
        ({"nachricht": "Gut", "adresse": "keine adresse"}, "Das ist keine E-Mail-Adresse."),
        ({"nachricht": "Gut", "homepage": "https://spam.example"}, "Ein verstecktes Feld war ausgefüllt"),
        ({"nachricht": "Gut", "marke": "gefälscht"}, "Die Seite stand lange offen."),
        ({"nachricht": "Gut", "after": 1}, "schneller, als Menschen tippen"),
        ({"nachricht": "Gut", "after": 13 * 3600}, "Die Seite stand lange offen."),
    ],
)
def test_what_keeps_it_back_is_said_and_nothing_typed_is_lost(
    store: Store, writer: Callable[..., httpx.Response], typed: dict[str, str], said: str
) -> None:
    answer = writer(**{"seite": "/fristen", **typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="/fristen"' in answer.text
    assert typed["nachricht"].strip()[:5000] in answer.text
    assert reports(store) == []


def test_a_form_that_was_held_back_can_be_sent_again(store: Store, writer: Callable[..., httpx.Response]) -> None:
    held_back = writer(nachricht="Gut", homepage="x")
    assert writer(nachricht="Gut", marke=mark_of(held_back.text)).status_code == 303
    assert len(reports(store)) == 1


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "a\x00b", "\u202eמשהו", "9" * 4000])
def test_whatever_is_typed_is_shown_as_text(
    office: Store, desk: httpx.Client, writer: Callable[..., httpx.Response], text: str
) -> None:
    assert writer(nachricht=text, seite=text[:200], adresse="").status_code == 303
    assert "<script>alert" not in desk.get("/desk/rueckmeldungen").text


def test_the_form_knows_from_which_page_somebody_came(visitor: httpx.Client) -> None:
    came = {"Referer": f"{visitor.base_url}/fr/fristen?land=PL"}
    assert 'value="/fr/fristen"' in visitor.get(PATH, headers=came).text
    for other in ("https://elsewhere.example/fristen", f"{visitor.base_url}/abmelden/geheim"):
        assert 'id="seite" name="seite" type="text" value=""' in visitor.get(PATH, headers={"Referer": other}).text


def test_the_office_closes_and_opens_it_again_and_the_journal_tells(office: Store, desk: httpx.Client) -> None:
    number = tell(office, address="leser@example.org")
    page = desk.get("/desk/rueckmeldungen").text
    assert "Der Kontrast ist zu schwach." in page
    assert "leser%40example.org" in page
    for verb in ("erledigt", "erledigt", "offen"):
        answer = desk.post(f"/desk/rueckmeldungen/{number}/{verb}", data={"csrf": csrf_of(desk)})
        assert answer.status_code == 303
    with office.reading() as session:
        assert [row.action.value for row in session.exec(select(BarrierAct))] == ["closed", "reopened"]
    journal = desk.get("/desk/protokoll?was=barrieren").text
    assert "wieder geöffnet" in journal
    assert "Ayşe Kaya" in journal


def test_the_day_begins_with_how_many_wait(office: Store, desk: httpx.Client) -> None:
    assert "gemeldete Barriere" not in desk.get("/desk/").text
    tell(office)
    start = " ".join(desk.get("/desk/").text.split())
    assert 'href="/desk/rueckmeldungen"><span class="figure">1</span> gemeldete Barriere auf unseren Seiten' in start


def test_what_is_long_done_is_forgotten_and_only_that(office: Store) -> None:
    done, waits = tell(office, "Erledigt", "leser@example.org"), tell(office, "Wartet")
    with office.writing() as session:
        barriers.close(session, done, person_id=1, now=NOW)
    with office.writing() as session:
        assert barriers.forget(session, now=NOW + barriers.FORGOTTEN_AFTER) == 0
        assert barriers.forget(session, now=NOW + barriers.FORGOTTEN_AFTER + timedelta(days=1)) == 1
    kept = {row.id: (row.text, row.page, row.address) for row in reports(office)}
    assert kept == {done: ("", "", ""), waits: ("Wartet", "/fristen", "")}


def test_there_is_nothing_to_close_under_an_unknown_number(office: Store, desk: httpx.Client) -> None:
    answer = desk.post("/desk/rueckmeldungen/99/erledigt", data={"csrf": csrf_of(desk)})
    assert answer.status_code == 404
