"""Readers at the desk: looking for them, the proof in print, acting for them, tables (R19, R21)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import httpx
from selectolax.lexbor import LexborHTMLParser
from sqlmodel import select

from aggregator.model import Person, ReaderAct, ReaderAction, ReaderFile, Role, SubscriberState
from aggregator.store import Store
from tests.web.conftest import attribute, csrf_of
from tests.web.example import NOW
from tests.web.reading import READER, a_reader, everybody, filled

HEAD = "adresse;rechtsgrundlage;nachweis;bestaetigt_am\n"


def acts(store: Store) -> list[tuple[ReaderAction, int, str]]:
    with store.reading() as session:
        return [(act.action, act.reader_number, act.reason) for act in session.exec(select(ReaderAct))]


def handed_in(desk: httpx.Client, text: str) -> httpx.Response:
    files = {"datei": ("leser.csv", text.encode(), "text/csv")}
    return desk.post("/desk/leser/datei", data={"csrf": csrf_of(desk)}, files=files)


def test_readers_are_found_by_a_piece_of_their_address(office: Store, desk: httpx.Client) -> None:
    a_reader(office)
    a_reader(office, "verein@hamm.example")
    page = desk.get("/desk/leser?q=HAMM").text
    assert "verein@hamm.example" in page
    assert READER not in page
    assert "Dazu steht niemand in der Liste." in desk.get("/desk/leser?stand=abgemeldet").text


def test_whatever_is_asked_is_answered(office: Store, desk: httpx.Client) -> None:
    a_reader(office)
    for query in ("q=%25", "seite=0", "seite=x", "seite=99999999", "stand=x", "q=" + "x" * 900):
        assert desk.get(f"/desk/leser?{query}").status_code == 200


def test_the_proof_holds_every_line_word_for_word(office: Store, desk: httpx.Client, visitor: httpx.Client) -> None:
    visitor.post("/abonnieren", data=filled())
    (reader,) = everybody(office)
    page = desk.get(f"/desk/leser/{reader.id}/nachweis").text
    text = LexborHTMLParser(page).text()
    assert READER in text
    assert "Ich möchte den Newsletter mit Fristen" in text
    assert "/abonnieren" in text
    assert "2026-11" in text


def test_somebody_is_unsubscribed_for_with_a_reason(office: Store, desk: httpx.Client) -> None:
    number = a_reader(office)
    path = f"/desk/leser/{number}/abmelden"
    refused = desk.post(path, data={"csrf": csrf_of(desk), "grund": " "})
    assert refused.status_code == 422
    assert attribute(refused.text, "#grund-abmelden", "aria-describedby") == "fehler-abmelden"
    desk.post(path, data={"csrf": csrf_of(desk), "grund": "Anruf vom 23. November"})
    assert everybody(office)[0].state is SubscriberState.UNSUBSCRIBED
    assert acts(office) == [(ReaderAction.UNSUBSCRIBED, number, "Anruf vom 23. November")]
    page = desk.get(f"/desk/leser/{number}/nachweis").text
    assert "Vom Büro abgemeldet. Grund: Anruf vom 23. November" in page


def test_somebody_is_erased_for_and_let_in_again(office: Store, desk: httpx.Client, visitor: httpx.Client) -> None:
    number = a_reader(office)
    desk.post(f"/desk/leser/{number}/loeschen", data={"csrf": csrf_of(desk), "grund": "Brief"})
    assert everybody(office) == []
    assert "Diese Adresse ist gesperrt" in desk.get(f"/desk/leser?q={READER}").text
    wrong = desk.post("/desk/leser/sperre", data={"csrf": csrf_of(desk), "adresse": READER})
    assert wrong.status_code == 422
    desk.post("/desk/leser/sperre", data={"csrf": csrf_of(desk), "adresse": READER, "grund": "Anruf"})
    visitor.post("/abonnieren", data=filled())
    assert [one.address for one in everybody(office)] == [READER]
    assert [action for action, _, _ in acts(office)] == [ReaderAction.ERASED, ReaderAction.UNBLOCKED]


def test_the_journal_tells_of_it_and_names_no_reader(office: Store, desk: httpx.Client) -> None:
    number = a_reader(office)
    desk.post(f"/desk/leser/{number}/loeschen", data={"csrf": csrf_of(desk), "grund": "Brief"})
    page = LexborHTMLParser(desk.get("/desk/protokoll?was=leser").text).text()
    assert f"Ayşe Kaya hat Leser Nummer {number} gelöscht" in " ".join(page.split())
    assert READER not in page


def test_a_table_is_looked_at_and_then_taken_in(office: Store, desk: httpx.Client) -> None:
    text = HEAD + "a@example.org;Einwilligung;Formular 1;2024-05-31\nniemand;x;;\nb@example.org;;;\n"
    answer = handed_in(desk, text)
    assert answer.status_code == 303
    page = desk.get(answer.headers["location"]).text
    assert "Zeile 3: „niemand“ ist keine E-Mail-Adresse." in " ".join(LexborHTMLParser(page).text().split())
    assert "Zeile 4:" in page
    assert everybody(office) == []
    for _ in range(2):
        assert desk.post(answer.headers["location"], data={"csrf": csrf_of(desk)}).status_code == 303
    assert [one.address for one in everybody(office)] == ["a@example.org"]
    assert [action for action, _, _ in acts(office)] == [ReaderAction.IMPORTED]
    with office.reading() as session:
        assert session.exec(select(ReaderFile)).all() == []


def test_what_is_no_table_is_refused_in_words(office: Store, desk: httpx.Client) -> None:
    for text in ("", "a,b\n", "\0"):
        answer = handed_in(desk, text)
        assert answer.status_code == 422
        assert attribute(answer.text, "#datei", "aria-describedby") == "datei-fehler"


def test_the_list_goes_out_as_a_table_and_the_journal_says_who_took_it(office: Store, desk: httpx.Client) -> None:
    a_reader(office)
    assert desk.get("/desk/leser/liste.csv").status_code in {404, 405}
    answer = desk.post("/desk/leser/liste.csv", data={"csrf": csrf_of(desk)})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["adresse"] for row in rows] == [READER]
    assert rows[0]["zustand"] == "confirmed"
    assert [action for action, _, _ in acts(office)] == [ReaderAction.EXPORTED]


def test_who_only_looks_after_the_technical_side_sees_no_readers(
    office: Store, colleague: Callable[[str], httpx.Client]
) -> None:
    with office.writing() as session:
        session.add(Person(address="t@example.org", name="Toni", roles=frozenset({Role.TECHNICIAN}), created_at=NOW))
    toni = colleague("Toni")
    for path in ("/desk/leser", f"/desk/leser/{a_reader(office)}", "/desk/leser/datei"):
        assert toni.get(path).status_code == 403
