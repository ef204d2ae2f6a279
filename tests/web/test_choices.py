"""What the finder's form offers."""

from __future__ import annotations

from datetime import date

from aggregator.search import Counts
from web.finder.address import Wish
from web.finder.choices import choices


def _offered(wish: Wish, **countries: int) -> list[str]:
    counted = Counts(countries=countries, topics={}, audiences={})
    return [choice.value for choice in choices(wish, counted, "de", today=date(2026, 11, 23)).countries]


def test_the_own_country_is_nobodys_partner_country() -> None:
    assert _offered(Wish(), DE=9, PL=3, EU=2, FR=1) == ["EU", "FR", "PL"]


def test_what_was_asked_for_stays_offered_whatever_it_is() -> None:
    assert _offered(Wish(countries=("DE",)), PL=3) == ["DE", "PL"]
