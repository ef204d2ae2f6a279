"""W-11: what is wrong is said on top with a way to the field, beside the field, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import PAGES, Shown

_FAULTY = [one for one in PAGES if one.fault]


@pytest.mark.parametrize("shown", _FAULTY, ids=lambda one: one.name)
def test_a_mistake_leads_to_its_field_and_is_said_beside_it(show: Callable[..., Page], shown: Shown) -> None:
    page = show(shown)
    field = page.locator(f"#{shown.fault}")
    expect(page.locator(f'[role=alert] a[href="#{shown.fault}"]').first).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "true")
    told = [
        page.locator(f"#{name}").all_inner_texts() for name in (field.get_attribute("aria-describedby") or "").split()
    ]
    assert any(told)


def test_what_was_typed_still_stands_there(show: Callable[..., Page]) -> None:
    listed = {one.name: one for one in PAGES}
    for name, typed in (
        ("source, wrongly changed", "keine Adresse"),
        ("adding, a mail address", "info@amt.example"),
        ("correcting, no day", "31.02."),
    ):
        shown = listed[name]
        expect(show(shown).locator(f"#{shown.fault}")).to_have_value(typed)
