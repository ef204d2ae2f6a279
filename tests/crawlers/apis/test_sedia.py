"""The EU Funding & Tenders Portal: what its search API does to those who trust it."""

from __future__ import annotations

import json

import httpx
import pytest

from aggregator.finding import FailureKind, RunOutcome
from tests.crawlers.apis.conftest import Collector, Opened
from tests.crawlers.apis.sedia import Sedia, budget, topic

KEY = "eu-ft-sedia"
TOWN = "CERV-2027-CITIZENS-TOWN-TT"


def test_the_entry_of_the_catalogue_collects_a_call_as_it_stands(collector: Collector, serve: Opened) -> None:
    report = collector(KEY, serve(Sedia(topic()).routes))

    (finding,) = collector.door.of(KEY)
    assert (report.outcome, finding.key, finding.title) == (RunOutcome.READ, TOWN, "Town-Twinning (en)")
    assert finding.url.endswith(f"/screen/opportunities/topic-details/{TOWN}")
    assert finding.html == "<p>Towns invite their partners.</p>"
    assert (finding.fields["kind"], finding.fields["status"], finding.language) == ("call", "open", "en")
    assert finding.fields["reference"] == "CERV-2027-CITIZENS-TOWN-TT; CERV-2027-CITIZENS-TOWN"


def test_only_what_is_asked_for_comes(collector: Collector, serve: Opened) -> None:
    api = Sedia(topic(), topic("HORIZON-1", programme="43108390"), topic("OLD-1", status="31094503"))

    collector(KEY, serve(api.routes))

    assert list(collector.found(KEY)) == [TOWN]


def test_a_part_without_its_content_type_loses_the_filter(serve: Opened) -> None:
    address = serve(Sedia(topic()).routes).url("/search-api/prod/rest/search?apiKey=SEDIA&text=***")
    query = json.dumps({"bool": {"must": [{"terms": {"type": ["1"]}}]}})

    without = httpx.post(address, files={"query": (None, query)})
    with_it = httpx.post(address, files={"query": (None, query, "application/json")})

    assert (without.json()["totalResults"], with_it.json()["totalResults"]) == (Sedia.EVERYTHING, 1)


def test_an_ignored_filter_is_named_and_nothing_is_kept(collector: Collector, serve: Opened) -> None:
    api = Sedia(*(topic(f"NOISE-{number}") for number in range(200)))
    api.filter_lost = True

    report = collector(KEY, serve(api.routes))

    assert report.failure is not None and report.failure.kind is FailureKind.FILTER_IGNORED
    assert "filter ignored: 4200000" in report.failure.detail
    assert (collector.door.of(KEY), len(api.asked)) == ([], 1)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2027-03-31T22:00:00.000+0000", "2027-04-01"),
        ("2027-01-31T23:00:00.000+0000", "2027-02-01"),
        ("2027-04-01T15:00:00.000+0000", "2027-04-01T17:00:00+02:00"),
        ("2027-04-01", "2027-04-01"),
    ],
)
def test_the_evening_before_in_utc_is_the_day_in_brussels(
    said: str, day: str, collector: Collector, serve: Opened
) -> None:
    collector(KEY, serve(Sedia(topic(TOWN, "en", said)).routes))

    assert collector.found(KEY)[TOWN].fields["deadline"] == day


def test_the_opening_day_is_one_of_brussels_too(collector: Collector, serve: Opened) -> None:
    collector(KEY, serve(Sedia(topic()).routes))

    assert collector.found(KEY)[TOWN].fields["opens"] == "2026-10-08"


def test_several_cut_off_days_are_all_deadlines(collector: Collector, serve: Opened) -> None:
    record = topic(TOWN, "en", "2027-09-22T22:00:00.000+0000", "2026-03-01T23:00:00.000+0000", "2027-03-01")
    record["metadata"]["deadlineModel"] = ["two-stage"]

    collector(KEY, serve(Sedia(record).routes))

    fields = collector.found(KEY)[TOWN].fields
    assert fields["deadline"] == "2026-03-02; 2027-03-01; 2027-09-23"
    assert fields["deadline_model"] == "two-stage"


def test_deadlines_that_stand_in_the_actions_alone_are_found(collector: Collector, serve: Opened) -> None:
    actions = [{"status": {"id": 31094501}, "plannedOpeningDate": "7 Jan 2027", "deadlineDates": ["2027-03-31T22:00Z"]}]
    record = topic(deadlineDate=[], actions=[json.dumps(actions)])

    collector(KEY, serve(Sedia(record).routes))

    assert collector.found(KEY)[TOWN].fields["deadline"] == "2027-04-01"


def test_what_is_over_is_left_out_for_a_range_is_ignored(collector: Collector, serve: Opened) -> None:
    api = Sedia(
        topic("PAST", "en", "2026-11-22T23:00:00.000+0000"), topic("TODAY", "en", "2026-11-23T23:00:00.000+0000")
    )

    collector(KEY, serve(api.routes))

    assert list(collector.found(KEY)) == ["TODAY"]


def test_of_the_languages_of_a_call_the_wanted_one_is_kept(collector: Collector, serve: Opened) -> None:
    api = Sedia(topic("A", "de"), topic("A", "en"), topic("A", "fr"), topic("B", "pl"), most_per_page=2)

    report = collector(KEY, serve(api.routes))

    assert {key: finding.language for key, finding in collector.found(KEY).items()} == {"A": "en", "B": "pl"}
    assert report.new == 2


