"""Eurodesk: no deadline in the feed, so the pages are read, some at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator.finding import FailureKind, RunOutcome
from tests.crawlers.apis.conftest import Collector, Opened
from tests.crawlers.apis.eurodesk import Eurodesk, programme, template

KEY = "eurodesk-programmes"


def test_the_entry_of_the_catalogue_collects_a_programme_as_it_stands(collector: Collector, serve: Opened) -> None:
    served = serve(*Eurodesk(100).routes)

    report = collector(KEY, served)

    (finding,) = collector.door.of(KEY)
    assert (report.outcome, finding.key, finding.title) == (RunOutcome.READ, "100", "Programme 100 in full")
    assert finding.url == served.url("/100")
    assert finding.html is not None and "Youth groups of twin towns" in finding.html
    assert dict(finding.fields) == {"deadline": "2027-02-16"}


@pytest.mark.parametrize(("said", "kept"), [("ongoing", "rolling"), ("01/12/2026", "2026-12-01"), ("soon", None)])
def test_a_deadline_is_day_first_or_rolling(said: str, kept: str | None, collector: Collector, serve: Opened) -> None:
    collector(KEY, serve(*Eurodesk(7, p7=programme(7, said)).routes))

    assert collector.found(KEY)["7"].fields.get("deadline") == kept


def test_of_the_editions_that_for_all_of_europe_is_kept(collector: Collector, serve: Opened) -> None:
    page = template(7, "01/01/2027", "ua", "Програма") + template(7, "02/01/2027", "eu", "Programme")

    collector(KEY, serve(*Eurodesk(7, p7=page).routes))

    assert collector.found(KEY)["7"].title == "Programme"
    assert collector.found(KEY)["7"].fields["deadline"] == "2027-01-02"


def test_an_ordinary_page_is_read_too(collector: Collector, serve: Opened) -> None:
    page = f"<main><h1>Exchange</h1><p>Deadline 16/02/2027</p><p>{'Towns invite their partners. ' * 3}</p></main>"

    collector(KEY, serve(*Eurodesk(7, p7=page).routes))

    assert collector.found(KEY)["7"].fields["deadline"] == "2027-02-16"


def test_a_page_made_by_javascript_alone_is_named(collector: Collector, serve: Opened) -> None:
    page = "<body><div id='app'></div><script src='x.js'></script></body>"

    report = collector(KEY, serve(*Eurodesk(1, 7, p7=page).routes))

    assert (report.outcome, report.broken[0].kind) == (RunOutcome.PARTIAL, FailureKind.EMPTY)


def test_a_page_behind_a_wall_is_named_and_not_worked_around(collector: Collector, serve: Opened) -> None:
    api = Eurodesk(1, 7, p7="")

    report = collector(KEY, serve(*api.routes))

    assert (report.new, report.broken[0].kind, api.asked.count("/7")) == (1, FailureKind.BLOCKED, 1)


def test_pages_left_over_are_read_in_the_next_run_though_the_feed_is_unchanged(
    collector: Collector, serve: Opened
) -> None:
    api = Eurodesk(*range(1, 6))
    served = serve(*api.routes)

    reports = [collector(KEY, served, {"details": 3}) for _ in range(2)]

    assert [report.new for report in reports] == [3, 2]
    assert all(report.outcome is RunOutcome.READ for report in reports)


def test_every_known_page_is_looked_at_again_within_two_weeks(collector: Collector, serve: Opened) -> None:
    api = Eurodesk(*range(1, 29))
    served = serve(*api.routes)
    collector(KEY, served)
    api.asked.clear()

    for _ in range(14):
        collector.now += timedelta(days=1)
        collector(KEY, served)

    assert sorted(api.asked) == sorted([*(["/rss"] * 14), *(f"/{id_}" for id_ in range(1, 29))])
