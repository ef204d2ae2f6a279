"""Titles, links, HTML, keys, moments and charsets hold for any input."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from aggregator.finding import SourceKind, Visit
from crawlers.spiders import cleaning
from crawlers.spiders.calendar import CalendarSpider
from crawlers.spiders.feed import FeedSpider
from crawlers.spiders.json import JsonSpider
from crawlers.spiders.keys import keyed
from crawlers.spiders.listing import ListingSpider
from crawlers.spiders.moments import day_or_moment, moment
from crawlers.spiders.page import Draft, Follow, Page, Role, Spider, Unreadable
from crawlers.spiders.standing import StandingSpider
from tests.crawlers import texts

_SEEN = datetime(2026, 11, 23, 12, tzinfo=UTC)
_DRAFTS = st.lists(
    st.builds(
        Draft,
        link=st.sampled_from(["", "https://a.example/1", "https://a.example/2"]),
        id=st.sampled_from(["", "eins", "zwei"]),
        title=st.sampled_from(["A", "B", ""]),
        text=st.sampled_from(["x", "y"]),
    )
)


def _page(body: bytes, content_type: str = "") -> Page:
    return Page(Follow("https://a.example/", Role.START), "https://a.example/", body, _SEEN, content_type)


@given(st.text())
def test_a_title_is_one_line_without_tags_or_controls(raw: str) -> None:
    said = cleaning.title(raw)

    assert said == " ".join(said.split())
    assert all(ord(sign) >= 32 for sign in said)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("Kunst &amp; Kultur", "Kunst & Kultur"),
        ("<b>Fett</b>\n  und\tmager", "Fett und mager"),
        ("3 < 4 und 5 > 4", "3 < 4 und 5 > 4"),
        ("Nu\x00ll\x85", "Null"),
    ],
)
def test_titles(raw: str, said: str) -> None:
    assert cleaning.title(raw) == said


@given(st.text(max_size=100))
def test_a_link_leads_to_the_web_or_nowhere(raw: str) -> None:
    target = cleaning.link("https://a.example/ordner/", raw)

    assert target == "" or urlsplit(target).scheme in ("http", "https")


@pytest.mark.parametrize(
    "raw", ["javascript:alert(1)", " java\nscript:alert(1)", "data:text/html,x", "mailto:a@b.example", "file:///etc"]
)
def test_a_link_that_is_no_web_address_is_dropped(raw: str) -> None:
    assert cleaning.link("https://a.example/", raw) == ""


def test_a_link_keeps_what_looks_like_an_entity() -> None:
    assert cleaning.link("https://a.example/", "/?a=1&copy=2") == "https://a.example/?a=1&copy=2"


@given(st.text(alphabet="<>/=\"' ahrefscriptonclickjv:&#1;", max_size=80))
def test_no_html_keeps_a_link_that_runs_code(noise: str) -> None:
    clean = cleaning.harmless(f'<p>{noise}<a href="javascript:x()">los</a></p>', "https://a.example/")

    targets = [node.attributes.get("href") or "" for node in LexborHTMLParser(clean).css("[href]")]
    assert [target for target in targets if not target.startswith("https://a.example/")] == []


@given(_DRAFTS)
def test_no_two_different_entries_share_a_key_and_none_is_lost(drafts: list[Draft]) -> None:
    pairs = keyed(drafts)

    assert len({key for key, _ in pairs}) == len(pairs)
    assert {draft for _, draft in map(_frozen, pairs)} == {draft for _, draft in map(_frozen, enumerate(drafts))}


@given(_DRAFTS, st.randoms(use_true_random=False))
def test_keys_do_not_depend_on_the_order(drafts: list[Draft], random: Random) -> None:
    shuffled = drafts[:]
    random.shuffle(shuffled)

    assert {_frozen(pair) for pair in keyed(drafts)} == {_frozen(pair) for pair in keyed(shuffled)}


def _frozen(pair: tuple[object, Draft]) -> tuple[object, str]:
    return pair[0], repr(pair[1])


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("2027-03-31", "2027-03-31"),
        ("31.3.2027", "2027-03-31"),
        ("2027-03-31T00:00:00Z", "2027-03-31"),
        ("2027-03-31T22:00:00.000+0000", "2027-04-01"),
        ("2027-03-31T10:00:00", "2027-03-31T10:00:00"),
        ("2027-03-31T00:00:00", "2027-03-31"),
        ("2027-03-31T15:00:00Z", "2027-03-31T17:00:00+02:00"),
        (1806530400000, "2027-04-01"),
        ("31.2.2027", ""),
        ("0001-01-01", ""),
        ("9999-12-31T00:00:00Z", ""),
        ("demnächst", ""),
        (True, ""),
        (None, ""),
    ],
)
def test_days_and_moments(raw: object, said: str) -> None:
    assert day_or_moment(raw) == said


@given(st.text(max_size=40) | st.integers() | st.floats())
def test_no_value_makes_the_reading_of_a_day_stumble(raw: object) -> None:
    day_or_moment(raw)
    moment(str(raw))


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (texts.three().encode("utf-16"), ""),
        (b"\xef\xbb\xbf" + texts.three().encode(), ""),
        (texts.three().replace("utf-8", "iso-8859-1").encode("latin-1"), ""),
        (texts.rss(texts.item(1), declaration="").encode("windows-1252"), "text/xml; charset=windows-1252"),
    ],
)
def test_a_charset_that_is_declared_rightly_is_read_rightly(body: bytes, content_type: str) -> None:
    seen = FeedSpider().read(_page(body, content_type), Visit("s", SourceKind.FEED, "https://a.example/"))

    assert seen.findings[0].title == "Aufruf 1: Städte reden mit Städten"
    assert seen.broken == ()


@pytest.mark.parametrize(
    "spider",
    [FeedSpider(), CalendarSpider(), JsonSpider(), ListingSpider(), StandingSpider()],
    ids=lambda spider: type(spider).__name__,
)
@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
    | st.lists(
        st.sampled_from(
            [
                "<rss>",
                "<channel>",
                "<item>",
                "</item>",
                "<title>",
                "&",
                "<![CDATA[",
                "]]>",
                "BEGIN:VCALENDAR\n",
                "BEGIN:VEVENT\n",
                "END:VEVENT\n",
                "DTSTART:2\n",
                "RRULE:X\n",
                "{",
                '"title":',
                "[",
                "]",
                "}",
                "1",
                ",",
                "<h2>",
                "</h2>",
                "<a href='/x",
                "'>",
                "wort ",
                "\n",
            ]
        ),
        max_size=40,
    ).map(lambda parts: "".join(parts).encode())
)
def test_whatever_comes_a_spider_reads_it_or_says_why_not(spider: Spider, body: bytes) -> None:
    try:
        seen = spider.read(_page(body), Visit("s", SourceKind.FEED, "https://a.example/"))
    except Unreadable as unreadable:
        assert unreadable.detail
    else:
        assert all(finding.title for finding in seen.findings)
