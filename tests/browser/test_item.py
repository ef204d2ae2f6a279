"""S3, W-06 to W-09: one entry by press and by key, in place; and all of it without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from aggregator.intake import Intake
from aggregator.store import Store
from tests.browser.conftest import enter
from tests.browser.looking import findings, overflow
from tests.web.example import clock, finding, number_of
from tests.web.test_item import CALL, view

LONG = replace(
    CALL,
    key="lang-text",
    title="Preis mit langem Text",
    text="Wir fördern Begegnungen der Partnerstädte.\n\n" * 60 + CALL.text + "\n\nWir freuen uns auf Sie." * 60,
)


@pytest.fixture
def call(store: Store) -> int:
    """The number of a call with several days in its text."""
    Intake(store, clock=clock).take(finding(CALL))
    return number_of(store, CALL.title)


@pytest.fixture
def entry(store: Store, open_context: Callable[..., BrowserContext], call: int) -> Page:
    """Its page."""
    page = enter(open_context(viewport={"width": 1280, "height": 900}), store)
    page.goto(f"/desk/eintrag/{call}")
    return page


def spot(page: Page, words: str) -> str:
    """Where the button with these words is found."""
    place = page.locator(".spot[name=stelle]", has_text=words).first.get_attribute("value")
    return f'.spot[value="{place}"]'


def status(page: Page) -> str:
    """What is announced."""
    return page.get_by_role("status").inner_text()


def test_one_press_sets_the_deadline_in_place_and_the_focus_stays_on_the_day(
    store: Store, entry: Page, call: int
) -> None:
    day = spot(entry, "20. April 2027")
    entry.locator(day).click()
    expect(entry.get_by_role("status")).to_have_text("Frist: Dienstag, 20. April 2027 (von Hand, belegt)")
    assert str(view(store, call).deadline) == "2027-04-20"
    expect(entry.locator(day)).to_be_focused()
    expect(entry.locator(day)).to_have_class(re.compile(r"\bsure\b"))
    assert entry.url.endswith(f"/desk/eintrag/{call}")


def test_d_and_a_digit_set_the_deadline_whatever_is_chosen_above(store: Store, entry: Page, call: int) -> None:
    entry.get_by_label("den Termin").check()
    entry.locator("h1").click()
    entry.keyboard.press("d")
    expect(entry.get_by_role("status")).to_have_text("Frist aus dem Text: Ziffer des Datums drücken.")
    entry.keyboard.press("2")
    expect(entry.get_by_role("status")).to_contain_text("20. April 2027 (von Hand, belegt)")
    assert str(view(store, call).deadline) == "2027-04-20"
    expect(entry.get_by_label("den Termin")).to_be_checked()


def test_b_and_l_with_a_digit_take_sums_and_countries(store: Store, entry: Page, call: int) -> None:
    before = set(view(store, call).countries)
    entry.keyboard.press("l")
    entry.keyboard.press("1")
    expect(entry.get_by_role("status")).to_contain_text("Länder:")
    assert set(view(store, call).countries) != before
    entry.keyboard.press("b")
    entry.keyboard.press("1")
    expect(entry.get_by_role("status")).to_contain_text("3.000 €")


def test_a_digit_alone_a_key_in_a_field_or_with_a_modifier_does_nothing(store: Store, entry: Page, call: int) -> None:
    entry.keyboard.press("2")
    entry.keyboard.press("Control+d")
    entry.keyboard.press("2")
    entry.locator("#ort summary").click()
    entry.get_by_label("Ort", exact=True).fill("da")
    entry.keyboard.type("d2x")
    entry.get_by_label("seinen Anfang").focus()
    entry.keyboard.press("x")
    assert (view(store, call).version, view(store, call).state) == (0, "new")
    assert entry.get_by_label("Ort", exact=True).input_value() == "dad2x"


def test_keys_switched_off_here_are_off_in_the_inbox_too(store: Store, entry: Page, call: int) -> None:
    entry.get_by_text("Mit Tasten arbeiten").click()
    with entry.expect_response("**/desk/tasten"):
        entry.get_by_label("Tasten verwenden").uncheck()
    entry.reload()
    for key in "d2ax":
        entry.keyboard.press(key)
    assert (view(store, call).version, status(entry)) == (0, "")
    entry.goto("/desk/eingang")
    assert not entry.locator("[data-keys-switch]").is_checked()


def test_a_decides_and_leads_to_the_next_entry_where_z_takes_it_back(store: Store, entry: Page, call: int) -> None:
    entry.keyboard.press("a")
    entry.wait_for_url(re.compile(rf"/desk/eintrag/(?!{call}$)\d+$"))
    assert view(store, call).state == "accepted"
    expect(entry.locator("#zuletzt")).to_contain_text(CALL.title)
    entry.keyboard.press("z")
    entry.wait_for_url(f"**/desk/eintrag/{call}")
    assert view(store, call).state == "new"


def test_what_is_wrong_gets_the_focus_and_keeps_what_was_typed(store: Store, entry: Page, call: int) -> None:
    entry.locator("#frist summary").click()
    entry.get_by_label("Frist", exact=True).fill("31.02.2027")
    entry.locator("#frist").get_by_role("button", name="So gilt es").click()
    expect(entry.locator("#wert-frist")).to_be_focused()
    assert entry.locator("#wert-frist").input_value() == "31.02.2027"
    expect(entry.locator("#fehler-frist")).to_contain_text("Meinten Sie 28.02.2027?")
    entry.locator("#wert-frist").fill("28.02.2027")
    entry.keyboard.press("Enter")
    expect(entry.get_by_role("status")).to_have_text("Frist: Sonntag, 28. Februar 2027 (von Hand, ohne Beleg)")
    expect(entry.locator("#frist summary")).to_be_focused()


def test_a_lost_connection_loses_nothing(store: Store, entry: Page, call: int) -> None:
    entry.context.set_offline(True)
    entry.locator(spot(entry, "20. April 2027")).click()
    expect(entry.get_by_role("status")).to_contain_text("Nicht gespeichert (Verbindung)")
    entry.context.set_offline(False)
    entry.locator(spot(entry, "20. April 2027")).click()
    expect(entry.get_by_role("status")).to_contain_text("20. April 2027")


def test_a_session_that_ended_is_said_on_a_page(entry: Page) -> None:
    entry.context.clear_cookies()
    entry.locator(spot(entry, "20. April 2027")).click()
    expect(entry.get_by_role("heading", level=1)).to_have_text("Ihre Sitzung ist abgelaufen.")


def test_a_long_text_opens_where_it_proves_something(store: Store, open_context: Callable[..., BrowserContext]) -> None:
    Intake(store, clock=clock).take(finding(LONG))
    page = enter(open_context(viewport={"width": 1280, "height": 900}), store)
    page.goto(f"/desk/eintrag/{number_of(store, LONG.title)}")
    expect(page.locator(spot(page, "2. Februar 2027"))).to_be_in_viewport()
    page.get_by_role("link", name="2/").first.click()
    assert page.evaluate("document.querySelector(':target') !== null")


def test_who_asks_for_a_form_has_the_focus_in_its_field(entry: Page, call: int) -> None:
    entry.goto(f"/desk/eintrag/{call}?feld=frist")
    expect(entry.locator("#wert-frist")).to_be_focused()


def test_all_of_it_works_without_a_script(store: Store, open_context: Callable[..., BrowserContext], call: int) -> None:
    page = enter(open_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}), store)
    page.goto(f"/desk/eintrag/{call}")
    page.get_by_label("seinen Anfang").check()
    page.locator(spot(page, "20. April 2027")).click()
    expect(page).to_have_url(re.compile(rf"/desk/eintrag/{call}#termin$"))
    assert str(view(store, call).event_start) == "2027-04-20"
    page.get_by_role("link", name="Nächster").click()
    expect(page).to_have_url(re.compile(rf"/desk/eintrag/(?!{call}$)\d+$"))
    page.get_by_role("link", name="Voriger").click()
    expect(page).to_have_url(re.compile(rf"/desk/eintrag/{call}$"))
    page.get_by_role("button", name="Noch einmal holen").click()
    expect(page.get_by_text("Wird geholt …")).to_be_visible()
    page.get_by_role("button", name="Annehmen + nächster").click()
    expect(page).to_have_url(re.compile(rf"/desk/eintrag/(?!{call}$)\d+$"))
    page.get_by_role("button", name="Rückgängig").click()
    expect(page).to_have_url(re.compile(rf"/desk/eintrag/{call}$"))


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("dress", [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_axe_finds_nothing_and_nothing_sticks_out(
    store: Store, open_context: Callable[..., BrowserContext], call: int, width: int, dress: dict[str, str]
) -> None:
    page = enter(open_context(viewport={"width": width, "height": 900}, **dress), store)
    found: list[str] = []
    page.goto(f"/desk/eintrag/{call}")
    found += findings(page)
    page.locator(spot(page, "20. April 2027")).click()
    expect(page.get_by_role("status")).to_contain_text("20. April 2027")
    found += findings(page)
    page.goto(f"/desk/eintrag/{call}?feld=termin")
    found += findings(page)
    assert (found, overflow(page)) == ([], 0)


def test_no_bar_covers_what_has_the_focus(store: Store, open_context: Callable[..., BrowserContext], call: int) -> None:
    for width, height in ((1280, 700), (320, 640)):
        window = {"width": width, "height": height}
        page = enter(open_context(viewport=window, reduced_motion="reduce"), store)
        page.goto(f"/desk/eintrag/{call}")
        covered = []
        for _ in range(45):
            page.keyboard.press("Tab")
            covered += page.evaluate(
                """() => {
                  const here = document.activeElement, box = here.getBoundingClientRect();
                  if (here.closest(".decide, .jump, .masthead, .skip, .foot") || !box.height) return [];
                  const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
                  return at && at.closest(".decide, .jump") ? [here.outerHTML.slice(0, 80)] : [];
                }"""
            )
        assert covered == []
