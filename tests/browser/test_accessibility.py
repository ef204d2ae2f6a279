"""W-01, W-02: no finding of axe, best practice included, on any kind of page, in any dress."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from aggregator.store import Store
from tests.browser.conftest import enter
from tests.web.example import number_of
from tests.web.resembling import resemble

PUBLIC = [
    "/",
    "/fristen?auch=ohne-frist",
    "/fristen?bis=1w&thema=sport",
    "/fristen?land=XX",
    "/impressum",
    "/datenschutz",
    "/barrierefreiheit",
    "/abmelden/x",
    "/bestaetigen/x",
    "/gibtesnicht",
    "/desk/anmelden",
    "/pl/",
    "/fr/fristen",
]


def findings(page: Page) -> list[str]:
    """What axe says about a page, in short."""
    violations = Axe().run(page).response["violations"]
    return [f"{page.url}: {one['id']} at {node['html'][:150]}" for one in violations for node in one["nodes"]]


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("dress", [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_axe_finds_nothing(
    store: Store, open_context: Callable[..., BrowserContext], width: int, dress: dict[str, str]
) -> None:
    first = resemble(store)
    context = open_context(viewport={"width": width, "height": 900}, **dress)
    page = context.new_page()
    public = [*PUBLIC, f"/angebot/{number_of(store, 'Jugendbegegnungen')}", f"/angebot/{number_of(store, 'Concours')}"]
    found: list[str] = []
    for path in public:
        page.goto(path)
        found += findings(page)
    desk = enter(context, store)
    found += findings(desk)
    desk.locator("[data-keys-help] summary").click()
    desk.get_by_role("button", name="Verwerfen").first.click()
    desk.locator(".row-done").wait_for()
    found += findings(desk)
    shelf = [f"/desk/quellen{rest}" for rest in ("", "/neu", "/dateien", "/stiftung", "/stiftung/aendern")]
    entry = f"/desk/eintrag/{number_of(store, 'Konkurs')}"
    joining = (entry, f"{entry}/zusammenfuehren?mit=1", f"{entry}/zusammenfuehren?mit=x")
    twins = ("/desk/gleich", f"/desk/gleich/{first}")
    inbox = ("/desk/eingang?ansicht=spaeter", "/desk/eingang?quelle=stiftung", "/desk/entschieden")
    several = ("/desk/eingang/quellen", "/desk/eingang/alle?was=verwerfen")
    for path in (*inbox, *several, "/desk/aenderungen", *shelf, *twins, *joining):
        desk.goto(path)
        found += findings(desk)
    assert found == []
