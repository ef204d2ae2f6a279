"""A sitemap: the pages of a site with the day each last changed. News is read there where a site has no feed."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.finding import FailureKind, Finding, Visit
from crawlers.fetching.bodies import Body
from crawlers.fetching.failed import FetchFailed
from crawlers.gates import gate_before
from crawlers.spiders import cleaning
from crawlers.spiders.charset import decode
from crawlers.spiders.detail import faults_of, read_detail
from crawlers.spiders.moments import moment
from crawlers.spiders.page import Follow, Page, Role, Seen, Unreadable
from crawlers.spiders.words import leads_to_no_call, words

_MOST_ADDRESSES = 50_000  # by sitemaps.org, in one file
_MOST_BYTES = 50_000_000  # by the same
_GZIP = b"\x1f\x8b"
_DAYS = 400
"""A page untouched for longer announces nothing that is still open; most calls come back within a year."""
_REST = timedelta(days=1)
_NEVER = timedelta.max
_DAY_ALONE = re.compile(r"\d{4}-\d{2}-\d{2}")


class SitemapSpider:
    """Reads sitemaps, indexes of sitemaps and news sitemaps, packed or not, and the pages they name, newest first.

    A page whose `lastmod` is not newer than our last visit is not asked for again. Options, none needed: `link`
    (regular expression that the address of a page contains), `skip` (regular expression of addresses to leave out,
    also of sitemaps), `days` (pages untouched for longer are left out, else 400), `pages` (most sitemaps in one run),
    `content` (CSS of the main part of a page), `several`, `render`, `may_be_empty`.
    """

    def conditional(self, visit: Visit, role: Role) -> bool:  # noqa: ARG002
        """Pages may be unchanged; a sitemap is always read, for its pages without `lastmod` may have changed."""
        return role is Role.DETAIL

    def read(self, page: Page, visit: Visit) -> Seen:
        """Of a sitemap the pages, of a page its finding. Raises Unreadable."""
        if page.asked.role is Role.DETAIL:
            return read_detail(page, visit)
        decoded = decode(_unpacked(page))
        tree = _tree(decoded.text)
        follow = [*_pages(tree, page, visit), *_sitemaps(tree, page, visit)]
        empty = page.asked.role is Role.START and not follow
        if empty and not visit.options.get("may_be_empty"):
            raise Unreadable(FailureKind.NO_ENTRIES, "no page of the sitemap is new enough and fits the pattern")
        return Seen(broken=faults_of(decoded, page), follow=tuple(follow))


def _unpacked(page: Page) -> Page:
    """A `.xml.gz` as the file it holds: servers hand it over packed without saying so."""
    if not page.body.startswith(_GZIP):
        return page
    body = Body("gzip", _MOST_BYTES)
    try:
        body.add(page.body)
        unpacked = body.read()
    except FetchFailed as failed:
        raise Unreadable(failed.kind, failed.detail) from failed
    return Page(page.asked, page.url, unpacked, page.seen_at, "", page.snapshot)


def _tree(text: str) -> LexborHTMLParser:
    """The sitemap, read as leniently as a web page: many are not well-formed."""
    head = text[:4096].lower()
    if "<urlset" not in head and "<sitemapindex" not in head:
        gate = gate_before(text, cleaning.text_of(text)) if "<html" in head else None
        if gate is not None:
            raise Unreadable(gate, "something stands before the sitemap")
        raise Unreadable(FailureKind.NOT_A_FEED, f"no sitemap, begins with {text[:60]!r}")
    # marked sections are comments to a web page, and prefixes part of the name
    plain = re.sub(r"<!\[CDATA\[(.*?)\]\]>", lambda found: found[1], text, flags=re.DOTALL)
    return LexborHTMLParser(re.sub(r"<(/?)\w+:(loc|lastmod|title|publication_date)\b", r"<\1x-\2", plain))


def _sitemaps(tree: LexborHTMLParser, page: Page, visit: Visit) -> list[Follow]:
    """The sitemaps of an index, without those that name only authors, tags and pictures; the newest first."""
    found = []
    for node in tree.css("sitemap"):
        url = cleaning.link(page.url, _text(node, "loc"))
        named = url.rpartition("/")[2].lower()
        if url and not _left_out(url, visit) and not any(word in named for word in words("sitemaps_without_calls")):
            found.append((_changed(node), Follow(url, Role.NEXT)))
    found = [(changed, follow) for changed, follow in found if not _is_old(changed, page, visit)]
    return [follow for _, follow in sorted(found, key=lambda pair: pair[0] or page.seen_at, reverse=True)]


def _pages(tree: LexborHTMLParser, page: Page, visit: Visit) -> list[Follow]:
    link = visit.options.get("link")
    nodes = tree.css("url")
    if len(nodes) > _MOST_ADDRESSES:
        raise Unreadable(FailureKind.TOO_LARGE, f"{len(nodes)} addresses; the limit is {_MOST_ADDRESSES}")
    found: list[tuple[datetime | None, Follow]] = []
    for node in nodes:
        url, changed = cleaning.link(page.url, _text(node, "loc")), _changed(node)
        wanted = re.search(link, url) if isinstance(link, str) and link else not _is_about_site(url)
        if url and wanted and not _left_out(url, visit) and not _is_old(changed, page, visit):
            found.append((changed, _followed(url, changed, node, page, visit)))
    return [follow for _, follow in sorted(found, key=lambda pair: pair[0] or page.seen_at, reverse=True)]


def _followed(url: str, changed: datetime | None, node: LexborNode, page: Page, visit: Visit) -> Follow:
    title = cleaning.title(_text(node, "x-title"))
    published = moment(_text(node, "x-publication_date"))
    instead = None
    if title:  # a news sitemap says what a page is called and since when it is there
        instead = Finding(
            source_key=visit.source_key,
            key=url,
            url=url,
            title=title,
            seen_at=page.seen_at,
            published=published if published is None or published <= page.seen_at + timedelta(days=1) else None,
            language=visit.language,
            snapshot=page.snapshot,
        )
    return Follow(url, Role.DETAIL, title, instead=instead, changed=changed, rests=_NEVER if changed else _REST)


def _is_about_site(url: str) -> bool:
    return leads_to_no_call(url) or not url.partition("://")[2].partition("/")[2]


def _left_out(url: str, visit: Visit) -> bool:
    skip = visit.options.get("skip")
    return isinstance(skip, str) and bool(skip) and re.search(skip, url) is not None


def _is_old(changed: datetime | None, page: Page, visit: Visit) -> bool:
    told = visit.options.get("days")
    days = told if isinstance(told, int) and not isinstance(told, bool) and told > 0 else _DAYS
    return changed is not None and changed < page.seen_at - timedelta(days=days)


def _changed(node: LexborNode) -> datetime | None:
    """The moment of `lastmod`; of a day alone its end, for the page may change until then."""
    raw = _text(node, "lastmod")
    found = moment(raw)
    return datetime.combine(found, time.max, found.tzinfo) if found and _DAY_ALONE.fullmatch(raw) else found


def _text(node: LexborNode, name: str) -> str:
    found = node.css_first(name)
    return found.text().strip() if found is not None else ""
