from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.interest import Interest
from aggregator.search.views import OpportunityView
from newsletter.choosing import choose, signature
from newsletter.sections import Section, section_of
from newsletter.told import News, Past, Told, news
from tests.newsletter.samples import ANYBODY, BOTTROP, TODAY, colourful_issue, opportunity, placed


def test_the_readers_own_countries_come_first_under_a_heading() -> None:
    europe = opportunity(1, countries=("EU",), deadline=date(2026, 11, 25), topics=("youth", "culture"))
    poland = opportunity(2, countries=("PL",), deadline=date(2027, 2, 1), topics=())
    chosen = choose(placed(europe, poland), BOTTROP, most=10, today=TODAY)
    assert [item.view.id for item in chosen.items] == [2, 1]


def test_under_a_heading_the_order_is_that_of_the_people_who_placed_it() -> None:
    later_but_better = opportunity(1, deadline=date(2027, 3, 1), topics=("youth", "culture"))
    sooner = opportunity(2, deadline=date(2026, 12, 1), topics=())
    chosen = choose(placed(sooner, later_but_better), BOTTROP, most=10, today=TODAY)
    assert [item.view.id for item in chosen.items] == [2, 1]
    assert [item.view.id for item in choose(placed(later_but_better, sooner), BOTTROP, most=10, today=TODAY).items] == [
        1,
        2,
    ]
    assert [item.view.id for item in chosen.first(1).items] == [1]


def test_what_is_for_other_countries_is_left_out_and_counted() -> None:
    chosen = choose(placed(opportunity(1, countries=("PT",))), BOTTROP, most=10, today=TODAY)
    assert (chosen.items, chosen.more) == ((), 1)


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
    assert _signature(turned) == _signature(BOTTROP)


def test_language_town_choice_and_rhythm_each_make_another_signature() -> None:
    signatures = {
        _signature(BOTTROP),
        _signature(BOTTROP, language="pl"),
        _signature(BOTTROP, reminding=True),
        _signature(replace(BOTTROP, municipality="Hamm")),
        _signature(replace(BOTTROP, topics=frozenset())),
        _signature(Interest({"PL": ()}, BOTTROP.topics, BOTTROP.audiences, "Bottrop")),
        _signature(ANYBODY),
    }
    assert len(signatures) == 7


def test_pasts_that_leave_the_same_to_show_share_a_signature() -> None:
    portugal = Told(date(2026, 12, 1))
    assert _signature(BOTTROP, past={999: portugal}) == _signature(BOTTROP)
    poland = opportunity(1)
    assert _signature(BOTTROP, poland, past={1: Told.of(poland)}) != _signature(BOTTROP, poland)


def test_what_was_told_and_has_not_changed_is_not_shown_again() -> None:
    first, second = opportunity(1), opportunity(2)
    chosen = choose(placed(first, second), BOTTROP, most=9, today=TODAY, past={1: Told.of(first)})
    assert ([item.view.id for item in chosen.items], chosen.more) == ([2], 0)


@pytest.mark.parametrize(
    ("told", "news"),
    [
        (Told(date(2026, 12, 1)), News.EXTENDED),
        (Told(date(2027, 1, 31)), News.SHORTENED),
        (Told(None), News.DATED),
        (Told(date(2026, 11, 1)), News.NEW_ROUND),
        (Told(date(2026, 12, 15), closed=True), News.REOPENED),
    ],
)
def test_what_was_told_and_has_changed_is_shown_with_its_news(told: Told, news: News) -> None:
    chosen = choose(placed(opportunity(1)), BOTTROP, most=9, today=TODAY, past={1: told})
    assert [(item.news, item.former) for item in chosen.items] == [(news, told)]


def test_what_loses_its_day_or_moves_to_another_is_news() -> None:
    undated = opportunity(1, deadline=None, certainty="rolling")
    fair = opportunity(2, kind="event", deadline=None, certainty="none_stated", event_start=date(2027, 1, 9))
    past = {1: Told(date(2026, 12, 1)), 2: Told(None, event=date(2026, 12, 9))}
    chosen = choose(placed(undated, fair), BOTTROP, most=9, today=TODAY, past=past)
    assert [item.news for item in chosen.items] == [News.UNDATED, News.MOVED]


@given(st.builds(Told, st.none() | st.dates(), st.booleans(), st.none() | st.dates()))
def test_what_was_told_is_kept_whole(told: Told) -> None:
    assert Told.read(told.kept()) == told
    assert news(told, told, today=TODAY) is None


def test_what_is_closed_is_left_out() -> None:
    chosen = choose(placed(opportunity(1, status="closed")), BOTTROP, most=9, today=TODAY)
    assert (chosen.items, chosen.more) == ((), 0)


def test_of_two_that_concern_a_reader_alike_the_one_they_can_read_in_full_is_the_better() -> None:
    reader = replace(BOTTROP, language="fr")
    german, french = opportunity(1), opportunity(2, language="fr")
    chosen = choose(placed(german, french), reader, most=1, today=TODAY)
    assert [item.view.id for item in chosen.items] == [2]


def _signature(
    interest: Interest,
    *views: OpportunityView,
    language: str = "de",
    reminding: bool = False,
    past: Past | None = None,
) -> str:
    chosen = choose(placed(*views), interest, most=9, today=TODAY, past=past)
    return signature(interest, language, chosen, reminding=reminding)
