"""W-06 to W-08: the inbox by keyboard, in place; and all of it without a script. W-01 of what a script put there."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from aggregator.store import Store
from tests.browser.conftest import enter
from tests.browser.looking import findings
from tests.web.example import Example, number_of, take
from tests.web.resembling import resemble
from tests.web.test_desk import state


@pytest.fixture
def desk(store: Store, open_context: Callable[..., BrowserContext]) -> Page:
    """The inbox with four rows."""
    return enter(open_context(), store)


def titles(page: Page) -> list[str]:
    """The rows that are still to be decided."""
    return page.locator("[data-row] [data-title]").all_inner_texts()


def focused(page: Page) -> str:
    """The title that has the focus, or what else does."""
    text: str = page.evaluate("document.activeElement.innerText")
    return text


def test_a_whole_inbox_is_decided_with_single_keys(store: Store, desk: Page) -> None:
    waiting = titles(desk)
    assert len(waiting) == 4
    desk.keyboard.press("j")
    assert focused(desk) == waiting[0]
    for left, key in zip((3, 2, 1, 0), "axsa", strict=True):
        desk.keyboard.press(key)
        expect(desk.locator("[data-status]")).to_contain_text(f"Noch {left}.")
        if left:
            assert focused(desk) == waiting[4 - left]
    assert state(store, number_of(store, waiting[0])) == "accepted"
    assert state(store, number_of(store, waiting[1])) == "rejected"
    assert state(store, number_of(store, waiting[2])) == "later"
    assert "Eingang neu laden" in focused(desk)


def test_a_decision_is_announced_apart_from_any_heading(desk: Page) -> None:
    desk.keyboard.press("j")
    desk.keyboard.press("a")
    expect(desk.get_by_role("status")).to_have_text("Angenommen. Noch 3.")


def test_axe_finds_nothing_in_a_row_that_was_answered_in_place(desk: Page) -> None:
    desk.get_by_role("button", name="Verwerfen").first.click()
    desk.locator(".row-done").wait_for()
    assert findings(desk) == []


def test_z_takes_the_last_decision_back_and_returns_to_its_row(store: Store, desk: Page) -> None:
    first = titles(desk)[0]
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    expect(desk.get_by_role("status")).to_have_text("Verworfen. Noch 3.")
    desk.keyboard.press("z")
    expect(desk.get_by_role("status")).to_have_text("Zurückgenommen. Noch 4.")
    assert focused(desk) == first
    assert state(store, number_of(store, first)) == "new"


def test_j_and_k_move_and_stop_at_the_ends(desk: Page) -> None:
    waiting = titles(desk)
    for key, place in (("j", 0), ("k", 0), ("j", 1), ("j", 2), ("j", 3), ("j", 3), ("k", 2)):
        desk.keyboard.press(key)
        assert focused(desk) == waiting[place]


@pytest.mark.parametrize("chord", ["Control+a", "Alt+a", "Meta+a"])
def test_keys_with_modifiers_belong_to_the_browser(desk: Page, chord: str) -> None:
    desk.keyboard.press("j")
    desk.keyboard.press(chord)
    assert len(titles(desk)) == 4


def test_keys_can_be_switched_off_and_stay_off_in_every_browser(
    store: Store, desk: Page, open_context: Callable[..., BrowserContext]
) -> None:
    desk.locator("[data-keys-help] summary").click()
    with desk.expect_response("**/desk/tasten"):
        desk.get_by_label("Tasten verwenden").uncheck()
    desk = enter(open_context(), store)
    desk.locator("[data-title]").first.focus()
    desk.keyboard.press("a")
    desk.keyboard.press("j")
    assert focused(desk) == titles(desk)[0]
    assert len(titles(desk)) == 4


def test_keys_outside_the_list_do_nothing(desk: Page) -> None:
    desk.locator("[data-keys-help] summary").focus()
    desk.keyboard.press("a")
    desk.locator("[data-keys-help] summary").click()
    desk.get_by_label("Tasten verwenden").focus()
    desk.keyboard.press("x")
    desk.get_by_role("link", name="Quellen").focus()
    desk.keyboard.press("x")
    assert len(titles(desk)) == 4


def test_the_question_mark_opens_the_help(desk: Page) -> None:
    desk.keyboard.press("j")
    desk.keyboard.press("?")
    assert desk.get_by_text("Tasten verwenden").is_visible()


def test_a_lost_connection_loses_nothing(store: Store, desk: Page) -> None:
    first = titles(desk)[0]
    desk.context.set_offline(True)
    desk.keyboard.press("j")
    desk.keyboard.press("a")
    expect(desk.get_by_role("status")).to_contain_text("Nicht gespeichert (Verbindung)")
    desk.context.set_offline(False)
    desk.locator("[data-title]").first.focus()
    desk.keyboard.press("a")
    expect(desk.get_by_role("status")).to_have_text("Angenommen. Noch 3.")
    assert state(store, number_of(store, first)) == "accepted"


def test_who_was_slower_reads_it_in_the_row(store: Store, open_context: Callable[..., BrowserContext]) -> None:
    mine, theirs = enter(open_context(), store), enter(open_context(), store, "Jan Nowak")
    for page in (theirs, mine):
        page.keyboard.press("j")
        page.keyboard.press("a")
        page.locator(".row-done").wait_for()
    expect(mine.get_by_role("status")).to_have_text("Jan Nowak hat das inzwischen angenommen (08:30).")
    assert mine.locator(".row-taken").count() == 1


def test_x_and_a_digit_say_why_and_the_focus_stays_on_the_next_row(store: Store, desk: Page) -> None:
    waiting = titles(desk)
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    desk.keyboard.press("4")
    expect(desk.get_by_role("status")).to_have_text("Grund vermerkt.")
    expect(desk.locator(".row-done")).to_contain_text("verworfen (Werbung)")
    assert focused(desk) == waiting[1]
    assert state(store, number_of(store, waiting[1])) == "new"


def test_a_key_held_down_decides_once(desk: Page) -> None:
    desk.keyboard.press("j")
    for _ in range(4):
        desk.keyboard.down("a")
        desk.wait_for_timeout(60)
    desk.keyboard.up("a")
    expect(desk.get_by_role("status")).to_have_text("Angenommen. Noch 3.")
    assert len(titles(desk)) == 3


def test_while_words_are_composed_no_key_decides(desk: Page) -> None:
    desk.keyboard.press("j")
    press = "new KeyboardEvent('keydown', { key: 'a', bubbles: true, isComposing: true })"
    desk.evaluate(f"document.activeElement.dispatchEvent({press})")
    desk.keyboard.press("j")
    assert len(titles(desk)) == 4


def test_d_leads_to_the_deadline_and_enter_to_the_entry(store: Store, desk: Page) -> None:
    number = number_of(store, titles(desk)[0])
    for key, address in (("d", f"**/desk/eintrag/{number}?feld=frist"), ("Enter", f"**/desk/eintrag/{number}")):
        desk.goto("/desk/eingang")
        desk.keyboard.press("j")
        desk.keyboard.press(key)
        desk.wait_for_url(address)


def test_m_merges_a_row_and_z_unfolds_it_again(store: Store, desk: Page) -> None:
    resemble(store)
    desk.reload()
    waiting, folded = len(titles(desk)), desk.locator(".fold").count()
    desk.locator("[data-row]:has(.fold) [data-title]").last.focus()
    desk.keyboard.press("m")
    expect(desk.get_by_role("status")).to_contain_text("Zusammengeführt. Noch")
    assert (len(titles(desk)), desk.locator(".fold").count()) == (waiting, folded - 1)
    assert desk.evaluate("document.activeElement.hasAttribute('data-title')")
    desk.keyboard.press("z")
    expect(desk.get_by_role("status")).to_contain_text("Zurückgenommen. Noch")
    assert (len(titles(desk)), desk.locator(".fold").count()) == (waiting, folded)


def test_more_rows_come_below_and_none_is_left_out(store: Store, desk: Page) -> None:
    calls = [Example(f"k{number}", f"Aufruf {number}", "Mehr folgt bald.") for number in range(30)]
    take(store, calls)
    desk.reload()
    assert len(titles(desk)) == 20
    more = desk.locator("[data-more]")
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    expect(desk.get_by_role("status")).to_contain_text("Verworfen. Noch")
    left = desk.locator('[aria-current="page"] .count').inner_text()
    while more.count():
        before = len(titles(desk))
        more.click()
        expect(desk.locator("[data-row]").nth(before)).to_be_visible()
    assert len(set(titles(desk))) == int(left)


def test_what_is_collected_is_shown_and_never_run(store: Store, desk: Page) -> None:
    hostile = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    names = [hostile, "W" * 10_000, "دعوة لتبادل الشباب بين المدن الشريكة"]
    take(
        store, [Example(f"h{number}", name, "Einsendeschluss ist der {day}.", 40) for number, name in enumerate(names)]
    )
    said: list[str] = []
    desk.on("console", lambda message: said.append(message.text))
    desk.set_viewport_size({"width": 320, "height": 640})
    desk.reload()
    desk.locator("[data-title]", has_text="<script>").focus()
    desk.keyboard.press("x")
    expect(desk.locator("#zuletzt")).to_contain_text("<script>")
    assert "run" not in desk.title()
    assert desk.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert said == []


def test_an_open_entry_is_claimed_by_itself_until_one_lets_go(
    store: Store, desk: Page, open_context: Callable[..., BrowserContext]
) -> None:
    number = number_of(store, titles(desk)[0])
    with desk.expect_response(f"**/desk/eintrag/{number}/ansehen"):
        desk.goto(f"/desk/eintrag/{number}")
    jan = enter(open_context(), store, "Jan Nowak")
    expect(jan.locator(f"#eintrag-{number} .looking")).to_have_text("Ayşe Kaya schaut gerade")
    desk.get_by_role("button", name="Ich sehe mir das nicht mehr an").click()
    desk.get_by_role("button", name="Ich sehe mir das an").wait_for()
    jan.reload()
    assert jan.locator(".looking").count() == 0


def test_a_session_that_ended_is_said_on_a_page(desk: Page) -> None:
    desk.context.clear_cookies()
    desk.keyboard.press("j")
    desk.keyboard.press("a")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Ihre Sitzung ist abgelaufen.")


def test_everything_works_without_a_script(store: Store, open_context: Callable[..., BrowserContext]) -> None:
    page = enter(open_context(java_script_enabled=False), store)
    first = titles(page)[0]
    rows = page.locator("[data-row] [data-title]")
    page.get_by_role("button", name="Annehmen").first.click()
    expect(rows).to_have_count(3)
    assert state(store, number_of(store, first)) == "accepted"
    page.get_by_role("button", name="Rückgängig").click()
    expect(rows).to_have_count(4)
    page.locator(".menu-more summary").click()
    page.get_by_role("button", name="abmelden").click()
    expect(page).to_have_url(re.compile(r"/desk/anmelden$"))


def test_the_finder_answers_in_four_interactions_without_a_script(
    store: Store, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/")
    page.get_by_label("Partnerland").select_option("PL")
    page.get_by_label("Thema").select_option("jugend")
    page.get_by_label("Frist", exact=True).select_option("8w")
    page.get_by_role("button", name="Anzeigen").click()
    assert "land=PL" in page.url
    expect(page.locator(".card-title").first).to_have_text("Jugendbegegnungen mit Partnerkommunen in Polen")
