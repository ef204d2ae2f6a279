"""Sources come in and go out as files; a fault is told with its line, and then nothing of the file is taken."""

from __future__ import annotations

import html

import httpx
import pytest
from sqlmodel import func, select

from aggregator.model import Source
from aggregator.store import Store
from tests.web.conftest import csrf_of

_PLACE = "/desk/quellen/dateien"
_CSV = "key;name;url;kind\namt;Amt;https://amt.example/;feed\nbuero;Büro;https://buero.example/;listing\n"
_OPML = '<opml version="2.0"><body><outline text="Amt" xmlUrl="https://amt.example/feed"/></body></opml>'


def number(store: Store) -> int:
    """How many sources there are."""
    with store.reading() as session:
        return session.exec(select(func.count()).select_from(Source)).one()


def send(client: httpx.Client, name: str, content: str | bytes) -> httpx.Response:
    """Upload a file."""
    return client.post(_PLACE, data={"csrf": csrf_of(client)}, files={"datei": (name, content)})


@pytest.mark.parametrize(
    ("name", "content", "added"),
    [
        ("liste.csv", _CSV, "2 Quellen hinzugefügt"),
        ("feeds.opml", _OPML, "1 Quelle hinzugefügt"),
        ("amt.yaml", "key: amt\nname: Amt\nurl: https://amt.example/\nkind: feed\n", "1 Quelle hinzugefügt"),
    ],
)
def test_a_file_is_taken_in_once(office: Store, desk: httpx.Client, name: str, content: str, added: str) -> None:
    assert added in send(desk, name, content).text
    before = number(office)
    assert "0 Quellen hinzugefügt" in send(desk, name, content).text
    assert number(office) == before


@pytest.mark.parametrize(
    ("name", "content", "line", "said"),
    [
        ("a.csv", _CSV.replace("listing", "list"), 3, "Das Feld kind muss eines von"),
        ("a.csv", "name;key\n", 1, "Die Spalte url, kind fehlt"),
        ("a.csv", _CSV.encode("cp1252"), 3, "Das ist kein UTF-8"),
        ("a.yaml", "key: amt\nname: [", 2, "Das ist kein lesbares YAML"),
        ("a.opml", "<opml>", 0, "Das ist keine lesbare OPML-Liste"),
    ],
)
def test_a_fault_is_told_with_its_line_and_nothing_is_taken(
    office: Store, desk: httpx.Client, name: str, content: str | bytes, line: int, said: str
) -> None:
    before = number(office)
    answer = send(desk, name, content)
    shown = html.unescape(answer.text)
    assert answer.status_code == 422
    assert f"„{name}“ wurde nicht übernommen" in shown
    assert said in shown
    assert ("<strong>Zeile" in shown) == bool(line)
    assert not line or f"<strong>Zeile {line}:</strong>" in shown
    assert number(office) == before


def test_no_file_and_a_file_too_large_are_told(office: Store, desk: httpx.Client) -> None:
    assert "zuerst eine Datei auswählen" in desk.post(_PLACE, data={"csrf": csrf_of(desk)}).text
    assert "zuerst eine Datei auswählen" in send(desk, "leer.csv", " \n").text
    large = send(desk, "gross.csv", b"x" * 5_000_001)
    assert (large.status_code, "zu groß" in large.text) == (413, True)


@pytest.mark.parametrize(
    ("ending", "begins"),
    [("csv", "\ufeffkey;name;url;kind"), ("opml", "<?xml"), ("yaml", "key: jugendbuero")],
)
def test_all_sources_are_handed_out(office: Store, desk: httpx.Client, ending: str, begins: str) -> None:
    answer = desk.get(f"/desk/quellen/quellen.{ending}")
    assert answer.content.decode("utf-8").startswith(begins)
    assert "Stiftung Brückenschlag" in answer.content.decode("utf-8")
    assert answer.headers["content-disposition"] == f'attachment; filename="quellen.{ending}"'


def test_what_was_handed_out_can_be_taken_in_again(office: Store, desk: httpx.Client) -> None:
    table = desk.get("/desk/quellen/quellen.csv").content
    assert "2 waren schon bekannt" in send(desk, "quellen.csv", table).text


def test_there_is_no_other_ending(office: Store, desk: httpx.Client) -> None:
    assert desk.get("/desk/quellen/quellen.exe").status_code == 404


def test_strangers_get_no_list(office: Store, visitor: httpx.Client) -> None:
    assert visitor.get("/desk/quellen/quellen.csv").status_code == 303
