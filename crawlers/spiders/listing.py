"""A page with links to detail pages: the links that fit a pattern, the next page, and the details themselves."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urlsplit

from selectolax.lexbor import LexborHTMLParser

from aggregator.finding import Failure, FailureKind, Visit
from crawlers.spiders import cleaning, findings, markup
from crawlers.spiders.charset import Decoded, decode
from crawlers.spiders.moments import moment
from crawlers.spiders.page import Draft, Follow, Page, Role, Seen, Unreadable, require_countable

_LEAST_TEXT = 40


class ListingSpider:
    """Reads list and detail pages.

    Options: `link` (regular expression that the address of a detail page contains; without it, every page below the
    list's own path), `skip` (regular expression of addresses to leave out), `next` (CSS of the link to the next page;
    without it `rel=next`), `content` (CSS of the main part of a detail page), `may_be_empty`.
    """

    def conditional(self, visit: Visit, role: Role) -> bool:  # noqa: ARG002
        """Details may be unchanged; a list is always read, for its details may change while it does not."""
        return role is Role.DETAIL

    def read(self, page: Page, visit: Visit) -> Seen:
        """Of a list the links, of a detail page its finding. Raises Unreadable."""
        decoded = decode(page)
        if not decoded.text.strip():
            raise Unreadable(FailureKind.EMPTY, "only white space")
        tree = markup.tree_of(decoded.text)
        faults = _faults(decoded, page)
        if page.asked.role is Role.DETAIL:
            _require_own_page(page, visit)
            return _detail(tree, page, visit, faults)
        # navigation was taken out with the noise, yet paging often stands there
        following = _next(LexborHTMLParser(cleaning.shallow(decoded.text)), page, visit)
        links = _links(tree, page, visit)
        if not links and page.asked.role is Role.START and not visit.options.get("may_be_empty"):
            raise Unreadable(FailureKind.NO_ENTRIES, "no link on the page fits the pattern")
        return Seen(broken=faults, follow=(*links, *following))


def _require_own_page(page: Page, visit: Visit) -> None:
    """A call that is over often leads back to the list or to the front page: that is no call of this name."""
    there = urlsplit(page.url)
    if page.url != page.asked.url and (there.path in ("", "/") or page.url.rstrip("/") == visit.url.rstrip("/")):
        raise Unreadable(FailureKind.GONE, f"the address leads back to {page.url}")


def _faults(decoded: Decoded, page: Page) -> tuple[Failure, ...]:
    return (Failure(FailureKind.CHARSET, page.url, decoded.fault),) if decoded.fault else ()


def _links(tree: LexborHTMLParser, page: Page, visit: Visit) -> tuple[Follow, ...]:
    pattern, skip = _pattern(visit, page), visit.options.get("skip")
    here = urldefrag(page.url).url
    anchors = tree.css("a[href]")
    require_countable(len(anchors))
    result: dict[str, Follow] = {}
    for node in anchors:
        url = urldefrag(cleaning.link(page.url, node.attributes.get("href") or "")).url
        if not url or url == here or not pattern.search(url) or (isinstance(skip, str) and re.search(skip, url)):
            continue
        said = cleaning.title(node.text(separator=" "))
        if url not in result or len(said) > len(result[url].title):
            result[url] = Follow(url, Role.DETAIL, said)
    return tuple(result.values())


def _pattern(visit: Visit, page: Page) -> re.Pattern[str]:
    link = visit.options.get("link")
    if isinstance(link, str) and link:
        return re.compile(link)
    parts = urlsplit(page.url)
    folder = parts.path.rsplit("/", 1)[0] if parts.path.endswith((".html", ".htm", ".php")) else parts.path.rstrip("/")
    return re.compile(rf"^https?://{re.escape(parts.netloc)}{re.escape(folder)}/[^?#]*[\w-]{{4,}}")


def _next(tree: LexborHTMLParser, page: Page, visit: Visit) -> tuple[Follow, ...]:
    selector = visit.options.get("next")
    node = tree.css_first(selector if isinstance(selector, str) and selector else "a[rel~=next], link[rel~=next]")
    url = cleaning.link(page.url, node.attributes.get("href") or "") if node is not None else ""
    return (Follow(url, Role.NEXT),) if url else ()


def _detail(tree: LexborHTMLParser, page: Page, visit: Visit, faults: tuple[Failure, ...]) -> Seen:
    heading = markup.heading_of(tree)
    published = tree.css_first("meta[property='article:published_time']")
    language = markup.language_of(tree)
    main = markup.main_of(tree, visit.options.get("content"))
    html = (main.html or "") if main is not None else ""
    if len(cleaning.text_of(html)) < _LEAST_TEXT:
        raise Unreadable(FailureKind.EMPTY, "a detail page without text: is it made by JavaScript?")
    draft = Draft(
        link=page.asked.url,
        title=heading or page.asked.title,
        html=html,
        published=moment(published.attributes.get("content")) if published is not None else None,
        language=language,
    )
    return findings.seen([draft], page, visit, broken=faults)
