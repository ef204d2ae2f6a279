"""Whatever a source does, its own run fails with a name and no other source notices."""

from __future__ import annotations

import socket
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from aggregator.finding import FailureKind, RunOutcome, SourceKind, Visit
from crawlers.crawl import crawl
from crawlers.settings import CrawlSettings
from tests.crawlers import hostile, texts
from tests.crawlers.conftest import Collect
from tests.crawlers.door import MemoryDoor
from tests.crawlers.hostile import Site

_HTML = "<!doctype html><html><head><title>Willkommen</title></head><body><p>Unsere Seite.</p></body></html>"
_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<rss><channel><item><title>&b;</title></item></channel></rss>"
)
_EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    "<rss><channel><item><title>&x;</title><link>https://a.example/1</link></item></channel></rss>"
)

_CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n"
_TWO_LENGTHS = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\n<rss>xx"


def _closed_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _serving(answer: hostile.Answer) -> Callable[[Site], str]:
    def put(site: Site) -> str:
        site.answers["/bad"] = answer
        return site.url("/bad")

    return put


CASES: dict[str, tuple[Callable[[Site], str], FailureKind]] = {
    "a closed port": (lambda _: f"http://127.0.0.1:{_closed_port()}/", FailureKind.REFUSED),
    "an unknown name": (lambda _: "http://nobody-has-this-name.invalid/feed", FailureKind.DNS),
    "404": (_serving(hostile.status(404)), FailureKind.GONE),
    "410": (_serving(hostile.status(410)), FailureKind.GONE),
    "403": (_serving(hostile.status(403)), FailureKind.BLOCKED),
    "500": (_serving(hostile.status(500)), FailureKind.HTTP_ERROR),
    "304 that nobody asked for": (_serving(hostile.status(304)), FailureKind.HTTP_ERROR),
    "a page instead of a feed": (_serving(hostile.whole(_HTML, "text/html")), FailureKind.NOT_A_FEED),
    "0 bytes": (_serving(hostile.whole(b"")), FailureKind.EMPTY),
    "white space": (_serving(hostile.whole(b" \n ")), FailureKind.EMPTY),
    "a feed without entries": (_serving(hostile.whole(texts.rss())), FailureKind.NO_ENTRIES),
    "a large body, announced": (_serving(hostile.flood(100, announced=True)), FailureKind.TOO_LARGE),
    "a large body, not announced": (_serving(hostile.flood(100, announced=False)), FailureKind.TOO_LARGE),
    "a gzip bomb": (_serving(hostile.gzip_bomb(100)), FailureKind.BOMB),
    "packed as nobody asked": (_serving(hostile.whole(b"x", Content_Encoding="br")), FailureKind.UNREADABLE),
    "packed, they say": (_serving(hostile.whole(b"plain", Content_Encoding="gzip")), FailureKind.UNREADABLE),
    "no text at all": (_serving(hostile.whole(bytes(range(256)) * 20)), FailureKind.CHARSET),
    "endless redirects": (_serving(hostile.endless_redirects()), FailureKind.REDIRECTS),
    "a redirect out of the web": (_serving(hostile.status(302, Location="file:///etc/passwd")), FailureKind.REDIRECTS),
    "a dripping server": (_serving(hostile.dripping()), FailureKind.TIMEOUT),
    "a silent server": (_serving(hostile.silent()), FailureKind.TIMEOUT),
    "a body broken off": (_serving(hostile.broken_off(b"<rss>", 5000)), FailureKind.UNREADABLE),
    "entities that grow": (_serving(hostile.whole(_BOMB)), FailureKind.BOMB),
    "entities from a file": (_serving(hostile.whole(_EXTERNAL)), FailureKind.UNREADABLE),
    "more entries than anybody has": (
        _serving(hostile.whole("<rss><channel>" + "<item>" * 30_000)),
        FailureKind.TOO_LARGE,
    ),
    "a header that never ends": (_serving(hostile.status(200, X_Long="x" * 100_000)), FailureKind.HTTP_ERROR),
    "a PDF": (_serving(hostile.whole(b"%PDF-1.7")), FailureKind.UNREADABLE),
    "headers that drip": (_serving(hostile.dripping_headers()), FailureKind.TIMEOUT),
    "headers without end": (_serving(hostile.endless_headers()), FailureKind.HTTP_ERROR),
    "an endless status line": (_serving(hostile.raw(b"HTTP/1.1 200 " + b"o" * 5_000_000)), FailureKind.HTTP_ERROR),
    "no HTTP at all": (_serving(hostile.raw(b"SSH-2.0-OpenSSH_9.6\r\n")), FailureKind.HTTP_ERROR),
    "nothing but the end": (_serving(hostile.raw(b"")), FailureKind.REFUSED),
    "a negative length": (_serving(hostile.status(200, Content_length="-5")), FailureKind.HTTP_ERROR),
    "two lengths": (_serving(hostile.raw(_TWO_LENGTHS)), FailureKind.HTTP_ERROR),
    "chunks that are none": (_serving(hostile.raw(_CHUNKED, b"zz\r\n<rss>\r\n0\r\n\r\n")), FailureKind.HTTP_ERROR),
    "a chunk without end": (_serving(hostile.raw(_CHUNKED, b"f" * 100_000)), FailureKind.HTTP_ERROR),
    "chunks broken off": (_serving(hostile.raw(_CHUNKED, b"5\r\n<rss>\r\n")), FailureKind.UNREADABLE),
    "5,000 redirects": (_serving(hostile.many_redirects(5_000, "/good")), FailureKind.REDIRECTS),
    "a redirect to code": (_serving(hostile.status(302, Location="javascript:alert(1)")), FailureKind.REDIRECTS),
    "a redirect to nonsense": (_serving(hostile.status(302, Location="http://[::1")), FailureKind.REDIRECTS),
    "a redirect to nowhere": (_serving(hostile.status(302)), FailureKind.HTTP_ERROR),
    "entities behind a long comment": (
        _serving(hostile.whole(_BOMB.replace("<!DOCTYPE", f"<!-- <rss> {'x' * 100_000} --><!DOCTYPE"))),
        FailureKind.BOMB,
    ),
    "no web address": (lambda _: "ftp://127.0.0.1/feed", FailureKind.ADDRESS_REFUSED),
    "no address": (lambda _: "http://", FailureKind.ADDRESS_REFUSED),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_a_named_failure_of_that_source_and_of_no_other(
    case: str, site: Site, door: MemoryDoor, settings: CrawlSettings, tmp_path: Path
) -> None:
    put, expected = CASES[case]
    # short where nothing else ends the visit; a busy machine may take its time to answer
    settings = settings.model_copy(update={"request_timeout": 0.7 if expected is FailureKind.TIMEOUT else 10})
    good = site.serve("/good", texts.three())
    visits = [Visit("bad", SourceKind.FEED, put(site)), Visit("good", SourceKind.FEED, good)]

    bad_report, good_report = crawl(visits, door, settings, snapshots=tmp_path)

    assert bad_report.outcome is RunOutcome.FAILED
    assert bad_report.failure is not None
    assert bad_report.failure.kind is expected, bad_report.failure
    assert door.of("bad") == []
    assert (good_report.outcome, good_report.new) == (RunOutcome.READ, 3)


@pytest.mark.parametrize(
    "broken",
    [
        "<item><title>Halb <b>offen</title></item>",
        "<item><title>Nie zu Ende</title>",
        "<item><description><![CDATA[ nie zu Ende </description></item>",
        "<item><title>Wer < schreibt</title></item>",
        "<item></item>",
    ],
)
def test_one_broken_entry_is_named_and_the_others_are_kept(
    broken: str, site: Site, collect: Collect, door: MemoryDoor
) -> None:
    report = collect(site.serve("/feed", texts.rss(texts.item(1), broken, texts.item(3))))

    assert report.outcome is RunOutcome.PARTIAL
    assert [(failure.kind, "2 of 3" in failure.detail) for failure in report.broken] == [(FailureKind.UNREADABLE, True)]
    assert {finding.key for finding in door.of("source")} >= {"aufruf-1", "aufruf-3"}


def test_a_feed_with_a_broken_entry_is_read_again_next_time(site: Site, collect: Collect) -> None:
    address = site.serve("/feed", texts.rss(texts.item(1), "<item><title>Halb <b>offen</title></item>"), ETag='"1"')
    collect(address)

    again = collect(address)

    assert again.outcome is RunOutcome.PARTIAL
    assert (again.new, again.changed) == (0, 0)


def test_bare_ampersands_and_html_entities_are_read_as_meant(site: Site, collect: Collect, door: MemoryDoor) -> None:
    entry = "<item><title>Kunst & Kultur&nbsp;2027</title><link>https://a.example/?a=1&b=2</link></item>"

    report = collect(site.serve("/feed", texts.rss(entry, texts.item(2))))

    assert report.outcome is RunOutcome.READ
    assert (door.of("source")[0].title, door.of("source")[0].url) == (
        "Kunst & Kultur 2027",
        "https://a.example/?a=1&b=2",
    )


def test_a_wrong_charset_is_repaired_and_named(site: Site, collect: Collect, door: MemoryDoor) -> None:
    body = texts.three().encode("windows-1252")

    report = collect(site.serve("/feed", body))

    assert (report.outcome, report.new) == (RunOutcome.PARTIAL, 3)
    assert report.failure is not None and report.failure.kind is FailureKind.CHARSET
    assert door.of("source")[0].title == "Aufruf 1: Städte reden mit Städten"


def test_a_header_that_contradicts_a_right_document_does_no_harm(
    site: Site, collect: Collect, door: MemoryDoor
) -> None:
    body = texts.three().replace("utf-8", "iso-8859-1").encode("latin-1")

    report = collect(site.serve("/feed", body, "text/xml; charset=utf-8"))

    assert report.outcome is RunOutcome.READ
    assert door.of("source")[0].title == "Aufruf 1: Städte reden mit Städten"


def test_links_that_run_code_are_dropped_and_the_entry_is_kept(site: Site, collect: Collect, door: MemoryDoor) -> None:
    entry = (
        "<item><title>Kein Link</title><link>javascript:alert(1)</link><guid>x</guid><description><![CDATA["
        '<p onclick="a()">Text <a href="java&#10;script:b()">hier</a> und <a href="/da">da</a></p><script>c()</script>'
        "]]></description></item>"
    )

    collect(site.serve("/feed", texts.rss(entry)))

    (finding,) = door.of("source")
    assert finding.url == site.url("/feed")
    assert finding.html == f'<p>Text <a>hier</a> und <a href="{site.url("/da")}">da</a></p>'


def test_entries_with_one_guid_and_different_links_are_all_kept(site: Site, collect: Collect, door: MemoryDoor) -> None:
    feed = texts.rss(*(texts.item(number, guid="immer-gleich") for number in (1, 2, 3)))
    address = site.serve("/feed", feed)

    report = collect(address)

    assert (report.found, report.new, len({finding.url for finding in door.of("source")})) == (3, 3, 3)


def test_entries_without_guid_keep_their_key_in_the_next_run(site: Site, collect: Collect) -> None:
    collect(site.serve("/feed", texts.rss(texts.item(1, guid=""), texts.item(2, guid="", link=""))))

    report = collect(site.serve("/feed", texts.rss(texts.item(2, guid="", link=""), texts.item(1, guid=""))))

    assert (report.new, report.changed, report.same) == (0, 0, 2)


def test_nul_and_control_characters_do_not_reach_the_store(site: Site, collect: Collect, door: MemoryDoor) -> None:
    collect(site.serve("/feed", texts.rss(texts.item(1, title="Nu\x00ll und \x0bnichts"))))

    assert door.of("source")[0].title == "Null und nichts"


def test_dates_in_year_0_and_9999_are_no_dates(site: Site, collect: Collect, door: MemoryDoor) -> None:
    feed = texts.rss(texts.item(1), texts.item(2)).replace("02 Nov 2026", "02 Nov 9999", 1).replace("2026", "0000")

    report = collect(site.serve("/feed", feed))

    assert report.new == 2
    assert [finding.published for finding in door.of("source")] == [None, None]


def test_a_feed_of_ten_thousand_entries_is_read_whole(site: Site, collect: Collect, settings: CrawlSettings) -> None:
    feed = texts.rss(*(texts.item(number) for number in range(10_000)))
    large = settings.model_copy(update={"max_body_bytes": 20_000_000, "request_timeout": 30})

    report = collect(site.serve("/feed", feed), settings=large)

    assert (report.outcome, report.new) == (RunOutcome.READ, 10_000)


def test_http_1_0_without_a_length_is_read_to_the_end(site: Site, collect: Collect) -> None:
    head = b"HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\n\r\n"
    site.answers["/feed"] = hostile.raw(head, texts.three().encode())

    assert collect(site.url("/feed")).new == 3


def test_bytes_beyond_the_announced_length_are_not_read(site: Site, collect: Collect) -> None:
    body = texts.three().encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    site.answers["/feed"] = hostile.raw(head + body, b"HTTP/1.1 200 OK\r\n\r\n<rss/>" * 1000)

    assert (collect(site.url("/feed")).new, collect(site.url("/feed")).outcome) == (3, RunOutcome.UNCHANGED)


def test_cookies_are_never_sent_back_however_they_grow(site: Site, collect: Collect) -> None:
    site.answers["/feed"] = hostile.growing_cookies(texts.three())

    assert [collect(site.url("/feed")).new for _ in range(3)] == [3, 0, 0]
    assert all("cookie" not in asked.headers for asked in site.asked)


@pytest.mark.parametrize("bits", [-15, 15, 31], ids=["raw deflate", "zlib", "gzip under a wrong name"])
def test_deflate_is_unpacked_in_each_of_its_readings(bits: int, site: Site, collect: Collect) -> None:
    packer = zlib.compressobj(wbits=bits)
    packed = packer.compress(texts.three().encode()) + packer.flush()

    assert collect(site.serve("/feed", packed, Content_Encoding="deflate")).new == 3


def test_links_in_a_feed_that_are_no_addresses_are_left_out(site: Site, collect: Collect, door: MemoryDoor) -> None:
    links = ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://", "vbscript:x", "//")
    feed = texts.rss(*(texts.item(number, link=link) for number, link in enumerate(links, 1)))

    report = collect(site.serve("/feed", feed))

    assert report.new == len(links)
    assert {finding.url for finding in door.of("source")} == {site.url("/feed")}


def test_a_feed_that_mentions_entities_in_its_text_is_read(site: Site, collect: Collect) -> None:
    entry = "<item><title>DTD</title><description><![CDATA[<!ENTITY b '&a;&a;'>]]></description></item>"

    assert collect(site.serve("/feed", texts.rss(entry))).outcome is RunOutcome.READ
