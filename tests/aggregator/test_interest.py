"""Why something concerns a reader, or does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from aggregator.interest import Interest, Reason, match
from aggregator.search import OpportunityView

NOW = datetime(2027, 1, 11, tzinfo=UTC)
VIEW = OpportunityView(
    id=1,
    version=0,
    kind="call",
    state="accepted",
    title="Begegnung",
    summary="",
    language="de",
    url="https://jugendring.example.org/",
    organiser="",
    deadline=None,
    deadline_time=None,
    deadline_zone=None,
    certainty="none_stated",
    former_deadline=None,
    event_start=None,
    event_end=None,
    place="",
    amount_min=None,
    amount_max=None,
    currency=None,
    countries=(),
    topics=(),
    audiences=(),
    proofs=(),
    seen_at=(),
    confidence=0.9,
    created_at=NOW,
    updated_at=NOW,
    checked_at=NOW,
)
BOTTROP = Interest({"PL": ("Gliwice",), "IT": ()}, frozenset({"youth"}), frozenset({"school"}), "Bottrop")


def seen(
    *, countries: tuple[str, ...] = (), topics: tuple[str, ...] = (), audiences: tuple[str, ...] = ()
) -> OpportunityView:
    return replace(VIEW, countries=countries, topics=topics, audiences=audiences)


def test_a_partner_country_is_a_reason_and_names_the_partner_town() -> None:
    found = match(seen(countries=("PL",)), BOTTROP)
    assert found is not None
    assert found.reasons == (Reason("country", "PL", ("Gliwice",)),)


def test_what_is_only_for_other_countries_does_not_concern_a_reader_even_if_the_topic_fits() -> None:
    assert match(seen(countries=("FR", "DE"), topics=("youth",)), BOTTROP) is None


def test_what_is_open_to_all_of_europe_concerns_by_its_topic() -> None:
    found = match(seen(countries=("EU",), topics=("youth",), audiences=("school",)), BOTTROP)
    assert found is not None
    assert [(reason.kind, reason.value) for reason in found.reasons] == [("topic", "youth"), ("audience", "school")]


def test_a_general_thing_without_a_chosen_topic_is_left_out() -> None:
    assert match(seen(countries=("EU",), topics=("sport",)), BOTTROP) is None


def test_who_chose_no_topic_gets_the_general_things() -> None:
    found = match(seen(countries=("EU",), topics=("sport",)), replace(BOTTROP, topics=frozenset()))
    assert found is not None
    assert found.reasons == (Reason("general", "EU"),)


def test_who_chose_nothing_gets_everything() -> None:
    assert match(seen(countries=("FR",), topics=("sport",)), Interest({}, frozenset(), frozenset())) is not None


def test_a_partner_country_weighs_more_than_topic_and_audience() -> None:
    country = match(seen(countries=("PL",)), BOTTROP)
    topic = match(seen(countries=("EU",), topics=("youth",), audiences=("school",)), BOTTROP)
    both = match(seen(countries=("PL",), topics=("youth",)), BOTTROP)
    assert country is not None and topic is not None and both is not None
    assert both.score > country.score > topic.score > 0


def test_what_is_meant_for_others_weighs_less_but_is_not_hidden() -> None:
    mine = match(seen(countries=("PL",), audiences=("school",)), BOTTROP)
    theirs = match(seen(countries=("PL",), audiences=("university",)), BOTTROP)
    assert mine is not None and theirs is not None
    assert theirs.score < mine.score
