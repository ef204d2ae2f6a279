"""What search engines are told: every public page in four languages, and nothing else."""

from __future__ import annotations

from xml.etree import ElementTree

import httpx

from aggregator import review
from aggregator.public import Part, numbers, parts
from aggregator.store import Store
from tests.web.example import MAIL, NOW, SETTINGS, accept, clock, number_of
from tests.web.serving import serving
from web.app import create_app

_NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def addresses(text: str) -> list[str]:
    return [found.text or "" for found in ElementTree.fromstring(text).iterfind(".//s:loc", _NAMES)]


def test_robots_are_told_where_the_map_is(visitor: httpx.Client) -> None:
    assert f"Sitemap: {SETTINGS.base_url}/sitemap.xml" in visitor.get("/robots.txt").text


def test_every_address_in_it_answers_in_its_language(published: Store, visitor: httpx.Client) -> None:
    seen = []
    for part in addresses(visitor.get("/sitemap.xml").text):
        seen += addresses(visitor.get(part.removeprefix(SETTINGS.base_url)).text)
    paths = [one.removeprefix(SETTINGS.base_url) for one in seen]
    assert len(paths) == len(set(paths))
    assert {"/", "/fristen", "/pl/impressum", "/fr/angebot/1", "/en/daten"} <= set(paths)
    for path in paths:
        page = visitor.get(path)
        assert page.status_code == 200, path
        language = path[1:3] if path[:4] in ("/fr/", "/en/", "/pl/") else "de"
        assert f'<html lang="{language}">' in page.text


def test_each_page_names_all_its_languages(published: Store, visitor: httpx.Client) -> None:
    root = ElementTree.fromstring(visitor.get("/sitemap/0.xml").text)
    for entry in root.iterfind("s:url", _NAMES):
        others = {link.get("hreflang"): link.get("href") for link in entry.iterfind("x:link", _NAMES)}
        assert others.keys() == {"de", "fr", "en", "pl", "x-default"}
        assert entry.findtext("s:loc", namespaces=_NAMES) in others.values()
        assert entry.findtext("s:lastmod", namespaces=_NAMES) == "2026-11-23"


def test_what_is_not_accepted_is_not_in_it(office: Store, visitor: httpx.Client) -> None:
    assert visitor.get("/sitemap/0.xml").status_code == 404
    (number,) = accept(office, "Jugendbegegnungen")
    assert f"/angebot/{number}<" in visitor.get("/sitemap/0.xml").text
    with office.writing() as session:
        review.reject(session, number, person_id=None, now=NOW)
    assert visitor.get("/sitemap/0.xml").status_code == 404


def test_a_part_that_has_not_changed_is_not_sent_again(published: Store, visitor: httpx.Client) -> None:
    first = visitor.get("/sitemap/0.xml")
    known = {"If-None-Match": first.headers["etag"]}
    assert visitor.get("/sitemap/0.xml", headers=known).status_code == 304
    with published.writing() as session:
        review.reject(session, number_of(published, "Concours"), person_id=None, now=NOW)
    assert visitor.get("/sitemap/0.xml", headers=known).status_code == 200


def test_parts_that_cannot_be_are_not_there(published: Store, visitor: httpx.Client) -> None:
    for part in ("1", "00", "-1", "x", "999999999", "9" * 40):
        assert visitor.get(f"/sitemap/{part}.xml").status_code == 404


def test_a_range_holds_its_numbers_whatever_comes_later(published: Store) -> None:
    with published.reading() as session:
        everything = [number for number, _ in numbers(session, 0, 1000)]
        by_three = [[number for number, _ in numbers(session, part.index, 3)] for part in parts(session, 3)]
        assert parts(session, 1000) == [Part(0, NOW)]
    assert [number for part in by_three for number in part] == everything
    assert all(len({number // 3 for number in part}) == 1 for part in by_three)


def test_whom_to_tell_of_a_weakness_is_said_where_it_is_known(store: Store, visitor: httpx.Client) -> None:
    assert visitor.get("/.well-known/security.txt").status_code == 404
    told = SETTINGS.model_copy(update={"security_contact": "mailto:sicher@example.org"})
    with serving(create_app(store, told, MAIL, clock=clock)) as address:
        text = httpx.get(f"{address}/.well-known/security.txt").text
    assert text.startswith("Contact: mailto:sicher@example.org\nExpires: 2027-05-22T00:00:00Z\n")
