"""Grants.gov: errors that look like success, titles escaped twice, days month first, hours that mean nothing."""

from __future__ import annotations

import pytest

from aggregator.finding import FailureKind, RunOutcome
from tests.crawlers.apis.conftest import Collector, Opened
from tests.crawlers.apis.grants import Grants, detail, hit

KEY = "grants-gov"


def test_the_entry_of_the_catalogue_collects_an_opportunity_as_it_stands(collector: Collector, serve: Opened) -> None:
    api = Grants(hit())

    report = collector(KEY, serve(*api.routes))

    (finding,) = collector.door.of(KEY)
    assert (report.outcome, finding.key, finding.title) == (RunOutcome.READ, "354102", "Towns & Youth 354102")
    assert finding.url == "https://grants.gov/search-results-detail/354102"
    assert finding.html == "<p>Exchange between towns.</p>"
    assert dict(finding.fields) == {
        "kind": "funding",
        "deadline": "2027-02-01",
        "opens": "2026-09-28",
        "reference": "DOS-BER-354102",
        "organiser": "U.S. Mission to Germany",
        "eligible": "Unrestricted; Others",
        "budget_total": "200000",
        "amount_max": "50000",
        "currency": "USD",
    }


def test_the_search_says_what_the_options_say(collector: Collector, serve: Opened) -> None:
    api = Grants(hit())

    collector(KEY, serve(*api.routes), {"eligibilities": "25|99"})

    assert api.asked[0] == {
        "keyword": "Germany",
        "agencies": "DOS",
        "eligibilities": "25|99",
        "fundingCategories": "",
        "oppStatuses": "forecasted|posted",
        "rows": 100,
        "startRecordNum": 0,
    }


def test_an_error_with_http_200_is_a_failure_with_its_words(collector: Collector, serve: Opened) -> None:
    report = collector(KEY, serve(*Grants(hit()).routes), {"oppStatuses": "imaginary"})

    assert report.failure is not None and report.failure.kind is FailureKind.HTTP_ERROR
    assert report.failure.detail == "errorcode 13: Validation failed"


def test_an_opportunity_that_cannot_be_told_is_named_by_its_title(collector: Collector, serve: Opened) -> None:
    api = Grants(hit(1), hit(2), details={2: detail(2)})

    report = collector(KEY, serve(*api.routes))

    assert (report.outcome, report.new) == (RunOutcome.PARTIAL, 1)
    assert "Towns & Youth 1" in report.broken[0].detail


@pytest.mark.parametrize("claimed", [0, 100, 120, 9999])
def test_all_pages_are_read_whatever_the_count_says(claimed: int, collector: Collector, serve: Opened) -> None:
    api = Grants(*(hit(number) for number in range(1, 121)))
    api.hit_count = claimed

    report = collector(KEY, serve(*api.routes))

    assert (report.outcome, report.new) == (RunOutcome.READ, 120)
    assert [said["startRecordNum"] for said in api.asked if "rows" in said] == [0, 100]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("03/04/2027", "2027-03-04"),
        ("Sep 28, 2027 12:00:00 AM EDT", "2027-09-28"),
        ("", None),
        ("13/45/2027", None),
        ("Foo 31, 2027", None),
    ],
)
def test_a_deadline_is_a_day_written_month_first(
    said: str, day: str | None, collector: Collector, serve: Opened
) -> None:
    collector(KEY, serve(*Grants(hit(), details={354102: detail(responseDate=said)}).routes))

    assert collector.found(KEY)["354102"].fields.get("deadline") == day


def test_a_forecast_is_read_like_a_synopsis(collector: Collector, serve: Opened) -> None:
    told = detail()
    told["forecast"] = {"forecastDesc": "Planned exchange.", "estApplicationResponseDate": "Mar 15, 2027 12:00:00 AM"}
    del told["synopsis"]

    collector(KEY, serve(*Grants(hit(), details={354102: told}).routes))

    assert collector.found(KEY)["354102"].fields["deadline"] == "2027-03-15"


def test_nothing_found_is_named(collector: Collector, serve: Opened) -> None:
    report = collector(KEY, serve(*Grants().routes))

    assert report.failure is not None and report.failure.kind is FailureKind.NO_ENTRIES
