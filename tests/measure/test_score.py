"""The scorer itself: what it counts, and that published figures are those it counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.measure import score
from tests.measure.publishing import PageWithoutPlace, publish
from tests.measure.tally import Dates, share

_TEXT: dict[str, Any] = {
    "task": "text",
    "lang": "de",
    "title": "Fonds für Begegnungen",
    "published": "2026-11-02",
    "deadlines": ["2027-03-31"],
    "deadline_status": "fixed",
    "label_origin": "hand",
    "kind": "funding",
    "amount_max": 3000,
    "amount_origin": "hand",
}
_CALL = "Vereine und Gemeinden können einen Zuschuss von bis zu 3.000 Euro je Projekt erhalten."


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder of labelled texts of our own: two rightly labelled, one with a wrong date."""
    texts = [
        _TEXT | {"id": 1, "text": f"{_CALL} Bewerbungsfrist: 31. März 2027."},
        _TEXT | {"id": 2, "text": f"{_CALL} Bewerbungsfrist: 31. Mai 2027.", "amount_max": 9000},
        _TEXT | {"id": 3, "task": "api", "text": "Bewerbungsfrist: 1. Mai 2027."},
    ]
    phrase = {"id": "p", "lang": "de", "phrase": "gegründet am 3.4.1963", "deadline_iso": [], "is_trap": True}
    page = {"file": "html/news.html", "lang": "de", "gold": {"is_call": False}}
    (tmp_path / "html").mkdir()
    (tmp_path / "html/news.html").write_text("<main><h1>Wetter</h1><p>Morgen regnet es im Norden.</p></main>")
    _write(tmp_path / "html/index.jsonl", [page])
    _write(tmp_path / "texts.jsonl", texts)
    _write(tmp_path / "phrases.jsonl", [phrase | {"category": "trap_anniversary"}])
    for name in ("page", "pairs"):
        (tmp_path / f"{name}.md").write_text(
            "# Reading\n\n<!-- figures -->\nold\n<!-- /figures -->\n\nend\n", encoding="utf-8"
        )
    side = {"title": "Fonds für Fahrten 2027", "text": _CALL, "url": "https://a.example/1", "lang": "de"}
    pairs = [
        {"relation": "same", "a": side, "b": side},
        {"relation": "different", "a": side, "b": side | {"title": "Fonds für Fahrten 2028"}},
    ]
    (tmp_path / "own").mkdir()
    (tmp_path / "own/two.yaml").write_text(json.dumps(pairs), encoding="utf-8")
    _write(tmp_path / "pairs.jsonl", [pairs[0], pairs[1] | {"relation": "uncertain"}])
    return tmp_path


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _score(place: Path) -> dict[str, Any]:
    results = place / "out/score.json"
    pages = ["--page", str(place / "page.md"), "--pairs-page", str(place / "pairs.md")]
    score.main(["--data", str(place), "--pairs", str(place / "own"), *pages, "--results", str(results), "--wrong", "9"])
    figures: dict[str, Any] = json.loads(results.read_text(encoding="utf-8"))
    return figures


def test_a_wrong_date_counts_as_spurious_and_as_missed(place: Path) -> None:
    figures = _score(place)["deadlines in texts"]["all"]
    assert (figures["items"], figures["items_right"]) == (2, 0.5)
    assert (figures["precision"], figures["recall"], figures["f1"]) == (0.5, 0.5, 0.5)


def test_items_whose_date_is_not_in_the_text_are_not_scored(place: Path) -> None:
    assert _score(place)["language"]["all"]["items"] == 2


def test_a_sum_that_the_text_does_not_name_is_counted_apart(place: Path) -> None:
    figures = _score(place)["amounts"]
    assert figures["right, all"] == {"items": 2, "share": 0.5}
    assert figures["right, in the text"] == {"items": 1, "share": 1.0}


def test_traps_kept_silent_and_pages_without_offer_are_counted(place: Path) -> None:
    figures = _score(place)
    assert figures["deadlines in phrases"]["traps"]["silent_where_none"] == 1
    assert figures["saved pages"]["ordinary: yield an opportunity"] == {"items": 1, "share": 0.0}


def test_the_page_shows_the_figures_and_keeps_its_other_words(place: Path) -> None:
    _score(place)
    page = (place / "page.md").read_text(encoding="utf-8")
    assert "| all | 2 | 0.500 | 0.500 | 0.500 | 0.500 | 1.000 |" in page
    assert "old" not in page
    assert page.startswith("# Reading\n") and page.endswith("<!-- /figures -->\n\nend\n")


def test_pairs_are_counted_by_what_becomes_of_them(place: Path) -> None:
    _score(place)
    page = (place / "pairs.md").read_text(encoding="utf-8")
    assert "| our own, two | 2 | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 |" in page
    assert "| real, labelled | 1 | 1.000 | 1.000 | 1.000 | 0.000 | 1.000 |" in page


def test_wrong_items_are_shown_on_request(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _score(place)
    assert "2 de wanted ['2027-03-31'] found ['2027-05-31']" in " ".join(capsys.readouterr().out.split())


def test_without_labelled_texts_it_says_so_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    score.main(["--data", str(tmp_path), "--results", str(tmp_path / "score.json")])
    assert "no labelled texts" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_a_page_without_markers_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Reading\n", encoding="utf-8")
    with pytest.raises(PageWithoutPlace, match="figures"):
        publish(page, {"kind": {"all": share([True])}})
    assert page.read_text(encoding="utf-8") == "# Reading\n"


@pytest.mark.parametrize("name", [score.PAGE, score.PAIRS_PAGE])
def test_our_own_pages_have_a_place_for_their_figures(name: Path) -> None:
    page = (Path(__file__).parents[2] / name).read_text(encoding="utf-8")
    assert page.count("<!-- figures -->\n") == page.count("<!-- /figures -->\n") == 1


def test_a_date_that_may_be_found_is_no_error_either_way() -> None:
    tally = Dates()
    tally.add({"2027-01-01"}, {"2027-02-01"}, {"2027-01-01", "2027-02-01"})
    tally.add(set(), {"2027-02-01"}, set())
    assert tally.figures()["items_right"] == 1
    assert tally.figures()["silent_where_none"] == 1
