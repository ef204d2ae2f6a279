"""A page with links to detail pages: the links of its entries, the next page, and the details themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from aggregator.finding import FailureKind, Visit
from crawlers.spiders import cleaning, markup
from crawlers.spiders.charset import decode
from crawlers.spiders.detail import faults_of, nothing_on, read_detail
from crawlers.spiders.link_pattern import Link, learn, links_like
from crawlers.spiders.page import Follow, Page, Role, Seen, Unreadable
from crawlers.spiders.paging import next_page


class ListingSpider:
    """Reads list and detail pages.

    Options: `link` (regular expression that the address of a detail page contains; without it the pattern is learned
    from the page, and where nothing on it reads like a list every page below the list's own path is taken), `skip`
    (regular expression of addresses to leave out), `next` (CSS of the link to the next page; without it `rel=next`, a
    link that says so, or the next number), `pages` (most pages of the list in one run, else 50), `content` (CSS of the
    main part of a detail page), `several`, `render`, `may_be_empty`. Details may be PDFs.
    """

    def conditional(self, visit: Visit, role: Role) -> bool:  # noqa: ARG002
        """Details may be unchanged; a list is always read, for its details may change while it does not."""
        return role is Role.DETAIL

    def read(self, page: Page, visit: Visit) -> Seen:
        """Of a list the links, of a detail page its finding. Raises Unreadable."""
        if page.asked.role is Role.DETAIL:
            return read_detail(page, visit)
        decoded = decode(page)
        if not decoded.text.strip():
            raise Unreadable(FailureKind.EMPTY, "only white space")
        pattern, links = entries_of(decoded.text, page, visit)
        if not links and page.asked.role is Role.START and not visit.options.get("may_be_empty"):
            raise _none(decoded.text)
        selector = visit.options.get("next")
        following = next_page(decoded.text, page.url, selector=selector if isinstance(selector, str) else "")
        return Seen(
            broken=faults_of(decoded, page),
            follow=(
                *(Follow(link.url, Role.DETAIL, link.title) for link in links),
                *([Follow(following, Role.NEXT, pattern=pattern)] if following else []),
            ),
        )


def entries_of(html: str, page: Page, visit: Visit) -> tuple[str, Sequence[Link]]:
    """The links to the entries of a list page, and the pattern learned for its further pages (else empty)."""
    told, skip = visit.options.get("link"), visit.options.get("skip")
    learned = None
    if isinstance(told, str) and told:
        links: Sequence[Link] = links_like(html, page.url, re.compile(told))
    else:
        learned = learn(html, page.url, like=page.asked.pattern)
        links = learned.links if learned else links_like(html, page.url, _below(page))
    if isinstance(skip, str) and skip:
        links = [link for link in links if not re.search(skip, link.url)]
    return learned.pattern if learned else "", links


def _below(page: Page) -> re.Pattern[str]:
    """What stands below the list's own path; on a further page, what fits the pattern learned from the first."""
    if page.asked.pattern:
        return re.compile(page.asked.pattern)
    parts = urlsplit(page.url)
    folder = parts.path.rsplit("/", 1)[0] if parts.path.endswith((".html", ".htm", ".php")) else parts.path.rstrip("/")
    return re.compile(rf"^https?://{re.escape(parts.netloc)}{re.escape(folder)}/[^?#]*[\w-]{{4,}}")


def _none(html: str) -> Unreadable:
    """Why there are no entries: something stands before the list, or nothing on it fits."""
    gate = nothing_on(html, cleaning.text_of(markup.tree_of(html).html or ""))  # a menu says nothing of the list
    return (
        gate
        if gate.kind is not FailureKind.EMPTY
        else Unreadable(
            FailureKind.NO_ENTRIES, "no link on the page fits the pattern, or reads like an entry of a list"
        )
    )
