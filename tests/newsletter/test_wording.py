from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from aggregator.interest import Interest, Reason
from newsletter.wording import Wording, lead, shortened
from tests.newsletter.samples import BOTTROP, TODAY, opportunity

POLAND = Reason("country", "PL", ("Gliwice",))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "weil Bottrop mit Gliwice (Polen) verbunden ist"),
        ("fr", "parce que Bottrop est en jumelage avec Gliwice (Pologne)"),
        ("en", "because Bottrop is twinned with Gliwice (Poland)"),
        ("pl", "ponieważ partnerem gminy Bottrop jest Gliwice (Polska)"),
    ],
)
def test_a_partner_town_is_the_reason(language: str, said: str) -> None:
    assert Wording(language).reasons([POLAND], BOTTROP) == (said,)


def test_several_partner_towns_make_one_sentence() -> None:
    reasons = [POLAND, Reason("country", "FR", ("Tourcoing",))]
    said = "weil Bottrop mit Gliwice (Polen) und Tourcoing (Frankreich) verbunden ist"
    assert Wording("de").reasons(reasons, BOTTROP) == (said,)


def test_a_country_chosen_by_hand_is_said_to_be_chosen() -> None:
    chosen = Interest({"PL": ()}, frozenset(), frozenset(), "Bottrop")
    assert Wording("de").reasons([Reason("country", "PL")], chosen) == ("weil Sie Polen gewählt haben",)


def test_topics_and_audiences_are_named() -> None:
    reasons = [Reason("topic", "youth"), Reason("topic", "culture"), Reason("audience", "school")]
    assert Wording("de").reasons(reasons, BOTTROP) == ("Themen: Jugend, Kultur und Sprache", "offen für Schulen")


def test_what_is_open_to_all_says_so() -> None:
    assert Wording("de").reasons([Reason("general", "EU")], BOTTROP) == ("weil es allen Partnerschaften offensteht",)


def test_a_deadline_is_written_with_its_time() -> None:
    view = opportunity(deadline=date(2026, 12, 15), deadline_time=time(23, 59), deadline_zone="Europe/Brussels")
    assert Wording("de").deadline(view) == "Dienstag, 15. Dezember 2026, 23:59 Uhr"


def test_a_time_that_is_another_here_names_the_place() -> None:
    view = opportunity(deadline=date(2026, 12, 15), deadline_time=time(17, 0), deadline_zone="Europe/London")
    assert Wording("de").deadline(view) == "Dienstag, 15. Dezember 2026, 17:00 Uhr (Ortszeit London)"


def test_an_unknown_zone_does_not_stop_the_mail() -> None:
    view = opportunity(deadline=date(2026, 12, 15), deadline_time=time(17, 0), deadline_zone="Mars/Base")
    assert Wording("de").deadline(view) == "Dienstag, 15. Dezember 2026, 17:00 Uhr"


def test_a_vague_date_is_said_to_be_vague() -> None:
    assert Wording("de").deadline(opportunity(certainty="vague")) == "voraussichtlich 15.12.2026"


@pytest.mark.parametrize(("certainty", "said"), [("rolling", "laufend möglich"), ("none_stated", "")])
def test_without_a_date_the_rule_stands_or_nothing(certainty: str, said: str) -> None:
    assert Wording("de").deadline(opportunity(deadline=None, certainty=certainty)) == said


def test_the_note_tells_the_days_left_and_the_day_before_the_change() -> None:
    words = Wording("de")
    assert words.deadline_note(opportunity(deadline=date(2026, 11, 24)), TODAY) == "noch 1 Tag"
    extended = opportunity(deadline=date(2026, 12, 15), former_deadline=date(2026, 12, 1))
    assert words.deadline_note(extended, TODAY) == "noch 22 Tage · verlängert, vorher 01.12.2026"
    earlier = opportunity(deadline=date(2026, 12, 15), former_deadline=date(2026, 12, 20))
    assert words.deadline_note(earlier, TODAY) == "noch 22 Tage · geändert, vorher 20.12.2026"


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(None, 4500, "bis zu 4.500 €"), (500, 4500, "500 € bis 4.500 €"), (500, None, "ab 500 €"), (None, None, "")],
)
def test_amounts_are_written_as_known(low: int | None, high: int | None, said: str) -> None:
    view = opportunity(amount_min=low and Decimal(low), amount_max=high and Decimal(high))
    assert Wording("de").amount(view).replace("\u00a0", " ") == said


def test_long_texts_are_cut_between_words() -> None:
    assert shortened("Eine Begegnung am Fluss", 20) == "Eine Begegnung am…"
    assert shortened("Eine\n Begegnung", 20) == "Eine Begegnung"
    assert shortened("x" * 30, 10) == "x" * 9 + "…"


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        ("Zwei Chöre singen. Ein Bus fährt. Anmel", "Zwei Chöre singen. Ein Bus fährt."),
        ("Zwei Chöre singen. Ein Bus fährt.", "Zwei Chöre singen. Ein Bus fährt."),
        (
            "Ja. Zwei Chöre aus drei Städten singen gemeinsam in der neuen Hal",
            "Ja. Zwei Chöre aus drei Städten singen gemeinsam in der neuen…",
        ),
        ("Vereine melden sich an. Das geht noch bis zum 30. Juni", "Vereine melden sich an. Das geht noch bis zum 30…"),
        ("Vereine, Schulen und Chöre melden sich an. Noch bis zum 30.", "Vereine, Schulen und Chöre melden sich an."),
        ("", ""),
    ],
)
def test_a_lead_ends_where_a_sentence_ends_or_says_that_it_breaks_off(summary: str, said: str) -> None:
    assert lead(summary, 320) == said
