"""G-01, S-01: no cookie, no storage, nobody else asked, nothing the policy forbids."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Page, Request

from aggregator.store import Store
from tests.browser.conftest import enter
from tests.browser.offices import Offices
from tests.browser.pages import PUBLIC
from tests.web.example import number_of

_WATCH = """document.addEventListener("securitypolicyviolation", e => {
  (window.violations ||= []).push(e.violatedDirective + " " + e.blockedURI + " " + e.sourceFile);
});"""


def watched(context: BrowserContext) -> tuple[Page, list[str], list[str]]:
    """A page, what it asked elsewhere for, and what its console complained about."""
    context.add_init_script(_WATCH)
    page = context.new_page()
    elsewhere: list[str] = []
    complaints: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1", "data:")):
            elsewhere.append(request.url)

    page.on("request", asked)
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, elsewhere, complaints


def test_public_pages_leave_nothing_behind(browser: Browser, offices: Offices) -> None:
    context = browser.new_context()
    page, elsewhere, complaints = watched(context)
    for shown in PUBLIC:
        office = offices.of(shown.office)
        page.goto(office.address + shown.path(office.store))
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        assert page.evaluate("window.violations || []") == []
    assert context.cookies() == []
    context.close()
    assert (elsewhere, complaints) == ([], [])


def test_the_desk_keeps_to_its_own_policy(store: Store, open_context: Callable[..., BrowserContext]) -> None:
    context = open_context()
    page, elsewhere, complaints = watched(context)
    desk = enter(context, store)
    page.goto("/desk/eingang")
    page.get_by_role("button", name="Annehmen").first.click()
    page.locator(".row-done").wait_for()
    assert page.evaluate("window.violations || []") == []
    for path in ("/desk/quellen", "/desk/quellen/stiftung", f"/desk/eintrag/{number_of(store, 'Konkurs')}"):
        page.goto(path)
        assert page.evaluate("window.violations || []") == []
    assert (elsewhere, complaints) == ([], [])
    assert [
        (cookie["name"], cookie["httpOnly"], cookie["sameSite"])
        for cookie in sorted(context.cookies(), key=lambda one: one["name"])
    ] == [
        ("partnerpost", True, "Lax"),
        # in a browser that is known nobody is kept out by the tries of others
        ("partnerpost-known", True, "Lax"),
    ]
    desk.close()
