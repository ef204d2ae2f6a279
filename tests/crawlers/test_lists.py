"""Lists over several pages: found without being told, followed to their end, and the end is named."""

from __future__ import annotations

from aggregator.finding import FailureKind, Pagination, RunOutcome, SourceKind
from tests.crawlers import hostile, pages
from tests.crawlers.conftest import Collect
from tests.crawlers.door import MemoryDoor
from tests.crawlers.hostile import Site


def _news(site: Site, *numbers: int) -> dict[str, str]:
    for number in numbers:
        pages.detail(site, f"/meldung/{number}-begegnung", f"Begegnung Nummer {number} im Rathaus")
    return {f"/meldung/{number}-begegnung": f"Begegnung Nummer {number} im Rathaus" for number in numbers}


def _two_pages(site: Site) -> str:
    pages.listing(site, "/liste?seite=2", _news(site, 6, 5, 4), pager="<a href='/liste?seite=1'>1</a><b>2</b>")
    return pages.listing(site, "/liste", _news(site, 9, 8, 7), pager="<b>1</b><a href='/liste?seite=2'>2</a>")


def test_a_list_is_read_to_its_end_without_an_option(site: Site, collect: Collect) -> None:
    report = collect(_two_pages(site), SourceKind.LISTING)

    assert (report.outcome, report.new, report.pagination) == (RunOutcome.READ, 6, Pagination.END)
    assert len(site.asked_for("/liste?seite=1")) == 0


def test_where_numbers_fall_a_list_is_read_no_further_than_what_is_known(site: Site, collect: Collect) -> None:
    address = _two_pages(site)
    collect(address, SourceKind.LISTING)

    report = collect(address, SourceKind.LISTING)

    assert (report.pagination, len(site.asked_for("/liste?seite=2"))) == (Pagination.KNOWN, 1)


def test_a_page_that_fails_in_the_middle_is_partial_and_read_next_time(site: Site, collect: Collect) -> None:
    address = _two_pages(site)
    good = site.answers["/liste?seite=2"]
    site.answers["/liste?seite=2"] = hostile.status(503)
    first = collect(address, SourceKind.LISTING)
    site.answers["/liste?seite=2"] = good

    second = collect(address, SourceKind.LISTING)

    assert (first.outcome, first.new, first.pagination) == (RunOutcome.PARTIAL, 3, Pagination.FAILED)
    assert (second.outcome, second.new) == (RunOutcome.READ, 3)


def test_a_number_beyond_the_last_that_shows_the_last_again_is_repeated(site: Site, collect: Collect) -> None:
    links = _news(site, 3, 2, 1)
    pages.listing(site, "/liste?s=2", links, pager="<a class='next' href='/liste?s=3'>&gt;</a>")
    address = pages.listing(site, "/liste", links, pager="<a class='next' href='/liste?s=2'>&gt;</a>")

    report = collect(address, SourceKind.LISTING)

    assert (report.new, report.pagination, site.asked_for("/liste?s=3")) == (3, Pagination.REPEATED, [])


def test_an_unchanged_list_is_not_sent_again_and_its_details_are_looked_at(site: Site, collect: Collect) -> None:
    address = pages.listing(site, "/liste", _news(site, 3, 2, 1), ETag='"liste"')
    collect(address, SourceKind.LISTING)
    pages.detail(
        site, "/meldung/2-begegnung", "Begegnung Nummer 2", "Neue Frist: bewerben können sich alle bis 1. Mai 2027."
    )

    report = collect(address, SourceKind.LISTING)

    assert (report.statuses["304"], report.changed, report.unchanged) == (1, 1, 2)


def test_a_list_of_pdfs_is_handed_in_as_documents(site: Site, collect: Collect, door: MemoryDoor) -> None:
    links = {f"/dateien/aufruf-{number}.pdf": f"Aufruf zu Begegnungen {number}" for number in (1, 2, 3)}
    for link in links:
        site.serve(link, f"%PDF-1.7 {link}".encode(), "application/pdf")

    report = collect(pages.listing(site, "/aufrufe", links), SourceKind.LISTING)

    first = door.of("source")[0]
    assert report.new == 3
    assert (first.title, first.pdf, first.html) == ("Aufruf zu Begegnungen 1", b"%PDF-1.7 /dateien/aufruf-1.pdf", None)


def test_a_list_behind_a_test_for_people_is_named(site: Site, collect: Collect) -> None:
    wall = "<html><head><title>Radware Captcha Page</title></head><body>Please wait</body></html>"

    report = collect(site.serve("/liste", wall, pages.HTML), SourceKind.LISTING)

    assert report.failure is not None and report.failure.kind is FailureKind.CAPTCHA


def test_a_list_made_by_javascript_is_named(site: Site, collect: Collect) -> None:
    menu = f"<nav>{'Start, Verein, Projekte, Presse, Kontakt. ' * 20}</nav>"
    shell = f"<html><body>{menu}<div id='root'></div><script src='/app.js'></script></body></html>"

    report = collect(site.serve("/liste", shell, pages.HTML), SourceKind.LISTING)

    assert report.failure is not None and report.failure.kind is FailureKind.NEEDS_JAVASCRIPT
