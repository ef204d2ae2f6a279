"""One tab of one browser goes from page to page: to open another costs more than most that is asked of a page."""

from __future__ import annotations

from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from tests.browser.looking import AXE
from tests.browser.offices import Offices
from tests.browser.pages import Shown

_WATCH = """window.violations = [];
document.addEventListener("securitypolicyviolation", e => {
  window.violations.push(e.violatedDirective + " " + e.blockedURI + " " + e.sourceFile);
});"""


class Visitor:
    """Goes to any page of the list, in its office and its state; nothing of one visit is left for the next."""

    def __init__(self, browser: Browser, offices: Offices) -> None:
        self._offices = offices
        self._context = browser.new_context()
        for script in (_WATCH, AXE):
            self._context.add_init_script(script)
        self._tab = self._context.new_page()

    def visit(self, what: Shown, *, language: str = "de", width: int = 1280, height: int = 720) -> Tab:
        """Open a page of the list in its state, by day, in a window of this size in CSS pixels."""
        office = self._offices.of(what.office)
        self._forget()
        if what.is_desk:
            name, value = office.cookie
            self._context.add_cookies([{"name": name, "value": value, "url": office.address}])
        self._tab.set_viewport_size({"width": width, "height": height})
        self._tab.goto(office.address + ("" if language == "de" else f"/{language}") + what.path(office.store))
        if what.reach is not None:
            what.reach(self._tab)
        return self._tab

    def close(self) -> None:
        """Close the tab and its profile."""
        self._context.close()

    def _forget(self) -> None:
        self._context.clear_cookies()
        self._tab.clear_console_messages()
        self._tab.clear_page_errors()
        self._tab.emulate_media(media="null", color_scheme="light", forced_colors="none", reduced_motion="null")
