"""What stands before a page is told from a page that is short."""

from __future__ import annotations

import pytest

from aggregator.finding import FailureKind, SourceKind
from crawlers.gates import gate_before
from tests.crawlers import hostile
from tests.crawlers.conftest import Collect
from tests.crawlers.hostile import Site

_CASES = {
    "an empty root and scripts": (
        "<body><div id='app'></div><script src='a.js'></script></body>",
        FailureKind.NEEDS_JAVASCRIPT,
    ),
    "a word to those without": (
        "<body><noscript>Bitte aktivieren Sie JavaScript.</noscript><script>a()</script></body>",
        FailureKind.NEEDS_JAVASCRIPT,
    ),
    "a challenge": ("<title>Just a moment...</title><script>window._cf_chl_opt={}</script>", FailureKind.CAPTCHA),
    "a widget alone": ("<form><div class='g-recaptcha'></div></form>", FailureKind.CAPTCHA),
    "a login": ("<form><input name='u'><input type='password'></form>", FailureKind.LOGIN),
    "a consent wall": ("<div class='consent-wall'>Alle akzeptieren</div>", FailureKind.CONSENT),
    "a short page": ("<p>Zurzeit ist nichts ausgeschrieben.</p>", None),
    "a root that is filled": ("<div id='root'><p>Es ist nichts offen.</p></div><script></script>", None),
}


@pytest.mark.parametrize("case", _CASES)
def test_it_is_told_by_its_structure(case: str) -> None:
    html, expected = _CASES[case]

    assert gate_before(html, "") is expected


def test_a_page_with_text_may_carry_the_scripts_of_such_products() -> None:
    page = "<div id='app'></div><script src='/cdn-cgi/challenge-platform/x.js'></script><noscript>JavaScript</noscript>"

    assert gate_before(page, "Wir laden ein. " * 20) is None


@pytest.mark.parametrize("status", [403, 429, 503])
def test_a_challenge_behind_a_refusal_is_a_captcha(status: int, site: Site, collect: Collect) -> None:
    site.answers["/liste"] = hostile.error(status, "<title>Just a moment...</title>", "text/html")

    report = collect(site.url("/liste"), SourceKind.LISTING)

    assert report.failure is not None and report.failure.kind is FailureKind.CAPTCHA


def test_an_error_that_never_ends_is_still_that_error(site: Site, collect: Collect) -> None:
    site.answers["/liste"] = hostile.error(404, "x" * 5_000_000, "text/html")

    report = collect(site.url("/liste"), SourceKind.LISTING)

    assert report.failure is not None and report.failure.kind is FailureKind.GONE


def test_a_feed_behind_a_test_for_people_is_named(site: Site, collect: Collect) -> None:
    wall = "<html><head><title>Just a moment...</title></head><body><script>_cf_chl_opt</script></body></html>"

    report = collect(site.serve("/feed", wall, "text/html"))

    assert report.failure is not None and report.failure.kind is FailureKind.CAPTCHA
