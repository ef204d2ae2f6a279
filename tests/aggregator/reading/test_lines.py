"""The JSON-lines contract of `partnerpost read`."""

import json
from datetime import date

from aggregator.reading.lines import answer, answers

TODAY = date(2026, 3, 1)


def test_a_line_is_answered_with_its_deadline_and_the_passage_it_stands_in() -> None:
    text = "Foto-Wettbewerb der Partnerstädte.\nEinsendeschluss: 15.05.2026"
    shown = json.loads(json.dumps(answer({"id": "a", "title": "", "text": text}, today=TODAY)))
    [deadline] = shown["deadlines"]
    assert (deadline["date"], deadline["certainty"]) == ("2026-05-15", "exact")
    evidence = deadline["evidence"]
    assert text[evidence["start"] : evidence["end"]] == evidence["quote"]


def test_a_line_that_is_no_json_gets_an_answer_and_the_next_one_is_read() -> None:
    bad, good = answers(["{broken", json.dumps({"id": "b", "title": "", "text": "Hallo"})], today=TODAY)
    assert json.loads(bad)["id"] is None
    assert "line 1" in json.loads(bad)["error"]
    assert json.loads(good)["id"] == "b"


def test_a_document_without_text_is_told_what_is_missing() -> None:
    [shown] = answers([json.dumps({"id": "c", "title": "only a title"})], today=TODAY)
    assert json.loads(shown) == {"id": "c", "error": 'line 1: give the document as "text" or as "html"'}


def test_a_published_day_that_is_no_day_is_named() -> None:
    [shown] = answers([json.dumps({"id": "d", "text": "x", "published": "gestern"})], today=TODAY)
    assert "2027-01-31" in json.loads(shown)["error"]


def test_a_page_that_lists_events_has_each_of_them_as_an_item_with_its_address() -> None:
    rows = "".join(f'<li><a href="/{day}">Fest der Stadt</a> {day}. Mai 2026</li>' for day in (5, 6, 7))
    page: dict[str, object] = {
        "id": "e",
        "html": f"<html><body><ul>{rows}</ul></body></html>",
        "url": "https://stadt.example/termine",
    }
    items = json.loads(json.dumps(answer(page, today=TODAY)))["items"]
    assert [(item["url"], item["event"]["start"]) for item in items] == [
        ("https://stadt.example/5", "2026-05-05"),
        ("https://stadt.example/6", "2026-05-06"),
        ("https://stadt.example/7", "2026-05-07"),
    ]
