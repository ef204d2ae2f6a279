"""Pages that only JavaScript makes are read where a source wishes it, with the manners of every other request."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from aggregator.finding import FailureKind, RunOutcome, SourceKind
from crawlers.settings import CrawlSettings
from tests.crawlers import pages
from tests.crawlers.conftest import Collect
from tests.crawlers.door import MemoryDoor
from tests.crawlers.hostile import Site

pytestmark = pytest.mark.browser
_RENDER = {"render": True}
_MISSING = "there is no Chromium on the path: install it, or leave the browser tests to a machine that has it"


@pytest.fixture(autouse=True)
def _chromium() -> None:
    if shutil.which("chromium") is None:
        if os.environ.get("PARTNERPOST_REQUIRE_BROWSER") == "1":
            pytest.fail(_MISSING)
        pytest.skip(_MISSING)


@pytest.fixture
def settings(settings: CrawlSettings) -> CrawlSettings:
    return settings.model_copy(update={"request_timeout": 10, "render_timeout": 8})


def _shell(site: Site, script: str, path: str = "/liste") -> str:
    site.serve("/app.js", script, "text/javascript")
    page = "<html lang='de'><body><div id='root'></div><script src='/app.js'></script></body></html>"
    return site.serve(path, page, pages.HTML, ETag='"shell"')


def _shows(text: str) -> str:
    return f"document.getElementById('root').innerHTML = '<main><h1>Aufruf</h1><p>{text}</p></main>';"


_CALL = "Bewerben können sich alle Vereine bis 31. März 2027."


_LISTED = """
fetch('/api/aufrufe').then(answer => answer.json()).then(calls => {
  const list = calls.map(call => `<article><h2><a href="/aufruf/${call.id}">${call.title}</a></h2></article>`);
  document.getElementById('root').innerHTML = `<main>${list.join('')}</main>`;
});
"""
_CALLS = '[{"id": 1, "title": "Aufruf zu Begegnungen"}, {"id": 2, "title": "Preis für gute Partnerschaft"},' + (
    ' {"id": 3, "title": "Reisen zu den Nachbarn"}]'
)


def test_a_list_and_its_details_are_read_as_a_browser_shows_them(
    site: Site, collect: Collect, door: MemoryDoor
) -> None:
    address = _shell(site, _LISTED)
    site.serve("/api/aufrufe", _CALLS, "application/json")
    for number in (1, 2, 3):
        pages.detail(site, f"/aufruf/{number}", f"Aufruf {number}")

    report = collect(address, SourceKind.LISTING, _RENDER)

    assert (report.outcome, report.new) == (RunOutcome.READ, 3)
    assert {asked.headers["user-agent"] for asked in site.asked} == {"Partnerpost/1 (+office@example.org)"}
    assert site.most_at_once == 1


def test_what_the_scripts_put_in_decides_whether_a_page_has_changed(site: Site, collect: Collect) -> None:
    told = _shows(_CALL)
    address = _shell(site, told)
    collect(address, SourceKind.STANDING, _RENDER)
    same = collect(address, SourceKind.STANDING, _RENDER)
    _shell(site, told.replace("31. März", "15. April"))

    changed = collect(address, SourceKind.STANDING, _RENDER)

    assert (same.outcome, changed.changed) == (RunOutcome.UNCHANGED, 1)


_PRYING = """
for (const address of ['http://127.0.0.2:%d/geheim', 'http://localhost:%d/geheim', 'http://169.254.169.254/']) {
  fetch(address, {mode: 'no-cors'}).catch(() => {});
  new Image().src = address + 'bild';
  const frame = document.createElement('iframe'); frame.src = address; document.body.append(frame);
  try { new WebSocket(address.replace('http', 'ws')); } catch (error) {}
}
navigator.sendBeacon('http://127.0.0.2:%d/geheim', 'x');
fetch('/intern/geheim').catch(() => {});
const link = document.createElement('link');
Object.assign(link, {rel: 'preload', as: 'script', href: '/vorab'});
document.head.append(link);
"""


def test_scripts_reach_nothing_that_the_crawl_may_not_reach(site: Site, collect: Collect) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /intern/\n", "text/plain")

    report = collect(
        _shell(site, _PRYING % (site.port, site.port, site.port) + _shows(_CALL)), SourceKind.STANDING, _RENDER
    )

    assert report.new == 1
    assert {asked.path for asked in site.asked} <= {"/robots.txt", "/liste", "/app.js", "/vorab"}
    assert {asked.headers["host"] for asked in site.asked} == {f"127.0.0.1:{site.port}"}


def test_a_page_whose_scripts_never_end_is_named(site: Site, collect: Collect, settings: CrawlSettings) -> None:
    short = settings.model_copy(update={"render_timeout": 1})

    report = collect(_shell(site, "while (true) {}"), SourceKind.STANDING, _RENDER, settings=short)

    assert report.failure is not None and report.failure.kind is FailureKind.TIMEOUT


def test_a_page_that_makes_itself_too_large_is_named(site: Site, collect: Collect) -> None:
    flood = "document.getElementById('root').textContent = 'x'.repeat(3000000)"

    report = collect(_shell(site, flood), SourceKind.STANDING, _RENDER)

    assert report.failure is not None and report.failure.kind is FailureKind.TOO_LARGE


def test_a_page_that_sends_us_elsewhere_is_not_followed(site: Site, collect: Collect) -> None:
    report = collect(_shell(site, f"{_shows(_CALL)} location.href = '/anderswo'"), SourceKind.STANDING, _RENDER)

    assert report.new == 1
    assert site.asked_for("/anderswo") == []


def test_a_browser_that_cannot_be_started_is_named(
    site: Site, collect: Collect, settings: CrawlSettings, tmp_path: Path
) -> None:
    missing = settings.model_copy(update={"browser": str(tmp_path / "kein-browser")})

    report = collect(_shell(site, ""), SourceKind.STANDING, _RENDER, settings=missing)

    assert report.failure is not None
    assert (report.failure.kind, "crawl.browser" in report.failure.detail) == (FailureKind.NEEDS_JAVASCRIPT, True)
