"""Whatever sources write is text: nothing of it runs, and nothing of it breaks a page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Dialog
from sqlmodel import col, select

from aggregator.finding import Finding
from aggregator.intake import Intake
from aggregator.model import Opportunity
from aggregator.store import Store
from tests.browser.conftest import enter
from tests.browser.looking import overflow
from tests.web.example import NOW, accept, clock

_TITLES = {
    "a script": "<script>alert(1)</script><img src=x onerror=alert(1)> Begegnungen",
    "10,000 letters": "Begegnungen " + "x" * 10_000,
    "right to left": "\u202eפרויקט\u202c مشروع التوأمة Begegnungen",
    "out of an attribute": '" onmouseover="alert(1)" autofocus onfocus=\'alert(1)\' Begegnungen',
}


@pytest.mark.parametrize("kind", _TITLES)
def test_a_hostile_title_is_shown_and_does_nothing(
    store: Store, open_context: Callable[..., BrowserContext], kind: str
) -> None:
    title = _TITLES[kind]
    text = f"{title} Bewerbungsschluss ist der 4. Dezember 2026. <script>alert(2)</script><svg onload=alert(3)>"
    html = f"<p>{text}</p>"
    found = Finding("jugendbuero", "böse", "javascript:alert(4)", title, NOW, text=text, html=html, language="de")
    Intake(store, clock=clock).take(found)
    with store.reading() as session:
        row = session.exec(select(Opportunity).order_by(col(Opportunity.id).desc()).limit(1)).one()
    page = enter(open_context(viewport={"width": 320, "height": 640}), store)
    said: list[str] = []

    def refuse(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    waiting = ("/desk/eingang", "/desk/eingang?ansicht=meldungen")
    shown = set()
    for path in (*waiting, f"/desk/eintrag/{row.id}", f"/angebot/{row.id}", "/fristen?auch=ohne-frist"):
        if path.startswith("/angebot"):
            accept(store, row.title)
        page.goto(path)
        # a list cuts what is longer than any title
        if row.title[:11] in page.locator("main").inner_text():
            shown.add(path)
        page.mouse.move(150, 300)
        assert page.locator("main script, main img, [onmouseover], [onfocus], a[href^='javascript:']").count() == 0
        assert overflow(page) == 0
    assert shown & set(waiting)
    assert {f"/desk/eintrag/{row.id}", f"/angebot/{row.id}"} < shown
    assert said == []
    assert page.page_errors() == []
