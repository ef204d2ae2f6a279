"""Debian's Chromium, driven by Playwright. Where there is none, its tests are skipped, unless somebody insists."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

_PLACE = Path("/usr/bin/chromium")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_MISSING = f"there is no Chromium at {_PLACE}: install it, or leave the browser tests to a machine that has it"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that nobody else uses.

    Playwright keeps an event loop running in the thread that opened it: close it before other code wants one there.
    """
    if not _PLACE.exists():
        if os.environ.get("PARTNERPOST_REQUIRE_BROWSER") == "1":
            pytest.fail(_MISSING)
        pytest.skip(_MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_PLACE, args=_ARGUMENTS)
        yield browser
        browser.close()
