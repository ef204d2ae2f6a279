"""Entries that say little and lead to a page of their own: deadlines are practically never in the feed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urldefrag, urlsplit

from aggregator.finding import Finding, Visit
from crawlers.spiders.detail import said_by
from crawlers.spiders.page import Follow, Page, Role, Seen

_WHOLE_TEXT = 400
"""Characters; a call with its conditions is longer, a teaser is not."""
_REST = timedelta(hours=20)
"""A feed is asked every few hours; the pages behind it are looked at once a day, for days are put off on them."""
_CUT_OFF = re.compile(r"(?:…|\.\.\.)\]?\W*(?:\w+\W*){0,4}$")


def follow_leads(seen: Seen, page: Page, visit: Visit) -> Seen:
    """What was seen, with the entries that only lead to their own page turned into addresses to follow.

    By the source's option `details`: `true` all entries with a link, `false` none, else those that say little or are
    cut off and lead to the same site: a feed of other people's pages would send us anywhere.
    """
    wish = visit.options.get("details")
    if wish is False:
        return seen
    shared = Counter(urldefrag(found.url).url for found in seen.findings)  # several entries on one page are no leads
    leading = {
        found.key for found in seen.findings if _has_page(found, page, shared) and (wish is True or _leads(found, page))
    }
    if not leading:
        return seen
    return replace(
        seen,
        findings=tuple(found for found in seen.findings if found.key not in leading),
        follow=(*(_followed(found) for found in seen.findings if found.key in leading), *seen.follow),
    )


def _followed(found: Finding) -> Follow:
    url = urldefrag(found.url).url
    return Follow(url, Role.DETAIL, found.title, instead=found, changed=found.published, rests=_REST)


def _has_page(found: Finding, page: Page, shared: Counter[str]) -> bool:
    url = urldefrag(found.url).url
    return url not in (page.url, page.asked.url) and shared[url] == 1


def _leads(found: Finding, page: Page) -> bool:
    if _site(found.url) != _site(page.url):
        return False
    text = said_by(found)
    return len(text) < _WHOLE_TEXT or _CUT_OFF.search(text[-80:]) is not None


def _site(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")