def test_money_comes_from_the_entries_of_this_very_topic(collector: Collector, serve: Opened) -> None:
    overview = budget(
        CERV_2027_CITIZENS_TOWN_TT2={"minContribution": 1, "maxContribution": 900_000},
        CERV_2027_CITIZENS_TOWN_NT={"maxContribution": 500_000},
        **{
            f"{TOWN} - CERV Lump Sum": {
                "minContribution": 8455,
                "maxContribution": 53445,
                "expectedGrants": 200,
                "budgetYearMap": {"2027": "6000000", "2028": 0},
            }
        },
    )
    collector(KEY, serve(Sedia(topic(budgetOverview=overview)).routes))

    fields = collector.found(KEY)[TOWN].fields
    assert (fields["amount_min"], fields["amount_max"], fields["currency"]) == ("8455.00", "53445.00", "EUR")
    assert (fields["budget_total"], fields["expected_grants"]) == ("6000000.00", "200")


def test_a_contribution_of_nothing_is_no_amount(collector: Collector, serve: Opened) -> None:
    overview = budget(**{f"{TOWN} - x": {"minContribution": 0, "maxContribution": 0}})

    collector(KEY, serve(Sedia(topic(budgetOverview=overview)).routes))

    assert "amount_max" not in collector.found(KEY)[TOWN].fields
    assert "currency" not in collector.found(KEY)[TOWN].fields


@pytest.mark.parametrize("claimed", [3, 50, 250, 400])
def test_all_pages_are_read_whatever_the_total_says(claimed: int, collector: Collector, serve: Opened) -> None:
    api = Sedia(*(topic(f"T-{number}") for number in range(250)), total=claimed)

    report = collector(KEY, serve(api.routes))

    assert (report.outcome, report.new) == (RunOutcome.READ, 250)


def test_a_server_that_gives_smaller_pages_than_asked_for_is_read_to_the_end(
    collector: Collector, serve: Opened
) -> None:
    api = Sedia(*(topic(f"T-{number}") for number in range(70)), most_per_page=20)

    assert collector(KEY, serve(api.routes)).new == 70


def test_calls_without_an_identifier_are_kept_by_their_reference(collector: Collector, serve: Opened) -> None:
    record = topic(identifier="X", type=["8"])
    record["metadata"] |= {"identifier": [], "title": []}

    collector(KEY, serve(Sedia(record).routes))

    (finding,) = collector.door.of(KEY)
    assert (finding.key, finding.title) == ("4706001X", "Town-Twinning")


def test_nonsense_in_one_field_costs_that_field_alone(collector: Collector, serve: Opened) -> None:
    api = Sedia(topic(), topic("B", actions=["[{"], budgetOverview=["no json"], deadlineDate=["soon"]))

    report = collector(KEY, serve(api.routes))

    assert (report.outcome, sorted(collector.found(KEY))) == (RunOutcome.READ, ["B", TOWN])


def test_a_programme_nobody_knows_is_named_before_anything_is_asked(collector: Collector, serve: Opened) -> None:
    api = Sedia(topic())

    report = collector(KEY, serve(api.routes), {"programmes": ["CERF"]})

    assert report.failure is not None and report.failure.kind is FailureKind.OPTIONS
    assert "CERF" in report.failure.detail
    assert api.asked == []


def test_a_post_is_asked_anew_each_time(collector: Collector, serve: Opened) -> None:
    api = Sedia(topic())
    served = serve(api.routes)
    collector(KEY, served)

    report = collector(KEY, served)

    assert (report.outcome, report.same, dict(report.pages)) == (RunOutcome.READ, 1, {})
    assert not any(name.lower().startswith("if-") for _, headers in api.asked for name in headers)


def test_a_post_that_is_sent_on_is_named_and_not_repeated(collector: Collector, serve: Opened) -> None:
    elsewhere, api = Sedia(topic()), Sedia(topic())
    api.moved_to = serve(elsewhere.routes).url("/search-api/prod/rest/search?apiKey=SEDIA&text=x")

    report = collector(KEY, serve(api.routes))

    assert report.failure is not None and report.failure.kind is FailureKind.REDIRECTS
    assert api.moved_to.partition("?")[0] in report.failure.detail
    assert elsewhere.asked == []


def test_a_post_keeps_to_robots_txt(collector: Collector, serve: Opened) -> None:
    from aiohttp import web

    async def robots(_: web.Request) -> web.Response:
        return web.Response(text="User-agent: *\nDisallow: /search-api/")

    api = Sedia(topic())
    report = collector(KEY, serve(api.routes, web.get("/robots.txt", robots)))

    assert report.failure is not None and report.failure.kind is FailureKind.ROBOTS
    assert api.asked == []


def test_a_post_goes_to_no_private_address(collector: Collector, serve: Opened) -> None:
    api = Sedia(topic())
    served = serve(api.routes)
    collector.settings = collector.settings.model_copy(update={"allow_private_hosts": ()})

    report = collector(KEY, served)

    assert report.failure is not None and report.failure.kind is FailureKind.ADDRESS_REFUSED
    assert api.asked == []
