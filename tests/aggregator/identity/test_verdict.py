"""The same or not, and why."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from aggregator.identity import Fingerprint, Item, Verdict, compare, fingerprint, reference_ids
from aggregator.identity.lines import answer, answers

BODY = "Wir laden Vereine und Schulen ein, eine Woche mit Jugendlichen aus der Partnerstadt zu gestalten. " * 4
URL = "https://amt.example.org/aufruf/begegnung"


def item(
    title: str = "Begegnungen mit Partnerstädten 2027", text: str = BODY, url: str = URL, **parts: object
) -> Fingerprint:
    return fingerprint(Item(title=title, text=text, url=url, **parts))  # type: ignore[arg-type]


def days(*said: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(day) for day in said)


SAME = [
    (
        item(
            "Städtepartnerschaften",
            "Ein Text.",
            source_key="a",
            key="1",
            references=frozenset({"CERV-2027-TOWN"}),
            language="de",
        ),
        item(
            "Town twinning", "A text.", source_key="a", key="2", references=frozenset({"CERV-2027-TOWN"}), language="en"
        ),
    ),
    (item(), item(url="http://www.amt.example.org/aufruf/begegnung/?utm_source=brief")),
    (
        item(days=days("2027-03-01")),
        item(title="Begegnungen mit Partnerstädten 2027", text="", days=days("2027-03-01")),
    ),
    (item(), item(url="https://stadt.example.org/nachricht/9")),
    (
        item("Town twinning", "English text", references=frozenset({"CERV-2027-CITIZENS-TOWN"}), language="en"),
        item(
            "Städtepartnerschaften",
            "Deutscher Text",
            URL + "2",
            references=frozenset({"CERV-2027-CITIZENS-TOWN"}),
            language="de",
        ),
    ),
    (
        item("ERASMUS-SPORT-2027-SCP Sport", days=days("2027-03-01")),
        item("ERASMUS-SPORT-2027-SCP Sport", days=days("2027-04-01")),
    ),
]
PARENT = frozenset({"DIGITAL-2025-SKILLS-08"})
DIFFERENT = [
    (
        item(text="Stipendien in Brest", source_key="a", key="1", references=PARENT),
        item(text="Stipendien in Lille", source_key="a", key="2", references=PARENT),
    ),
    (item(text="Erster Aufruf für Chöre."), item(text="Dritter Aufruf für Orchester.", url=f"{URL}/zwei")),
    (item("Fonds CERV-2026-01-TOWN-two-stage"), item("Fonds CERV-2027-01-TOWN-two-stage")),
    (item(), item(title="Begegnungen mit Partnerstädten 2028")),
    (item("Kulturfonds, 3. Runde"), item("Kulturfonds, 4. Runde")),
    (item("Aufruf CERV-2027-CITIZENS-TOWN"), item("Aufruf CERV-2026-CITIZENS-TOWN")),
    (item(days=days("2027-03-01")), item(url=URL + "/zwei", days=days("2027-09-01"))),
    (item(source_key="a", key="1", title="Fonds: Reisen"), item(source_key="a", key="2", title="Fonds: Treffen")),
    (
        item(source_key="a", key="1"),
        item(source_key="a", key="2", url=f"{URL}/zwei"),
    ),
    (
        item("Sportpreis für Vereine", "Text", "https://a.example.org/"),
        item("Chorfest am Rhein", "Text", "https://a.example.org/"),
    ),
]
UNSURE = [
    (item(), item(title="Begegnungen mit Partnerstädten", text=f"{BODY} Neu.")),
    (item(text="Kurz."), item(text="Anders gesagt.", url="https://stadt.example.org/zwei")),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_one_thing_reported_twice_is_the_same(a: Fingerprint, b: Fingerprint) -> None:
    assert compare(a, b).verdict == Verdict.SAME, compare(a, b).why


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_another_year_round_number_or_day_is_another_thing(a: Fingerprint, b: Fingerprint) -> None:
    assert compare(a, b).verdict == Verdict.DIFFERENT, compare(a, b).why


@pytest.mark.parametrize(("a", "b"), UNSURE)
def test_what_only_looks_alike_is_left_to_people(a: Fingerprint, b: Fingerprint) -> None:
    assert compare(a, b).verdict == Verdict.UNSURE, compare(a, b).why


@pytest.mark.parametrize(("a", "b"), SAME + DIFFERENT + UNSURE)
def test_the_order_does_not_matter_and_a_reason_is_given(a: Fingerprint, b: Fingerprint) -> None:
    assert compare(a, b).verdict == compare(b, a).verdict
    assert compare(a, b).why


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see CERV-2027-CITIZENS-TOWN-TT and CERV-2027-CITIZENS", {"CERV-2027-CITIZENS-TOWN-TT"}),
        ("EACEA/12/2026 or EAC/A03/2027", {"EACEA/12/2026", "EAC/A03/2027"}),
        ("COVID-19, DIN-A4, EU-weit, 2027-03-01, COVID-2019", {"COVID-2019"}),
        ("A" * 50_000 + "-2027", set()),
        ("A-" * 50_000 + "2027", set()),
    ],
)
def test_reference_numbers_carry_a_year(text: str, found: set[str]) -> None:
    assert reference_ids(text) == found


def test_a_pair_is_answered_on_a_line() -> None:
    side = {"id": "1", "title": "Fonds 2027", "text": BODY, "url": URL, "published": None, "lang": "de"}
    assert answer({"pair_id": "p", "a": side, "b": side})["verdict"] == "same"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 1"),
        ("[]", "must be a JSON object"),
        ('{"pair_id": "p", "a": {"title": "x"}}', '"b" must be an object'),
        ('{"pair_id": "p", "a": {"title": 3}, "b": {}}', '"title" must be text, not int'),
    ],
)
def test_a_line_that_is_no_pair_says_so_and_the_next_is_read(line: str, said: str) -> None:
    wrong, right = [json.loads(one) for one in answers([line, "", '{"pair_id": "q", "a": {}, "b": {}}'])]
    assert said in wrong["error"]
    assert right["pair_id"] == "q"


@pytest.mark.shared
def test_of_real_pairs_what_is_merged_is_right() -> None:
    path = Path(__file__).parents[4] / "shared" / "data" / "reading-dev" / "pairs.jsonl"
    if not path.exists():
        pytest.skip("no labelled pairs beside the project")
    pairs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    merged = [pair for pair in pairs if pair["relation"] != "uncertain" and answer(pair)["verdict"] == "same"]
    right = [pair for pair in merged if pair["relation"].startswith("same")]
    assert len(right) >= 0.99 * len(merged)
