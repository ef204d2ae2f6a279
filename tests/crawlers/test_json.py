"""Records of APIs: with options, without, over pages, and with the habits of the big portals."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from aggregator.finding import FailureKind, RunOutcome, RunReport, SourceKind
from tests.crawlers.conftest import Collect
from tests.crawlers.door import MemoryDoor
from tests.crawlers.hostile import Site

_PORTAL: Mapping[str, object] = {
    "records": "results",
    "total": "totalResults",
    "page_param": "page",
    "id": "metadata.identifier",
    "one_per_id": True,
    "title": "metadata.title",
    "html": "metadata.descriptionByte",
    "language": "metadata.language",
    "url_pattern": "https://portal.example/topic/{metadata.identifier}",
    "fields": {
        "deadline": "metadata.deadlineDate",
        "amount_max": "metadata.budget.max",
        "reference": "metadata.identifier",
    },
}


def _record(identifier: str, language: str, *deadlines: str) -> dict[str, object]:
    return {
        "reference": f"{identifier}{language}",
        "metadata": {
            "identifier": [identifier],
            "title": [f"Topic {identifier} ({language})"],
            "language": [language],
            "deadlineDate": list(deadlines) or ["2027-03-31T22:00:00.000+0000"],
            "descriptionByte": ["<p>Towns meet towns.</p>"],
            "budget": ['{"max": 30000}'],
        },
    }


def _portal(site: Site, collect: Collect, *pages: list[dict[str, object]]) -> RunReport:
    total = sum(len(page) for page in pages)
    for number, records in enumerate(pages, 1):
        site.serve(f"/api?page={number}", json.dumps({"totalResults": total, "results": records}), "application/json")
    return collect(site.url("/api?page=1"), SourceKind.JSON, _PORTAL)


def _plain(site: Site, collect: Collect, document: object, options: Mapping[str, object] | None = None) -> RunReport:
    return collect(site.serve("/api", json.dumps(document), "application/json"), SourceKind.JSON, options)


def test_values_in_lists_and_json_in_strings_are_read(site: Site, collect: Collect, door: MemoryDoor) -> None:
    _portal(site, collect, [_record("TT-2027", "en")])

    (finding,) = door.of("source")
    assert (finding.key, finding.title, finding.url) == (
        "TT-2027",
        "Topic TT-2027 (en)",
        "https://portal.example/topic/TT-2027",
    )
    assert finding.html == "<p>Towns meet towns.</p>"
    assert finding.fields["amount_max"] == "30000"


def test_the_evening_before_in_utc_is_the_day_in_brussels(site: Site, collect: Collect, door: MemoryDoor) -> None:
    _portal(
        site,
        collect,
        [
            _record("SUMMER", "en", "2027-03-31T22:00:00.000+0000"),
            _record("WINTER", "en", "2027-01-31T23:00:00.000+0000"),
            _record("UTC", "en", "2027-04-01T00:00:00Z"),
            _record("HOUR", "en", "2027-04-01T15:00:00Z"),
            _record("TWICE", "en", "2027-04-30T22:00:00.000+0000", "2027-09-30T22:00:00.000+0000"),
        ],
    )

    assert [finding.fields["deadline"] for finding in door.of("source")] == [
        "2027-04-01",
        "2027-02-01",
        "2027-04-01",
        "2027-04-01T17:00:00+02:00",
        "2027-05-01; 2027-10-01",
    ]


def test_all_pages_are_read_and_no_more(site: Site, collect: Collect) -> None:
    report = _portal(site, collect, [_record("A", "en"), _record("B", "en")], [_record("C", "en"), _record("D", "en")])

    assert (report.new, len(site.asked_for("/api?page=2")), len(site.asked_for("/api?page=3"))) == (4, 1, 0)


def test_languages_of_one_record_on_two_pages_are_one_finding_that_stays(
    site: Site, collect: Collect, door: MemoryDoor
) -> None:
    pages = [[_record("A", "de"), _record("B", "en")], [_record("A", "fr"), _record("C", "en")]]

    first, second = _portal(site, collect, *pages), _portal(site, collect, *pages)

    assert (first.new, second.changed, second.same) == (3, 0, 3)
    assert {finding.language for finding in door.of("source")} == {"de", "en"}


def test_a_server_that_ignores_the_page_number_is_left_in_peace(site: Site, collect: Collect) -> None:
    body = json.dumps([{"title": "Immer gleich", "id": 1}])
    for number in range(1, 6):
        site.serve(f"/api?page={number}", body, "application/json")

    report = collect(site.url("/api?page=1"), SourceKind.JSON, {"page_param": "page"})

    assert (report.new, dict(report.statuses)) == (1, {"200": 2})


def test_a_json_feed_needs_no_options(site: Site, collect: Collect, door: MemoryDoor) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {
                "id": "1",
                "url": "/aufruf",
                "title": "Aufruf",
                "content_html": "<p>Bis März.</p>",
                "date_published": "2026-11-02T09:00:00+01:00",
            }
        ],
    }
    _plain(site, collect, feed)

    (finding,) = door.of("source")
    assert (finding.key, finding.url, finding.html) == ("1", site.url("/aufruf"), "<p>Bis März.</p>")
    assert finding.published is not None and finding.published.isoformat() == "2026-11-02T08:00:00+00:00"


def test_a_json_feed_is_understood_where_a_feed_was_announced(site: Site, collect: Collect) -> None:
    address = site.serve("/feed.json", json.dumps({"items": [{"id": "1", "title": "Aufruf"}]}), "application/json")

    assert collect(address, SourceKind.FEED).new == 1


def test_without_options_the_longest_list_of_titled_records_is_taken(
    site: Site, collect: Collect, door: MemoryDoor
) -> None:
    document = {
        "facets": {"status": [{"code": number} for number in range(50)]},
        "menu": [{"title": "Start"}],
        "daten": {
            "calls": [{"titel": f"Aufruf {number}", "frist": "31.03.2027", "lieu": "Lille"} for number in (1, 2)]
        },
    }
    _plain(site, collect, document)

    assert [finding.title for finding in door.of("source")] == ["Aufruf 1", "Aufruf 2"]
    assert door.of("source")[0].fields == {"deadline": "2027-03-31", "place": "Lille"}


def test_a_start_beside_a_deadline_opens_the_call(site: Site, collect: Collect, door: MemoryDoor) -> None:
    _plain(site, collect, [{"title": "Aufruf", "startDate": "2026-12-01", "deadline": "2027-01-31"}])

    assert door.of("source")[0].fields == {"opens": "2026-12-01", "deadline": "2027-01-31"}


def test_a_record_that_is_no_object_is_named_and_the_others_are_kept(site: Site, collect: Collect) -> None:
    report = _plain(site, collect, {"items": [{"title": "Aufruf"}, "kaputt", {"id": None}]}, {"records": "items"})

    assert (report.outcome, report.new, len(report.broken)) == (RunOutcome.PARTIAL, 1, 2)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("{", FailureKind.UNREADABLE),
        ("[" * 100_000, FailureKind.UNREADABLE),
        ("<html></html>", FailureKind.NOT_A_FEED),
        ('{"status": "ok"}', FailureKind.NOT_A_FEED),
        ('{"items": []}', FailureKind.NO_ENTRIES),
        ("  ", FailureKind.EMPTY),
    ],
)
def test_what_is_no_list_of_records_is_named(body: str, kind: FailureKind, site: Site, collect: Collect) -> None:
    report = collect(site.serve("/api", body, "application/json"), SourceKind.JSON)

    assert report.failure is not None and report.failure.kind is kind
