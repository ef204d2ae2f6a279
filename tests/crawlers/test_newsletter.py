"""Archives of newsletters: issues are found, cut into items, and each item leads to its source."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.finding import FailureKind, RunOutcome, SourceKind
from crawlers.spiders.issue import items_of
from tests.crawlers import hostile, pages
from tests.crawlers.conftest import Collect
from tests.crawlers.door import MemoryDoor
from tests.crawlers.hostile import Site

_MORNING = datetime(2026, 11, 3, 8, tzinfo=UTC)
_HERE = "https://brief.example/ausgabe-4.html"
_SAYS = "Einreichfrist ist der 31. März 2027, gesucht werden Gemeinden mit Partnern."


def _issue(number: int) -> str:
    return (
        f"<html lang='de'><body><main><h1>Rundbrief {number}</h1><p>Guten Tag, hier sind die Neuigkeiten.</p>"
        f"<h2>Ausschreibungen</h2>"
        f"<h3>Aufruf A{number}</h3><p>{_SAYS} <a href='https://stiftung.example/a{number}'>Mehr</a></p>"
        f"<h3 id='b'>Aufruf B{number}</h3><p>{_SAYS}</p>"
        f"<h2>Termine</h2><h3><a href='/tagung-{number}'>Tagung C{number}</a></h3><p>Am 4. Mai 2027 im Rathaus.</p>"
        "<h2>Impressum</h2><p>Verein für Rundbriefe, Postfach 1, 12345 Ort.</p></main></body></html>"
    )


def _archive(site: Site, *numbers: int) -> str:
    for number in numbers:
        site.serve(f"/rundbrief-2026-0{number}-15.html", _issue(number), pages.HTML)
    titles = {f"/rundbrief-2026-0{number}-15.html": f"Rundbrief Nummer {number} dieses Jahres" for number in numbers}
    return pages.listing(site, "/archiv", titles)


def test_every_item_of_every_issue_is_a_lead_to_its_source(site: Site, collect: Collect, door: MemoryDoor) -> None:
    report = collect(_archive(site, 3, 2, 1), SourceKind.NEWSLETTER, at=_MORNING)

    issue = site.url("/rundbrief-2026-03-15.html")
    assert (report.outcome, report.new) == (RunOutcome.READ, 9)
    assert [(finding.key, finding.title, finding.url) for finding in door.of("source")[:3]] == [
        (f"{issue}#aufruf-a3", "Aufruf A3", "https://stiftung.example/a3"),
        (f"{issue}#b", "Aufruf B3", f"{issue}#b"),
        (f"{issue}#tagung-c3", "Tagung C3", site.url("/tagung-3")),
    ]
    assert "Postfach" not in (door.of("source")[2].html or "")
    assert {finding.published for finding in door.of("source")[:3]} == {datetime(2026, 3, 15, tzinfo=UTC)}


def test_an_issue_is_read_once_and_the_next_one_when_it_comes(site: Site, collect: Collect) -> None:
    collect(_archive(site, 3, 2, 1), SourceKind.NEWSLETTER, at=_MORNING)

    report = collect(_archive(site, 4, 3, 2, 1), SourceKind.NEWSLETTER, at=_MORNING + timedelta(days=7))

    assert (report.new, report.unchanged) == (3, 3)
    assert len(site.asked_for("/rundbrief-2026-01-15.html")) == 1


def _counted(site: Site, *numbers: int) -> None:
    for number in numbers:
        site.serve(f"/?controller=email&email_id={number}", _issue(number), pages.HTML)


def test_counted_issues_are_looked_for_behind_the_last_and_gaps_are_no_failure(site: Site, collect: Collect) -> None:
    options = {"number": "email_id"}
    address = site.url("/?controller=email&email_id=5")
    _counted(site, 5, 6, 8)
    first = collect(address, SourceKind.NEWSLETTER, options, at=_MORNING)
    _counted(site, 9)

    second = collect(address, SourceKind.NEWSLETTER, options, at=_MORNING + timedelta(days=1))

    assert (first.outcome, first.new) == (RunOutcome.READ, 9)
    assert (second.outcome, second.new) == (RunOutcome.READ, 3)
    assert len(site.asked_for("/?controller=email&email_id=6")) == 1


def test_a_counted_issue_that_cannot_be_read_is_named(site: Site, collect: Collect) -> None:
    _counted(site, 5)
    site.answers["/?controller=email&email_id=6"] = hostile.status(500)

    report = collect(site.url("/?controller=email&email_id=5"), SourceKind.NEWSLETTER, {"number": "email_id"})

    assert [failure.kind for failure in report.broken] == [FailureKind.HTTP_ERROR]


def test_an_issue_that_is_a_pdf_stays_whole(site: Site, collect: Collect, door: MemoryDoor) -> None:
    links = {f"/brief-{number}.pdf": f"Nachrichten aus der Einen Welt {number}" for number in (1, 2, 3)}
    for link in links:
        site.serve(link, f"%PDF-1.7 {link}".encode(), "application/pdf")

    collect(pages.listing(site, "/archiv", links), SourceKind.NEWSLETTER)

    assert [finding.title for finding in door.of("source")] == list(links.values())


def test_headings_that_are_no_item_can_be_left_out(site: Site, collect: Collect, door: MemoryDoor) -> None:
    collect(_archive(site, 3, 2, 1), SourceKind.NEWSLETTER, {"omit": "^Tagung"})

    assert len(door.of("source")) == 6


@pytest.mark.parametrize(
    "html",
    [
        "".join(
            f"<p><strong>Aufruf {name}</strong> {_SAYS} <a href='https://{name}.example/'>hier</a></p>"
            for name in "abc"
        ),
        "<hr>".join(
            f"<p><b>Aufruf {name}</b><br>{_SAYS} <a href='https://{name}.example/'>Link</a></p>" for name in "abc"
        ),
        "<table>"
        + "".join(
            f"<tr><td><h4>Aufruf {name}</h4>{_SAYS} <a href='https://{name}.example/'>mehr</a></td></tr>"
            for name in "abc"
        )
        + "</table>",
    ],
    ids=["lines in bold", "rules", "cells of a table"],
)
def test_items_are_told_apart_without_headings_too(html: str) -> None:
    items = items_of(html, _HERE, heading="Rundbrief")

    assert [(item.title, item.original) for item in items] == [
        (f"Aufruf {name}", f"https://{name}.example/") for name in "abc"
    ]
    assert all("31. März 2027" in item.html for item in items)


def test_an_issue_that_nothing_parts_is_one_item() -> None:
    (item,) = items_of(f"<p>{_SAYS}</p>", _HERE, heading="Rundbrief 4")

    assert (item.key, item.title) == ("page", "Rundbrief 4")
