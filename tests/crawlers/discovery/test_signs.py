"""What a page offers beside its text, and what it shows instead of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.finding import FailureKind
from crawlers.discovery.signs import signs_of, usual_feeds
from tests.crawlers.discovery.places import detail, listing, page

URL = "https://amt.example/aktuelles/"
_SCRIPT = "<script>start()</script>"


def test_declared_feeds_are_found_and_those_of_comments_are_not() -> None:
    head = (
        '<link rel="alternate" type="application/rss+xml" title="Amt » Feed" href="/feed/">'
        '<link rel="alternate" type="application/rss+xml" title="Amt » Kommentar-Feed" href="/comments/feed/">'
        '<link rel="alternate" hreflang="fr" href="/fr/">'
    )
    assert signs_of(listing(head=head), URL).feeds == ("https://amt.example/feed/",)


def test_a_link_to_a_feed_is_a_feed_as_well() -> None:
    html = page('<a href="/aktuelles.rss">Als RSS</a> <a href="feed://amt.example/atom.xml">Atom</a>')
    html = html.replace("</main>", '<a href="feed:http://amt.example/rss">RSS</a></main>')
    assert signs_of(html, URL).feeds == (
        "https://amt.example/aktuelles.rss",
        "https://amt.example/atom.xml",
        "http://amt.example/rss",
    )


def test_calendars_are_found_by_ending_and_by_scheme() -> None:
    html = page('<a href="webcal://amt.example/alle">Kalender</a> <a href="/export/termine.ics?jahr=2027">Datei</a>')
    found = signs_of(html, URL).calendars
    assert found == ("https://amt.example/alle", "https://amt.example/export/termine.ics?jahr=2027")


def test_wordpress_says_where_its_interface_is() -> None:
    named = page("", head='<link rel="https://api.w.org/" href="https://amt.example/blog/wp-json/">')
    assert signs_of(named, URL).wordpress == "https://amt.example/blog/wp-json/"
    assert signs_of(page('<img src="/wp-content/a.png">'), URL).wordpress == "https://amt.example/wp-json/"
    assert signs_of(page("<p>Text</p>"), URL).wordpress is None


def test_types_of_structured_data_are_named_once_however_deep() -> None:
    data = '{"@graph": [{"@type": "Event", "location": {"@type": ["Place"]}}, {"@type": "Event"}]}'
    head = f'<script type="application/ld+json">{data}</script><script type="application/ld+json">{{broken</script>'
    assert signs_of(page("", head=head), URL).structured == ("Event", "Place")


@pytest.mark.parametrize(
    ("html", "obstacle"),
    [
        (page("<p>Einen Augenblick</p>", title="Just a moment..."), FailureKind.CAPTCHA),
        (page("", title="Radware Captcha Page"), FailureKind.CAPTCHA),
        (page("", head='<script src="/cdn-cgi/challenge-platform/x.js"></script>'), FailureKind.CAPTCHA),
        (page("<p>Wir und unsere Partner</p>", title="Bevor Sie fortfahren"), FailureKind.CONSENT),
        (page("", head='<script src="https://cdn.consentmanager.example/a.js"></script>'), FailureKind.CONSENT),
        (page('<form><input type="password"></form>'), FailureKind.LOGIN),
        (page("<p>Bitte melden Sie sich an.</p>", title="Anmelden – Intranet"), FailureKind.LOGIN),
        (page('<div id="root"></div>', head=_SCRIPT), FailureKind.NEEDS_JAVASCRIPT),
        (page("<noscript>Please enable JavaScript</noscript>", head=_SCRIPT), FailureKind.NEEDS_JAVASCRIPT),
        (page("<p>Zur Zeit keine Aufrufe.</p>", head=_SCRIPT), None),
    ],
)
def test_what_stands_in_the_way_is_named(html: str, obstacle: FailureKind | None) -> None:
    assert signs_of(html, URL).obstacle is obstacle


def test_a_page_with_enough_text_is_readable_whatever_lies_over_it() -> None:
    banner = '<script src="https://cdn.cookiebot.example/a.js"></script><input type="password">'
    assert signs_of(detail("Aufruf", "1. März 2027").replace("<main>", f"{banner}<main>"), URL).obstacle is None


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("https://amt.example/aktuelles", "https://amt.example/aktuelles/feed/"),
        ("https://amt.example/aktuelles/?seite=2", "https://amt.example/aktuelles/feed/"),
        ("https://amt.example/a/liste.html", "https://amt.example/a/feed/"),
    ],
)
def test_the_feed_of_a_section_is_tried_before_that_of_the_site(url: str, first: str) -> None:
    assert usual_feeds(url)[:2] == (first, "https://amt.example/feed/")


_LINKS = st.sampled_from(
    ["//[x", "http://[::1", "feed:", "webcal://", "javascript:x", "/a.ics", "#", "\x00", "http://a:b/"]
)


@given(st.lists(_LINKS | st.text(max_size=12), max_size=6), st.text(max_size=40))
def test_any_page_has_some_signs(links: list[str], said: str) -> None:
    anchors = "".join(f'<a href="{link}">{said}</a><link rel="alternate" href="{link}">' for link in links)
    found = signs_of(page(f"{said}{anchors}"), URL)
    assert all(address.startswith("http") for address in (*found.feeds, *found.calendars))
