from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from aggregator.interest import Interest
from newsletter.choosing import choose, signature
from newsletter.sections import Section, section_of
from tests.newsletter.samples import ANYBODY, BOTTROP, TODAY, colourful_issue, opportunity, placed


def test_the_readers_own_countries_come_first_under_a_heading() -> None:
    europe = opportunity(1, countries=("EU",), deadline=date(2026, 11, 25), topics=("youth", "culture"))
    poland = opportunity(2, countries=("PL",), deadline=date(2027, 2, 1), topics=())
    chosen = choose(placed(europe, poland), BOTTROP, most=10, today=TODAY)
    assert [item.view.id for item in chosen.items] == [2, 1]


def test_under_a_heading_the_sooner_deadline_stands_first() -> None:
    later_but_better = opportunity(1, deadline=date(2027, 3, 1), topics=("youth", "culture"))
    sooner = opportunity(2, deadline=date(2026, 12, 1), topics=())
    chosen = choose(placed(later_but_better, sooner), BOTTROP, most=10, today=TODAY)
    assert [item.view.id for item in chosen.items] == [2, 1]
    assert [item.view.id for item in chosen.first(1).items] == [1]


def test_what_is_for_other_countries_is_left_out() -> None:
    chosen = choose(placed(opportunity(1, countries=("PT",))), BOTTROP, most=10, today=TODAY)
    assert (chosen.items, chosen.more) == ((), 0)


def test_headings_stand_in_their_order_and_empty_ones_are_dropped() -> None:
    chosen = choose(reversed(colourful_issue()), BOTTROP, most=20, today=TODAY)
    assert [section for section, _ in chosen.sections] == [
        Section.FUNDING,
        Section.COMPETITIONS,
        Section.COUNTRIES,
        Section.EVENTS,
        Section.GOOD_PRACTICE,
        Section.PARTNER_SEARCHES,
    ]


def test_what_does_not_fit_is_counted() -> None:
    views = [opportunity(number) for number in range(1, 8)]
    chosen = choose(placed(*views), BOTTROP, most=5, today=TODAY)
    assert (len(chosen.items), chosen.more) == (5, 2)


def test_fewer_items_are_the_best_ones_and_the_rest_is_counted() -> None:
    poland = opportunity(9, countries=("PL",), deadline=date(2027, 3, 1))
    chosen = choose(placed(opportunity(1, countries=("EU",)), poland), BOTTROP, most=9, today=TODAY).first(1)
    assert ([item.view.id for item in chosen.items], chosen.more) == ([9], 1)


def test_what_is_over_on_the_day_of_sending_is_left_out() -> None:
    yesterday = TODAY - timedelta(days=1)
    over = opportunity(1, deadline=yesterday)
    held = opportunity(2, kind="event", deadline=None, certainty="none_stated", event_start=yesterday)
    today = opportunity(3, deadline=TODAY)
    assert [item.view.id for item in choose(placed(over, held, today), BOTTROP, most=9, today=TODAY).items] == [3]


def test_deadlines_at_a_glance_are_the_sure_ones_of_the_next_weeks_soonest_first() -> None:
    views = [
        opportunity(1, deadline=TODAY + timedelta(days=56)),
        opportunity(2, deadline=TODAY + timedelta(days=57)),
        opportunity(3, deadline=TODAY + timedelta(days=3)),
        opportunity(4, deadline=TODAY + timedelta(days=2), certainty="vague"),
        opportunity(5, deadline=None, certainty="rolling"),
    ]
    chosen = choose(placed(*views), BOTTROP, most=9, today=TODAY)
    assert [item.view.id for item in chosen.deadlines(today=TODAY, days=56)] == [3, 1]


def test_news_without_a_country_are_news_of_the_partnerships() -> None:
    assert section_of(opportunity(kind="news", countries=("FR",))) is Section.COUNTRIES
    assert section_of(opportunity(kind="news", countries=())) is Section.GOOD_PRACTICE


def test_equal_interests_have_one_signature_whatever_their_order() -> None:
    turned = replace(BOTTROP, countries=dict(reversed(list(BOTTROP.countries.items()))))
    assert signature(turned, "de") == signature(BOTTROP, "de")


def test_language_town_and_choice_each_make_another_signature() -> None:
    signatures = {
        signature(BOTTROP, "de"),
        signature(BOTTROP, "pl"),
        signature(replace(BOTTROP, municipality="Hamm"), "de"),
        signature(replace(BOTTROP, topics=frozenset()), "de"),
        signature(Interest({"PL": ()}, BOTTROP.topics, BOTTROP.audiences, "Bottrop"), "de"),
        signature(ANYBODY, "de"),
    }
    assert len(signatures) == 6
