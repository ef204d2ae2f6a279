"""The European Youth Portal: pages smaller than asked for, days at noon, one event in many languages."""

from __future__ import annotations

import pytest

from aggregator.finding import FailureKind, RunOutcome
from tests.crawlers.apis.conftest import Collector, Opened
from tests.crawlers.apis.youth import Youth, event

KEY = "eyp-events"


def test_the_entry_of_the_catalogue_collects_an_event_as_it_stands(collector: Collector, serve: Opened) -> None:
    served = serve(Youth(event()).routes)

    report = collector(KEY, served)

    (finding,) = collector.door.of(KEY)
    assert (report.outcome, finding.key, finding.title) == (RunOutcome.READ, "0000-1", "Youth dialogue 1")
    assert finding.url == served.url("/event/youth-dialogue-1_en")
    assert dict(finding.fields) == {
        "deadline": "2027-01-15",
        "event_start": "2027-03-01",
        "event_end": "2027-03-04",
        "place": "Athens",
        "countries": "GR",
    }


def test_no_deadline_wins_over_the_day_that_stands_there_all_the_same(collector: Collector, serve: Opened) -> None:
    collector(KEY, serve(Youth(event(has_no_deadline=True)).routes))

    assert collector.found(KEY)["0000-1"].fields["deadline"] == "rolling"


def test_an_hour_that_is_not_noon_is_one(collector: Collector, serve: Opened) -> None:
    collector(KEY, serve(Youth(event(date_application_end="2027-01-15T23:59:00")).routes))

    assert collector.found(KEY)["0000-1"].fields["deadline"] == "2027-01-15T23:59:00"


@pytest.mark.parametrize("total", [None, 230, {"value": 100, "relation": "gte"}, "unknown"])
def test_all_pages_are_read_though_they_are_smaller_than_asked_for(
    total: object, collector: Collector, serve: Opened
) -> None:
    api = Youth(*(event(number) for number in range(230)), most=60)
    api.total = total

    report = collector(KEY, serve(api.routes))

    assert (report.outcome, report.new) == (RunOutcome.READ, 230)
    assert [start for start, _ in api.asked][:4] == [0, 60, 120, 180]


def test_of_the_languages_of_an_event_the_wanted_one_is_kept(collector: Collector, serve: Opened) -> None:
    hits = [event(1, language="pl"), event(1), event(2, language="de"), event(1, language="fr")]

    collector(KEY, serve(Youth(*hits, most=1).routes))

    assert {key: finding.language for key, finding in collector.found(KEY).items()} == {"0000-1": "en", "0000-2": "de"}


def test_single_places_for_volunteers_are_left_out(collector: Collector, serve: Opened) -> None:
    collector(KEY, serve(Youth(event(), event(2, opid=41835)).routes))

    assert list(collector.found(KEY)) == ["0000-1"]


def test_a_search_that_finds_such_places_alone_says_so(collector: Collector, serve: Opened) -> None:
    report = collector(KEY, serve(Youth(event(opid=1), event(2, opid=2)).routes))

    assert report.failure is not None and report.failure.kind is FailureKind.NO_ENTRIES
    assert "2 single places" in report.failure.detail


def test_who_wants_them_gets_them_with_their_page(collector: Collector, serve: Opened) -> None:
    place = event(uuid=None, opid=41835, url=None, country="PL", town="Kwidzyn", organisation_name="Verein")
    served = serve(Youth(place).routes)

    collector(KEY, served, {"placements": True})

    (finding,) = collector.door.of(KEY)
    assert finding.url == served.url("/solidarity/opportunity/41835_en")
    assert (finding.fields["countries"], finding.fields["place"]) == ("PL", "Kwidzyn")


def test_more_hits_than_elasticsearch_shows_are_not_asked_for(collector: Collector, serve: Opened) -> None:
    api = Youth(*(event(number) for number in range(10_001, 10_003)))
    api.hits = (*(event(0),) * 10_000, *api.hits)
    api.total = {"value": 10_000, "relation": "gte"}

    report = collector(KEY, serve(api.routes), query={"from": 9999})

    assert (report.outcome, report.new, api.asked) == (RunOutcome.READ, 3, [(9999, 100)])


@pytest.mark.parametrize("answer", [{"hits": {}}, {"hits": {"hits": "x"}}, {}])
def test_another_shape_is_named(answer: dict[str, object], collector: Collector, serve: Opened) -> None:
    from aiohttp import web

    async def other(_: web.Request) -> web.Response:
        return web.json_response(answer)

    report = collector(KEY, serve(web.get("/api/rest/eyp/v1/search_en", other)))

    assert report.failure is not None and report.failure.kind is FailureKind.UNREADABLE
