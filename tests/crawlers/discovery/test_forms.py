"""Documents are told apart by what they hold, whatever their servers call them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.discovery.forms import Form, form_of
from crawlers.discovery.sitemaps import sitemap_of
from tests.crawlers.discovery.places import listing
from tests.crawlers.texts import three

_ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Neues</title></feed>'
_SITEMAP = '<?xml version="1.0"?><urlset><url><loc>https://amt.example/a?x=1&amp;y=2</loc></url></urlset>'
_INDEX = "<sitemapindex><sitemap><loc>https://amt.example/wp-sitemap-posts-post-1.xml</loc></sitemap></sitemapindex>"


@pytest.mark.parametrize(
    ("body", "declared", "form"),
    [
        (three(), "text/html", Form.FEED),
        (_ATOM, "text/plain", Form.FEED),
        ('{"version": "https:\\/\\/jsonfeed.org\\/version\\/1.1", "items": []}', "text/html", Form.FEED),
        ("\ufeffBEGIN:VCALENDAR\r\nEND:VCALENDAR", "text/plain", Form.CALENDAR),
        ('[{"title": "Aufruf"}]', "text/plain", Form.RECORDS),
        ("{broken", "application/json", Form.OTHER),
        (_SITEMAP, "text/xml", Form.SITEMAP),
        (_INDEX, "text/xml", Form.SITEMAP),
        (listing(), "text/xml", Form.PAGE),
        ("<!doctype html><p>Ein &lt;rss&gt; im Text</p><code><rss></code>", "text/html", Form.PAGE),
        ("%PDF-1.7", "text/html", Form.PDF),
        ("PK\x03\x04", "text/html", Form.OTHER),
        ("nur ein Satz", "text/plain", Form.OTHER),
    ],
)
def test_the_bytes_decide_and_not_the_declared_type(body: str, declared: str, form: Form) -> None:
    assert form_of(body.encode(), declared) is form


@given(st.binary(max_size=200))
def test_any_bytes_are_some_form(body: bytes) -> None:
    assert form_of(body) in Form


def test_a_sitemap_names_addresses_and_an_index_names_sitemaps() -> None:
    assert sitemap_of(_SITEMAP.encode()).locations == ("https://amt.example/a?x=1&y=2",)
    assert sitemap_of(_INDEX.encode()).is_index
    assert sitemap_of(listing().encode()).locations == ()
