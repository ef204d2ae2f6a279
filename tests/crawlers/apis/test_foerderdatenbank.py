"""The dump of foerderdatenbank.de: a table that may be large, half there, or in another encoding."""

from __future__ import annotations

import pytest

from aggregator.finding import FailureKind, RunOutcome
from tests.crawlers.apis.conftest import Collector, Opened
from tests.crawlers.apis.dump import Dump, as_csv, programme, zipped

KEY = "foerderdatenbank-dump"


def test_the_entry_of_the_catalogue_collects_a_programme_as_it_stands(collector: Collector, serve: Opened) -> None:
    report = collector(KEY, serve(Dump(zipped(as_csv(programme()))).routes))

    (finding,) = collector.door.of(KEY)
    assert (report.outcome, finding.key, finding.title) == (
        RunOutcome.READ,
        "hash-1",
        "Begegnungen mit Partnerstädten 1",
    )
    assert finding.url == "https://www.foerderdatenbank.example/FDB/Land/NRW/begegnung-1.html"
    assert finding.text is not None and '"Begegnungen",\nauch in der Partnerstadt' in finding.text
    assert finding.published is not None and finding.published.date().isoformat() == "2026-05-02"
    fields = finding.fields
    assert fields["attribution"].startswith("Quelle: Förderdatenbank des Bundes und der Länder")
    assert (fields["kind"], fields["status"], fields["organiser"]) == ("funding", "open", "Staatskanzlei des Landes")
    assert (fields["area"], fields["region"]) == (
        "Kultur, Medien & Sport; Gesundheit & Soziales",
        "Nordrhein-Westfalen",
    )
    assert fields["audiences"] == "municipality; association"


def test_an_unchanged_dump_is_not_fetched_again(collector: Collector, serve: Opened) -> None:
    served = serve(Dump(zipped(as_csv(programme()))).routes)
    collector(KEY, served)

    report = collector(KEY, served)

    assert (report.outcome, dict(report.statuses)) == (RunOutcome.UNCHANGED, {"304": 1})


def test_a_programme_that_was_taken_away_says_so(collector: Collector, serve: Opened) -> None:
    collector(KEY, serve(Dump(zipped(as_csv(programme(1), programme(2, deleted="True")))).routes))

    assert {key: finding.fields["status"] for key, finding in collector.found(KEY).items()} == {
        "hash-1": "open",
        "hash-2": "withdrawn",
    }


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_bare_table_is_read_like_one_in_a_zip(delimiter: str, collector: Collector, serve: Opened) -> None:
    dump = Dump(as_csv(programme(1), programme(2), delimiter=delimiter).encode())

    assert collector(KEY, serve(dump.routes)).new == 2


def test_another_encoding_is_read_and_named(collector: Collector, serve: Opened) -> None:
    report = collector(KEY, serve(Dump(zipped(as_csv(programme()).encode("windows-1252"))).routes))

    assert collector.found(KEY)["hash-1"].title == "Begegnungen mit Partnerstädten 1"
    assert (report.outcome, len(report.broken)) == (RunOutcome.PARTIAL, 1)
    assert "windows-1252" in report.broken[0].detail


def test_half_a_file_loses_its_last_row_alone_and_the_row_is_named(collector: Collector, serve: Opened) -> None:
    text = as_csv(programme(1), programme(2), programme(3))
    cut = text[: text.index("hash-3") + 120]

    report = collector(KEY, serve(Dump(zipped(cut)).routes))

    assert (report.outcome, sorted(collector.found(KEY))) == (RunOutcome.PARTIAL, ["hash-1", "hash-2"])
    assert "line 6: unexpected end of data" in report.broken[0].detail


def test_half_a_zip_is_named_and_nothing_is_known_to_be_gone(collector: Collector, serve: Opened) -> None:
    report = collector(KEY, serve(Dump(zipped(as_csv(programme()))[:-40]).routes))

    assert report.failure is not None and report.failure.kind is FailureKind.UNREADABLE
    assert collector.door.of(KEY) == []


def test_a_row_with_too_few_cells_is_named_by_its_line(collector: Collector, serve: Opened) -> None:
    text = as_csv(programme(1)) + "hash-x,only,three\r\n" + as_csv(programme(2)).partition("\r\n")[2]

    report = collector(KEY, serve(Dump(zipped(text)).routes))

    assert [failure.detail for failure in report.broken] == ["line 4: 3 cells under 12 columns"]
    assert report.new == 2


def test_a_dump_larger_than_a_page_may_be_is_taken(collector: Collector, serve: Opened) -> None:
    row = programme(description="Ein Satz über Begegnungen, der kein Ende nimmt. " * 2_000)
    dump = Dump(
        as_csv(*({**row, "id_hash": str(number), "url": f"{row['url']}?{number}"} for number in range(15))).encode()
    )
    assert len(dump.body) > collector.settings.max_body_bytes

    assert collector(KEY, serve(dump.routes)).new == 15


def test_a_dump_larger_than_the_source_allows_is_refused(collector: Collector, serve: Opened) -> None:
    collector.settings = collector.settings.model_copy(update={"max_body_bytes": 1_000})
    dump = Dump(as_csv(*(programme(number) for number in range(9))).encode())

    report = collector(KEY, serve(dump.routes), {"most_bytes": 2_000})

    assert report.failure is not None and report.failure.kind is FailureKind.TOO_LARGE


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (zipped("no table", name="data.parquet"), FailureKind.UNREADABLE),
        (b"<html><title>Access denied</title></html>", FailureKind.UNREADABLE),
        (b'{"error": "expired"}', FailureKind.UNREADABLE),
        (b"id_hash,name\n1,x\n", FailureKind.UNREADABLE),
        (as_csv().encode(), FailureKind.NO_ENTRIES),
        (b"   ", FailureKind.UNREADABLE),
    ],
)
def test_what_is_no_table_of_programmes_is_named(
    body: bytes, kind: FailureKind, collector: Collector, serve: Opened
) -> None:
    report = collector(KEY, serve(Dump(body).routes))

    assert report.failure is not None and report.failure.kind is kind
