"""Every reason is a sentence in four languages."""

from __future__ import annotations

import pytest

from aggregator.finding import FailureKind
from aggregator.health import Fact, Reason, ReasonKind, sentence
from tests.aggregator.health.past import DAY, MORNING

_SPAN = {"listed": 4, "least": 18, "most": 22}


def said(reason: Reason, language: str = "de") -> str:
    return sentence(reason, name="DPJW", language=language, now=MORNING).replace("\u00a0", " ")


def test_a_broken_source_is_told_with_what_is_usual_and_what_it_does_instead() -> None:
    reason = Reason(
        ReasonKind.FAILING, {"weekly": 2.9}, MORNING - 9 * DAY, failure=FailureKind.NO_ENTRIES, url="https://x.example"
    )
    assert said(reason) == "DPJW liefert seit 9 Tagen nichts, sonst 3 pro Woche. Seite antwortet, Liste leer."
    assert said(reason, "pl") == (
        "DPJW nie dostarcza niczego od 9 dni, zwykle 3 na tydzień. Strona odpowiada, lista jest pusta."
    )


def test_missing_facts_are_told_in_per_cent() -> None:
    reason = Reason(ReasonKind.MISSING, {"missing": 0.4, "usual": 0.05}, MORNING, fact=Fact.DEADLINE)
    assert said(reason) == "DPJW: 40 % ohne Frist, sonst 5 %."
    assert said(reason, "en") == "DPJW: 40% without deadline, usually 5%."


@pytest.mark.parametrize(
    ("listed", "words"),
    [(0, "już żadnego wpisu"), (1, "jeden wpis,"), (3, "3 wpisy,"), (5, "5 wpisów,"), (22, "22 wpisy,")],
)
def test_polish_counts_entries_as_poles_do(listed: int, words: str) -> None:
    assert words in said(Reason(ReasonKind.FEW, _SPAN | {"listed": listed}, MORNING), "pl")


@pytest.mark.parametrize(("days", "words"), [(0, "seit heute"), (1, "seit gestern"), (2, "seit 2 Tagen")])
def test_days_are_counted_from_now(days: int, words: str) -> None:
    assert words in said(Reason(ReasonKind.SILENT, {"weekly": 3}, MORNING - days * DAY))


@pytest.mark.parametrize(
    ("weekly", "words"), [(3.2, "sonst 3 pro Woche"), (0.5, "sonst 2 im Monat"), (0.05, "sonst 3 im Jahr")]
)
def test_a_slow_source_is_measured_in_months_or_years(weekly: float, words: str) -> None:
    assert words in said(Reason(ReasonKind.SILENT, {"weekly": weekly}, MORNING - 400 * DAY))


@pytest.mark.parametrize("language", ["de", "fr", "en", "pl"])
@pytest.mark.parametrize("kind", ReasonKind)
def test_every_reason_has_a_sentence_of_its_own_in_every_language(kind: ReasonKind, language: str) -> None:
    for failure, fact in zip([*FailureKind, *FailureKind], [*Fact] * 10, strict=False):
        words = said(Reason(kind, _SPAN, MORNING - 2 * DAY, fact, failure), language)
        assert words.startswith("DPJW")
        assert "{" not in words
        if language != "de":
            assert words != said(Reason(kind, _SPAN, MORNING - 2 * DAY, fact, failure))


def test_an_unknown_language_is_answered_in_german() -> None:
    assert said(Reason(ReasonKind.OVERDUE, since=MORNING), "xx").startswith("DPJW wartet seit heute")
