"""What may be kept, and for how long."""

from __future__ import annotations

import re

import httpx
import pytest

from aggregator import review
from aggregator.store import Store
from tests.web.example import NOW, number_of
from web.static import StaticFiles


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/fristen",
        "/fristen.rss",
        "/fristen.ics",
        "/fristen.json",
        "/fristen.atom",
        "/fristen.csv",
        "/einbetten",
        "/impressum",
    ],
)
def test_who_has_it_already_gets_304(published: Store, visitor: httpx.Client, path: str) -> None:
    first = visitor.get(path)
    again = visitor.get(path, headers={"If-None-Match": f'W/{first.headers["etag"]}, "other"'})
    assert (again.status_code, again.content) == (304, b"")
    assert visitor.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_list_that_lost_an_item_is_sent_anew(published: Store, visitor: httpx.Client) -> None:
    known = visitor.get("/fristen.rss").headers["etag"]
    with published.writing() as session:
        review.reject(session, number_of(published, "Concours"), person_id=None, now=NOW)
    assert visitor.get("/fristen.rss", headers={"If-None-Match": known}).status_code == 200


def test_feeds_say_when_they_last_changed(published: Store, visitor: httpx.Client) -> None:
    assert visitor.get("/fristen.rss").headers["last-modified"] == "Mon, 23 Nov 2026 07:30:00 GMT"


def test_a_date_alone_is_no_reason_to_keep_a_list(published: Store, visitor: httpx.Client) -> None:
    """What left the list takes its own date with it: only the ETag tells."""
    moment = visitor.get("/fristen.rss").headers["last-modified"]
    assert visitor.get("/fristen.rss", headers={"If-Modified-Since": moment}).status_code == 200


def test_our_files_are_named_by_their_content_and_kept_for_ever(published: Store, visitor: httpx.Client) -> None:
    found = re.search(r'href="(/static/partnerpost\.[0-9a-f]{12}\.css)"', visitor.get("/").text)
    assert found is not None
    answer = visitor.get(found[1])
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert visitor.get("/static/partnerpost.css").status_code == 404


def test_the_style_stays_small(visitor: httpx.Client) -> None:
    files = StaticFiles.load()
    sizes = {name: len(files.served[file].body) for name, file in files.names.items() if name.endswith(".css")}
    assert sizes.pop("partnerpost.css") <= 15_000
    assert sizes.pop("desk.css") <= 20_000
    assert sizes.pop("finder.css") <= 8_000
    assert {name: size for name, size in sizes.items() if size > 7_000} == {}  # those of single pages
    scripts = ("inbox.js", "keys.js", "claim.js", "address.js", "item.js", "passkeys.js", "onward.js", "copy.js")
    for script in (*scripts, "take.js"):
        assert files.served[files.names[script]].body.count(b"\n") <= 200


def test_nothing_of_the_desk_may_be_kept(office: Store, desk: httpx.Client) -> None:
    for path in ("/desk/eingang", "/desk/quellen", f"/desk/eintrag/{number_of(office, 'Concours')}"):
        assert desk.get(path).headers["cache-control"] == "no-store"
