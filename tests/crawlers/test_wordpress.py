"""WordPress by its REST interface: the site's address is enough, and only what changed is read."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from aggregator.finding import FailureKind, Pagination, RunOutcome, SourceKind, Visit
from crawlers.spiders.wordpress import api_address
from tests.crawlers import hostile, pages
from tests.crawlers.conftest import Collect
from tests.crawlers.door import MemoryDoor
from tests.crawlers.hostile import Site

_MORNING = datetime(2026, 11, 3, 8, tzinfo=UTC)
_TEXT = "<p>Bewerben können sich Vereine bis 31. März 2027.</p>" + "<p>Wir freuen uns auf Ideen.</p>" * 20


class _Interface:
    """The posts of a site as WordPress hands them out: 50 to a page, an error beyond the last."""

    def __init__(self, site: Site, count: int, *, headers: bool = True) -> None:
        self.site = site
        self.headers = headers
        self.posts = [self.post(number) for number in range(count, 0, -1)]
        site.unknown = self.answer

    def post(self, number: int, *, changed: datetime = _MORNING, text: str = _TEXT) -> dict[str, object]:
        stamp = (changed - timedelta(days=30) + timedelta(minutes=number)).strftime("%Y-%m-%dT%H:%M:%S")
        return {
            "id": number,
            "date_gmt": stamp,
            "modified_gmt": stamp,
            "link": self.site.url(f"/beitrag-{number}/"),
            "title": {"rendered": f"Städte &amp; Partner {number}"},
            "content": {"rendered": text, "protected": False},
        }

    async def answer(self, asked: hostile.Asked, writer: asyncio.StreamWriter) -> None:
        query = dict(parse_qsl(urlsplit(asked.path).query))
        number, size = int(query.get("page", "1")), int(query.get("per_page", "10"))
        shown = self.posts[(number - 1) * size : number * size]
        if not asked.path.startswith("/wp-json/wp/v2/posts"):
            await hostile.status(404)(asked, writer)
        elif not shown and number > 1:
            said = json.dumps({"code": "rest_post_invalid_page_number", "message": "…", "data": {"status": 400}})
            await hostile.error(400, said, "application/json")(asked, writer)
        else:
            pages_in_all = {"X_WP_TotalPages": str(-(-len(self.posts) // size))} if self.headers else {}
            await hostile.whole(json.dumps(shown), "application/json", **pages_in_all)(asked, writer)


def _asked(site: Site) -> list[str]:
    return [
        dict(parse_qsl(urlsplit(asked.path).query)).get("page", "1") for asked in site.asked if "wp-json" in asked.path
    ]


def test_the_address_of_the_site_is_enough(site: Site, collect: Collect, door: MemoryDoor) -> None:
    _Interface(site, 1)

    report = collect(site.url("/"), SourceKind.WORDPRESS, at=_MORNING)

    (finding,) = door.of("source")
    assert report.outcome is RunOutcome.READ
    assert (finding.key, finding.title, finding.url) == ("1", "Städte & Partner 1", site.url("/beitrag-1/"))
    assert "31. März 2027" in (finding.html or "")
    assert finding.published == datetime(2026, 10, 4, 8, 1, tzinfo=UTC)


@pytest.mark.parametrize("headers", [True, False])
def test_all_pages_are_read_whether_or_not_the_server_says_how_many(
    site: Site, collect: Collect, headers: bool
) -> None:
    _Interface(site, 100, headers=headers)

    report = collect(site.url("/"), SourceKind.WORDPRESS, at=_MORNING)

    assert (report.outcome, report.new, report.pagination) == (RunOutcome.READ, 100, Pagination.END)
    assert _asked(site) == (["1", "2"] if headers else ["1", "2", "3"])


def test_a_link_header_is_followed(site: Site, collect: Collect) -> None:
    second = site.url("/mehr.json")
    site.serve("/mehr.json", json.dumps([{"id": 2, "link": "/b", "title": "B", "content": _TEXT}]), "application/json")
    first = site.url("/wp-json/wp/v2/posts?per_page=1")
    path = urlsplit(api_address(Visit("x", SourceKind.WORDPRESS, first)))
    posts = json.dumps([{"id": 1, "link": "/a", "title": "A", "content": _TEXT}])
    site.serve(f"{path.path}?{path.query}", posts, "application/json", Link=f'<{second}>; rel="next"')

    assert collect(first, SourceKind.WORDPRESS).new == 2


def test_what_is_unchanged_is_not_read_and_what_was_there_ends_the_pages(site: Site, collect: Collect) -> None:
    interface = _Interface(site, 120)
    collect(site.url("/"), SourceKind.WORDPRESS, at=_MORNING)
    same = collect(site.url("/"), SourceKind.WORDPRESS, at=_MORNING + timedelta(hours=6))
    interface.posts.insert(0, interface.post(999, changed=_MORNING + timedelta(days=40)))

    report = collect(site.url("/"), SourceKind.WORDPRESS, at=_MORNING + timedelta(days=12))

    assert same.outcome is RunOutcome.UNCHANGED
    assert (report.new, report.pagination) == (1, Pagination.KNOWN)
    assert _asked(site) == ["1", "2", "3", "1", "1"]


def test_a_run_is_limited_and_says_so(site: Site, collect: Collect) -> None:
    _Interface(site, 120)

    report = collect(site.url("/"), SourceKind.WORDPRESS, {"pages": 2}, at=_MORNING)

    assert (report.new, report.pagination) == (100, Pagination.LIMIT)


def test_posts_that_are_excerpts_lead_to_their_pages(site: Site, collect: Collect, door: MemoryDoor) -> None:
    interface = _Interface(site, 1)
    interface.posts[0]["content"] = {"rendered": "<p>Kurz […]</p>"}
    pages.detail(site, "/beitrag-1/", "Beitrag 1")

    collect(site.url("/"), SourceKind.WORDPRESS, at=_MORNING)

    assert "31. März 2027" in (door.of("source")[0].html or "")


@pytest.mark.parametrize(
    ("status", "code"), [(401, "rest_not_logged_in"), (403, "rest_forbidden"), (404, "rest_no_route")]
)
def test_an_interface_that_is_switched_off_is_named(status: int, code: str, site: Site, collect: Collect) -> None:
    said = json.dumps({"code": code, "message": "Nein.", "data": {"status": status}})

    async def refuse(asked: hostile.Asked, writer: asyncio.StreamWriter) -> None:
        await hostile.error(status, said, "application/json")(asked, writer)

    site.unknown = refuse

    report = collect(site.url("/"), SourceKind.WORDPRESS, settings=None)

    assert report.failure is not None
    assert (report.failure.kind, code in report.failure.detail) == (FailureKind.API_CLOSED, True)


def test_a_site_that_is_no_wordpress_is_named(site: Site, collect: Collect) -> None:
    async def welcome(asked: hostile.Asked, writer: asyncio.StreamWriter) -> None:
        await hostile.whole("<!doctype html><p>Willkommen</p>", "text/html")(asked, writer)

    site.unknown = welcome

    report = collect(site.url("/"), SourceKind.WORDPRESS)

    assert report.failure is not None and report.failure.kind is FailureKind.API_CLOSED


@pytest.mark.parametrize(
    ("url", "options", "path", "asked"),
    [
        ("https://a.example", {}, "/wp-json/wp/v2/posts", {}),
        ("https://a.example/blog/", {"post_type": "aufrufe"}, "/blog/wp-json/wp/v2/aufrufe", {}),
        ("https://a.example/", {"categories": [4, 7]}, "/wp-json/wp/v2/posts", {"categories": "4,7"}),
        ("https://a.example/wp-json/wp/v2/posts?per_page=5", {}, "/wp-json/wp/v2/posts", {"per_page": "5"}),
        ("https://a.example/?rest_route=/wp/v2/posts", {}, "/", {"rest_route": "/wp/v2/posts"}),
    ],
)
def test_the_interface_is_found_from_any_address(
    url: str, options: dict[str, object], path: str, asked: dict[str, str]
) -> None:
    parts = urlsplit(api_address(Visit("x", SourceKind.WORDPRESS, url, options=options)))
    query = dict(parse_qsl(parts.query))

    assert (parts.path, query["orderby"]) == (path, "modified")
    assert query.items() >= asked.items()
