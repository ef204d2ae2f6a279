"""Whatever stands on a page: links, pagers, sections and sitemaps are read, or it is said why not."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from aggregator.finding import COLLECTED, SourceKind, Visit
from crawlers.gates import gate_before
from crawlers.spiders.issue import items_of
from crawlers.spiders.kinds import SPIDERS
from crawlers.spiders.link_pattern import learn
from crawlers.spiders.page import Follow, Page, Role, Unreadable
from crawlers.spiders.paging import next_page

_HERE = "https://rat.example/liste?seite=2"
_PIECES = st.sampled_from(
    [
        "<h2>",
        "</h2>",
        "<h3 id='x'>",
        "<strong>",
        "</strong>",
        "<hr>",
        "<p>",
        "<table><tr><td>",
        "</td></tr></table>",
        "<a href='?seite=3'>",
        "<a href='/p/9999999999999999999999'>",
        "<a href='javascript:x'>",
        "<a href='http://[::1'>",
        "</a>",
        "<div class='pager'>",
        "<nav>",
        "<script>",
        "3",
        "99999999999999999999",
        "weiter",
        "mehr",
        "Ein Aufruf an alle Städte und Gemeinden",
        "31. März 2027",
        "<url><loc>https://rat.example/a</loc><lastmod>2027-02-30</lastmod></url>",
        "<urlset>",
        "<![CDATA[",
        '{"code": "rest_no_route"}',
        '[{"id": null, "title": 3}]',
        "\x00",
        "&#0;",
        "İ",
    ]
)
_PAGES = st.lists(_PIECES | st.text(max_size=8), max_size=40).map("".join)


@given(_PAGES)
def test_what_is_read_of_a_page_is_read_of_any(html: str) -> None:
    learned = learn(html, _HERE)
    assert learned is None or learned.links
    assert next_page(html, _HERE) != _HERE
    assert items_of(html, _HERE, heading="Rundbrief")
    gate_before(html, html)


@given(_PAGES, st.sampled_from(COLLECTED), st.sampled_from(list(Role)))
def test_every_spider_reads_any_page_or_says_why_not(html: str, kind: SourceKind, role: Role) -> None:
    body = html.encode("utf-8", "replace")
    page = Page(Follow(_HERE, role), _HERE, body, datetime(2027, 3, 1, tzinfo=UTC))

    with contextlib.suppress(Unreadable):
        seen = SPIDERS[kind].read(page, Visit("rat", kind, _HERE, options={"number": "seite"}))
        assert all(found.title and found.key for found in seen.findings)
