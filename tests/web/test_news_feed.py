"""The list as RSS."""

from __future__ import annotations

from xml.etree import ElementTree

import feedparser
import httpx
from hypothesis import given
from hypothesis import strategies as st

from aggregator.store import Store
from web.plain import plain


def test_the_feed_is_well_formed_and_ordered_like_the_list(published: Store, visitor: httpx.Client) -> None:
    answer = visitor.get("/fristen.rss?bis=26w")
    assert answer.headers["content-type"] == "application/rss+xml; charset=utf-8"
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert feed.entries[0].title.startswith("bis 02.12.2026: Jugendbegegnungen")
    assert len(feed.entries) == 5


def test_the_guid_is_the_same_in_every_language(published: Store, visitor: httpx.Client) -> None:
    german = feedparser.parse(visitor.get("/fristen.rss").content)
    polish = feedparser.parse(visitor.get("/pl/fristen.rss").content)
    assert [entry.id for entry in german.entries] == [entry.id for entry in polish.entries]
    assert polish.entries[0].link.startswith("http://127.0.0.1:8000/pl/angebot/")


@given(st.text())
def test_nothing_that_xml_cannot_carry_is_left(text: str) -> None:
    element = ElementTree.Element("a")
    element.text = plain(text)
    assert (ElementTree.fromstring(ElementTree.tostring(element)).text or "") == plain(text)
