"""The address is the query, whatever stands in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from aggregator import taxonomy
from web.finder.address import Misread, Wider, Wish, read_wish

TODAY = date(2026, 11, 23)
names = st.sampled_from(["land", "thema", "fuer", "art", "ort", "bis", "q", "auch", "vergangene", "seite", "unsinn"])
wishes = st.builds(
    Wish,
    place=st.sampled_from(["", "Bottrop", "05512000"]),
    kinds=st.lists(st.sampled_from(list(taxonomy.terms("kind"))), unique=True).map(tuple),
    countries=st.lists(st.sampled_from(["PL", "FR", "EU", "DE-NW"]), unique=True).map(tuple),
    topics=st.lists(st.sampled_from(list(taxonomy.terms("topic"))), unique=True).map(tuple),
    audiences=st.lists(st.sampled_from(list(taxonomy.terms("audience"))), unique=True).map(tuple),
    until=st.one_of(st.just(""), st.just("8w"), st.just("2026-12"), st.dates().map(date.isoformat)),
    words=st.sampled_from(["", "austausch", "Köln & Łódź"]),
    undated=st.booleans(),
    past=st.booleans(),
    page=st.integers(1, 100_000),
)


@given(st.lists(st.tuples(names, st.text(max_size=60))))
def test_any_address_is_understood_as_far_as_it_goes(parameters: list[tuple[str, str]]) -> None:
    wish, _ = read_wish(parameters)
    wish.query(TODAY)
    assert 1 <= wish.page <= 100_000


@given(wishes)
def test_a_wish_survives_the_way_through_its_address(wish: Wish) -> None:
    again, hints = read_wish(parse_qsl(wish.parameters()))
    assert again == wish
    assert hints == ()


def test_weeks_count_from_today() -> None:
    wish, _ = read_wish([("bis", "8w")])
    assert wish.query(TODAY).until == date(2027, 1, 18)


def test_a_day_can_be_written_the_german_way() -> None:
    wish, _ = read_wish([("bis", "31.12.2026")])
    assert wish.query(TODAY).until == date(2026, 12, 31)


def test_a_month_lasts_until_its_last_day() -> None:
    wish, _ = read_wish([("bis", "2027-02")])
    assert wish.query(TODAY).until == date(2027, 2, 28)


def test_a_municipality_that_was_typed_replaces_the_one_that_was_chosen() -> None:
    wish, _ = read_wish([("ort", "05512000"), ("ort", "Essen")])
    assert wish.place == "Essen"


def test_a_country_that_was_chosen_counts_instead_of_the_municipality() -> None:
    wish = Wish(place="05512000", partners=("FR", "PL"))
    assert wish.query(TODAY).countries == ("FR", "PL")
    assert replace(wish, countries=("PL",)).query(TODAY).countries == ("PL",)


def test_what_is_not_understood_is_named() -> None:
    _, hints = read_wish([("land", "XX"), ("thema", "unfug"), ("bis", "31.02.2027"), ("seite", "-1")])
    assert [hint.what for hint in hints] == [Misread.COUNTRY, Misread.TOPIC, Misread.UNTIL, Misread.PAGE]


def test_an_empty_field_of_the_form_asks_for_nothing() -> None:
    assert read_wish([("land", ""), ("thema", ""), ("fuer", ""), ("bis", ""), ("q", "")]) == (Wish(), ())


def test_widening_begins_with_more_time() -> None:
    wish = Wish(countries=("PL",), topics=("youth",), until="8w")
    assert [how for how, _ in wish.widened()][:3] == [Wider.HALF_YEAR, Wider.ANY_TIME, Wider.NO_TOPIC]
