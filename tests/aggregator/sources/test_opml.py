"""Sources as OPML, both ways."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.finding import SourceKind
from aggregator.sources import SourceDraft, SourceInvalid, from_opml, to_opml
from tests.aggregator.sources.drafts import drafts

LIST = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Unsere Feeds</title></head><body>
 <outline text="Jugend">
  <outline type="rss" text="Jugendamt Würselen" xmlUrl="https://amt.example.org/feed?a=1&amp;b=2"/>
  <outline type="rss" text="Jugendamt Würselen" xmlUrl="https://amt.example.org/zweiter"/>
 </outline>
 <outline text="Ohne Titel darüber" xmlUrl="https://blog.example.org/rss" description="Blog"/>
 <outline text="doppelt" xmlUrl="https://blog.example.org/rss"/>
 <outline text="kein Feed" htmlUrl="https://nichts.example.org/"/>
 <outline text="böse" xmlUrl="javascript:alert(1)"/>
</body></opml>"""


def test_each_different_feed_becomes_a_source_with_a_key_of_its_own() -> None:
    drafts = from_opml(LIST.encode())
    assert [(draft.key, draft.url) for draft in drafts] == [
        ("jugendamt-wurselen", "https://amt.example.org/feed?a=1&b=2"),
        ("jugendamt-wurselen-2", "https://amt.example.org/zweiter"),
        ("ohne-titel-daruber", "https://blog.example.org/rss"),
    ]
    assert {draft.kind for draft in drafts} == {SourceKind.FEED}
    assert drafts[0].notes == "Jugend"
    assert drafts[2].notes == "Blog"
    for draft in drafts:
        draft.require_valid()


@pytest.mark.parametrize(
    ("said", "meant"), [("de", "de"), ("en-us", "en"), ("PL", "pl"), ("unknown", None), ("", None)]
)
def test_the_language_of_a_feed_is_understood(said: str, meant: str | None) -> None:
    (draft, *_) = from_opml(LIST.replace('type="rss"', f'type="rss" language="{said}"').encode())
    assert draft.language == meant


@given(st.lists(drafts(), min_size=1, max_size=4))
def test_the_feeds_among_sources_are_handed_on_to_other_readers(described: list[SourceDraft]) -> None:
    feeds = {draft.url: draft for draft in reversed(described) if draft.kind is SourceKind.FEED}
    written = to_opml(described).encode()
    if not feeds:
        assert b"<outline" not in written
        return
    assert {(read.url, read.name, read.language, read.notes) for read in from_opml(written)} == {
        (
            feed.url,
            " ".join(_of_xml(feed.name).split()) or urlsplit(feed.url).hostname,
            feed.language,
            _of_xml(feed.notes),
        )
        for feed in feeds.values()
    }


def _of_xml(text: str) -> str:
    """Two code points are no character of XML."""
    return text.replace("\ufffe", "").replace("\uffff", "").strip()


def test_lines_before_the_declaration_do_no_harm() -> None:
    assert len(from_opml(b'\n<?xml-stylesheet href="a.xsl"?>\n' + LIST.encode())) == 3


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (b"", "no readable OPML"),
        (b"<html><p>login", "no readable OPML"),
        (b"<opml><body/></opml>", "names no feed"),
        (b'<!DOCTYPE o [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opml>&b;</opml>', "defines the entity 'a'"),
        (b'<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/hostname">]><opml>&x;</opml>', "defines the entity 'x'"),
    ],
)
def test_what_is_no_list_of_feeds_is_refused_with_a_reason(document: bytes, said: str) -> None:
    with pytest.raises(SourceInvalid, match=said):
        from_opml(document)


@pytest.mark.shared
def test_lists_of_real_readers_are_understood() -> None:
    folder = Path(__file__).parents[4] / "shared" / "data" / "feeds"
    lists = sorted(folder.glob("*.opml"))
    if not lists:
        pytest.skip("no real lists beside the project")
    for path in lists:
        assert from_opml(path.read_bytes()), path.name
