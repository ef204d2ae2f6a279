"""W-07: a whole morning at the desk in a browser that runs no script."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from aggregator.store import Store
from tests.browser.conftest import enter
from tests.browser.test_adding import calls, look
from tests.web.example import number_of
from tests.web.resembling import questions, resemble
from tests.web.test_desk import state

__all__ = ["calls"]


def test_a_morning_s_work_is_done_by_forms_alone(
    store: Store, open_context: Callable[..., BrowserContext], calls: str
) -> None:
    asked = resemble(store)
    page = enter(open_context(java_script_enabled=False), store)
    rows = page.locator("[data-row] [data-title]")
    waiting = rows.all_inner_texts()

    page.get_by_role("button", name="Annehmen").first.click()
    expect(rows).to_have_count(len(waiting) - 1)
    page.get_by_role("button", name="Verwerfen").first.click()
    expect(rows).to_have_count(len(waiting) - 2)
    page.get_by_role("button", name="Rückgängig").click()
    expect(rows).to_have_count(len(waiting) - 1)
    assert [state(store, number_of(store, title)) for title in waiting[:2]] == ["accepted", "new"]

    page.goto(f"/desk/eintrag/{number_of(store, waiting[1])}")
    page.get_by_text("Berichtigen: Frist").click()
    page.locator("#wert-frist").fill("24.12.2026")
    page.locator("form:has(#wert-frist) button").first.click()
    expect(page.get_by_text("24. Dezember 2026").or_(page.get_by_text("24.12.2026")).first).to_be_visible()

    page.goto(f"/desk/gleich/{asked}")
    page.get_by_role("button", name=re.compile("^Dasselbe")).first.click()
    assert asked not in questions(store)

    look(page, calls)
    page.get_by_role("button", name="So übernehmen").click()
    expect(page.locator(".standing")).to_contain_text("wird jetzt zum ersten Mal abgerufen")

    page.locator(".menu-more summary").click()
    page.get_by_role("button", name="Abmelden").click()
    expect(page).to_have_url(re.compile(r"/desk/anmelden$"))
