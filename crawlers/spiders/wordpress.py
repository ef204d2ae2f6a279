"""The REST interface of WordPress: posts with their whole text, the latest changed first."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from aggregator.finding import Failure, FailureKind, Pagination, Visit
from crawlers.spiders import findings
from crawlers.spiders.charset import decode
from crawlers.spiders.detail import nothing_on, read_detail
from crawlers.spiders.leads import follow_leads
from crawlers.spiders.moments import moment
from crawlers.spiders.page import Draft, Follow, Page, Role, Seen, Unreadable

_PER_PAGE = 50
_FIELDS = "id,date_gmt,modified_gmt,link,title,content,excerpt"
_MARGIN = timedelta(days=1)
"""Clocks of servers differ, and posts are changed while we read."""
_DAYS = 400
_COUNT = re.compile(r"[0-9]{1,9}")
_NEXT = re.compile(r"<([^>]+)>\s*;\s*rel=\"?next\"?")


class WordpressSpider:
    """Reads a WordPress site by its address: `https://site.example/` is enough.

    Options, none needed: `post_type` (the type's name in the interface, else `posts`), `categories` (numbers of
    categories), `pages` (most pages of 50 posts in one run, else 10), `details` and `content` (as of a feed, for sites
    whose interface hands out excerpts), `several`, `may_be_empty`.
    """

    def conditional(self, visit: Visit, role: Role) -> bool:  # noqa: ARG002
        """The latest changed stand first: where that page is unchanged everything is."""
        return True

    def read(self, page: Page, visit: Visit) -> Seen:
        """All posts of a page of the interface, and the next page. Raises Unreadable."""
        if page.asked.role is Role.DETAIL:
            return read_detail(page, visit)
        posts = _posts(page)
        if not posts and page.asked.role is Role.START and not visit.options.get("may_be_empty"):
            raise Unreadable(FailureKind.NO_ENTRIES, "the interface hands out no posts")
        good = [post for post in posts if isinstance(post, dict)]
        broken = [
            Failure(FailureKind.UNREADABLE, page.url, f"post {number} of {len(posts)} is no object")
            for number, post in enumerate(posts, 1)
            if not isinstance(post, dict)
        ]
        seen = findings.seen([_draft(post) for post in good], page, visit, broken=broken)
        behind = _is_behind(good, page, visit)
        further = () if behind else _next(good, page)
        ended = Pagination.KNOWN if behind else Pagination.NONE
        return follow_leads(replace(seen, follow=further, ended=ended), page, visit)


def api_address(visit: Visit) -> str:
    """Where the posts of a site are asked for; an address of the interface itself stays, with what it lacks added."""
    parts = urlsplit(visit.url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    path = parts.path
    if "/wp-json/" not in path and "rest_route" not in query:
        kind = visit.options.get("post_type")
        path = f"{path.rstrip('/')}/wp-json/wp/v2/{kind if isinstance(kind, str) and kind else 'posts'}"
        query = {}
    categories = visit.options.get("categories")
    if categories:
        numbers = categories if isinstance(categories, list) else [categories]
        query.setdefault("categories", ",".join(str(number) for number in numbers))
    usual = {"per_page": str(_PER_PAGE), "orderby": "modified", "order": "desc", "_fields": _FIELDS}
    return parts._replace(path=path, query=urlencode({**usual, **query}), fragment="").geturl()


def _posts(page: Page) -> list[Any]:
    text = decode(page).text.lstrip("\ufeff \t\r\n")
    if not text:
        raise Unreadable(FailureKind.EMPTY, "only white space")
    if text.startswith("<"):
        gate = nothing_on(text, "")
        if gate.kind is FailureKind.CAPTCHA:
            raise gate
        raise Unreadable(FailureKind.API_CLOSED, "it answers with a page: no WordPress, or its interface is off")
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(FailureKind.UNREADABLE, f"no JSON: {str(error)[:150]}") from error
    if isinstance(loaded, dict) and isinstance(loaded.get("code"), str):
        raise Unreadable(FailureKind.API_CLOSED, f"the interface says {loaded['code'][:80]}")
    if not isinstance(loaded, list):
        raise Unreadable(FailureKind.API_CLOSED, "the interface answers no list of posts")
    return loaded


def _draft(post: Mapping[str, Any]) -> Draft:
    html = _rendered(post, "content") or _rendered(post, "excerpt")
    published = post.get("date_gmt") or post.get("date")
    return Draft(
        link=str(post.get("link") or ""),
        id=str(post.get("id") or ""),
        title=_rendered(post, "title"),
        html=html,
        published=moment(str(published or "")),
    )


def _rendered(post: Mapping[str, Any], name: str) -> str:
    value = post.get(name)
    if isinstance(value, dict):
        value = "" if value.get("protected") else value.get("rendered")
    return str(value or "")


def _next(posts: Sequence[Mapping[str, Any]], page: Page) -> tuple[Follow, ...]:
    """The next page, by what the server says, else by counting: then there may be none."""
    if not posts:
        return ()
    number = _number(page.asked.url)
    total = page.headers.get("x-wp-totalpages", "")
    if _COUNT.fullmatch(total):
        return (Follow(_numbered(page.asked.url, number + 1), Role.NEXT),) if number < int(total) else ()
    linked = _NEXT.search(page.headers.get("link", ""))
    if linked:
        return (Follow(linked[1], Role.NEXT),)
    return (Follow(_numbered(page.asked.url, number + 1), Role.NEXT, counted=True),) if len(posts) >= _PER_PAGE else ()


def _is_behind(posts: Sequence[Mapping[str, Any]], page: Page, visit: Visit) -> bool:
    """Whether the last post of the page was there, as it is, when we came last, or is too old to announce anything."""
    changed = moment(str((posts[-1] if posts else {}).get("modified_gmt") or ""))
    if changed is None:
        return False
    known = visit.pages.get(api_address(visit))
    last_visit = known.fetched_at if known is not None and known.body_hash else None
    return changed < page.seen_at - timedelta(days=_DAYS) or (last_visit is not None and changed < last_visit - _MARGIN)


def _number(url: str) -> int:
    number = dict(parse_qsl(urlsplit(url).query)).get("page", "1")
    return int(number) if _COUNT.fullmatch(number) else 1


def _numbered(url: str, number: int) -> str:
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query, keep_blank_values=True)), "page": str(number)}
    return parts._replace(query=urlencode(query)).geturl()
