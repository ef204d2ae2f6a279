"""Whatever the day, the example sites tell of days to come."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerpost.demo.sites.opened import KEYS, sites
from partnerpost.demo.sites.stories import Story, stories

ANY_DAY = st.dates(min_value=date(2024, 1, 1), max_value=date(2080, 12, 31))
ADDRESSES = {key: f"http://127.0.0.1:{number}" for number, key in enumerate(KEYS, 4001)}


def told(today: date) -> list[Story]:
    return [story for key in KEYS for story in stories(key, today, ADDRESSES)]


@given(today=ANY_DAY)
@settings(max_examples=60, deadline=None)
def test_every_deadline_lies_five_days_to_five_months_ahead(today: date) -> None:
    ahead = [(story.days["deadline"] - today).days for story in told(today) if "deadline" in story.days]
    assert len(ahead) >= 24
    assert min(ahead) >= 5
    assert max(ahead) <= 155
    assert min(ahead) <= 11
    assert max(ahead) >= 145


@given(today=ANY_DAY)
@settings(max_examples=60, deadline=None)
def test_events_and_projects_begin_after_their_deadline_and_end_after_they_began(today: date) -> None:
    for story in told(today):
        days = story.days
        if "start" in days:
            assert days["start"] > days.get("deadline", days.get("registration", today))
            assert days.get("end", days["start"]) >= days["start"]
        if "full" in days:
            assert days["full"] > days["deadline"]


@given(today=ANY_DAY)
@settings(max_examples=60, deadline=None)
def test_only_what_is_over_by_its_own_words_names_a_day_gone_by(today: date) -> None:
    for story in told(today):
        gone = {name for name, day in story.days.items() if day < today}
        assert gone <= {"past", "former", "opens"}


@given(today=ANY_DAY)
@settings(max_examples=10, deadline=None)
def test_all_sites_can_be_built_on_any_day_without_a_hole_in_a_text(today: date) -> None:
    for site in sites(today, ADDRESSES).values():
        for path in site.answers:
            page = site.page(path, {})
            assert page is not None
            # a place of a text that was not filled in; style sheets and JSON have other braces
            assert not re.search(rb"\{[a-z]+:[a-z_]+\}", page.body)


@pytest.mark.parametrize("key", KEYS)
def test_no_text_of_a_site_names_a_year_by_its_number(key: str) -> None:
    far = {year for story in stories(key, date(2071, 6, 1), ADDRESSES) for year in _years(story)}
    assert far <= {2071, 2072}


def _years(story: Story) -> set[int]:
    text = " ".join([story.title, *story.paragraphs, *(value for _, value in story.facts)])
    return {int(year) for year in re.findall(r"\b(20\d\d)\b", text)}


def test_there_are_thirty_to_forty_items_in_four_languages() -> None:
    everything = told(date(2027, 2, 10))
    assert 30 <= len(everything) <= 40
    assert {story.language for story in everything} == {"de", "fr", "en", "pl"}


def test_an_item_without_any_day_and_a_closed_one_are_among_them() -> None:
    by_slug = {story.slug: story for story in told(date(2027, 2, 10))}
    assert set(by_slug["rueckblick-bootsfest"].days) == {"today"}
    closed = by_slug["stadtentdecker-beendet"].days["past"]
    assert closed <= date(2027, 2, 10) - timedelta(days=20)
