"""One row for what may be one thing: merged, kept apart or rejected with one press, and no more than was shown."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest

from aggregator.store import Store
from tests.web.conftest import csrf_of, decide
from tests.web.example import accept, number_of
from tests.web.resembling import CONCOURS, PHOTOS, questions, resemble
from tests.web.test_desk import rows, state

IN_PLACE = {"X-In-Place": "1"}


@pytest.fixture
def pair(office: Store) -> tuple[int, int]:
    """A competition in French that leads a row, and the same in German inside it."""
    resemble(office)
    return number_of(office, CONCOURS), number_of(office, PHOTOS)


def fields(client: httpx.Client, leading: int) -> dict[str, str | list[str]]:
    """What the form of a folded row carries."""
    page = client.get("/desk/eingang").text
    found = re.search(rf'name="fuehrt" value="{leading}">(.*?)</form>', page, re.DOTALL)
    assert found is not None
    seen = {name: re.findall(rf'name="{name}" value="([\d.]+)"', found[0]) for name in ("eintrag", "dazu")}
    return {"csrf": csrf_of(client), "fuehrt": str(leading), **seen}


def together(client: httpx.Client, leading: int, verb: str, **headers: str) -> httpx.Response:
    """Press a button of a folded row."""
    return client.post(f"/desk/eingang/zusammen/{verb}", data=fields(client, leading), headers=headers)


def test_what_may_be_the_same_stands_inside_the_row(office: Store, desk: httpx.Client, pair: tuple[int, int]) -> None:
    page = desk.get("/desk/eingang").text
    assert CONCOURS in rows(page)
    assert PHOTOS not in rows(page)
    assert "2 Einträge aus 2 Quellen – dasselbe?" in page
    row = page[page.index(f'id="eintrag-{pair[0]}"') :].partition("</li>\n<li class")[0]
    assert PHOTOS in row
    assert re.search(rf'href="/desk/gleich/({"|".join(map(str, questions(office)))})"', row)


def test_all_are_merged_with_one_press_and_one_undo(office: Store, desk: httpx.Client, pair: tuple[int, int]) -> None:
    waiting = len(rows(desk.get("/desk/eingang").text))
    answer = together(desk, pair[0], "zusammenfuehren")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/eingang")
    page = desk.get("/desk/eingang").text
    assert len(rows(page)) == waiting
    assert sorted(state(office, number) for number in pair) == ["merged", "new"]
    assert "zusammengeführt" in page
    desk.post("/desk/rueckgaengig", data={"csrf": csrf_of(desk)})
    assert [state(office, number) for number in pair] == ["new", "new"]


def test_in_place_the_merged_row_takes_the_place_of_the_former(
    office: Store, desk: httpx.Client, pair: tuple[int, int]
) -> None:
    kept = min(pair)
    answer = together(desk, pair[0], "zusammenfuehren", **IN_PLACE)
    assert f'id="eintrag-{kept}" data-row data-instead="eintrag-{pair[0]}"' in answer.text
    assert "Zusammengeführt. Noch" in answer.text


def test_what_was_accepted_before_takes_a_row_in(office: Store, desk: httpx.Client, pair: tuple[int, int]) -> None:
    accept(office, PHOTOS)
    page = desk.get("/desk/eingang").text
    assert '<span class="tag">angenommen</span>' in page
    assert fields(desk, pair[0])["dazu"] != []
    answer = together(desk, pair[0], "zusammenfuehren", **IN_PLACE)
    assert "row-done" in answer.text
    assert (state(office, pair[0]), state(office, pair[1])) == ("merged", "accepted")


def test_each_becomes_a_row_of_its_own(office: Store, desk: httpx.Client, pair: tuple[int, int]) -> None:
    answer = together(desk, pair[0], "verschieden", **IN_PLACE)
    assert re.findall(r'<li class="row" id="eintrag-(\d+)" data-row', answer.text) == [str(number) for number in pair]
    assert f'data-after="eintrag-{pair[0]}"' in answer.text
    assert PHOTOS in rows(desk.get("/desk/eingang").text)


def test_all_are_rejected_with_one_press_and_one_undo(office: Store, desk: httpx.Client, pair: tuple[int, int]) -> None:
    answer = together(desk, pair[0], "verwerfen", **IN_PLACE)
    assert "und 1 weiterer" in answer.text
    assert [state(office, number) for number in pair] == ["rejected", "rejected"]
    assert "2 Einträge verworfen" in desk.get("/desk/eingang").text
    desk.post("/desk/rueckgaengig", data={"csrf": csrf_of(desk)})
    assert [state(office, number) for number in pair] == ["new", "new"]


def test_a_key_decides_the_leading_one_alone_and_the_next_one_takes_the_row(
    office: Store, desk: httpx.Client, pair: tuple[int, int]
) -> None:
    data = {"csrf": csrf_of(desk), "dabei": str(pair[1])}
    answer = desk.post(f"/desk/eintrag/{pair[0]}/verwerfen", data=data, headers=IN_PLACE)
    assert [state(office, number) for number in pair] == ["rejected", "new"]
    assert f'id="eintrag-{pair[1]}" data-row data-after="eintrag-{pair[0]}"' in answer.text


def test_nothing_is_merged_where_a_colleague_was_faster(
    office: Store, desk: httpx.Client, colleague: Callable[[str], httpx.Client], pair: tuple[int, int]
) -> None:
    jan = colleague("Jan Nowak")
    mine = fields(desk, pair[0])
    decide(jan, pair[1], "verwerfen")
    answer = desk.post("/desk/eingang/zusammen/zusammenfuehren", data=mine)
    assert answer.status_code == 409
    assert "<bdi>Jan Nowak</bdi> hat das inzwischen verworfen" in answer.text
    assert [state(office, number) for number in pair] == ["new", "rejected"]


def test_nothing_is_merged_where_a_colleague_said_they_are_two(
    office: Store, desk: httpx.Client, colleague: Callable[[str], httpx.Client], pair: tuple[int, int]
) -> None:
    mine = fields(desk, pair[0])
    together(colleague("Jan Nowak"), pair[0], "verschieden")
    page = desk.post("/desk/eingang/zusammen/zusammenfuehren", data=mine)
    assert page.status_code == 409
    assert "Jemand hat inzwischen geantwortet" in page.text
    answer = desk.post("/desk/eingang/zusammen/zusammenfuehren", data=mine, headers=IN_PLACE)
    assert "Nicht zusammengeführt" in answer.text
    assert answer.text.count("data-title") == 2
    assert [state(office, number) for number in pair] == ["new", "new"]


def test_forms_that_nobody_was_shown_do_nothing(office: Store, desk: httpx.Client, pair: tuple[int, int]) -> None:
    csrf = csrf_of(desk)
    for verb, data in (
        ("zusammenfuehren", {"fuehrt": "1"}),
        ("zusammenfuehren", {"fuehrt": "1", "eintrag": ["1.0"]}),
        ("zusammenfuehren", {"fuehrt": "x", "eintrag": ["1.0", "2.0"]}),
        ("zusammenfuehren", {"fuehrt": "1", "eintrag": [f"{number}.0" for number in range(1, 12)]}),
        ("loeschen", {"fuehrt": "1", "eintrag": ["1.0", "2.0"]}),
        ("zusammenfuehren", {"fuehrt": "998", "eintrag": ["998.0", "999.0"]}),
    ):
        assert desk.post(f"/desk/eingang/zusammen/{verb}", data={"csrf": csrf, **data}).status_code == 404
    mixed = {"csrf": csrf, "fuehrt": "1", "eintrag": ["1.0", f"{pair[0]}.0"]}
    assert desk.post("/desk/eingang/zusammen/zusammenfuehren", data=mixed).status_code == 409
