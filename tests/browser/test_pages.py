"""Every page in each of its states is visited once, and on this visit it is asked all that is asked of pages.

W-01 to W-05, W-09, W-10 and S-01. What was found is told by its subject.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import cycle

import pytest
from playwright.sync_api import Page

from tests.browser.looking import cut_off, findings, overflow, spread, too_small
from tests.browser.looks import ALL, BOTH, PHONE, Look
from tests.browser.offices import Offices
from tests.browser.order import disorder
from tests.browser.pages import PAGES, Shown
from tests.browser.words import texts, unmarked
from tests.web.conftest import routes
from tests.web.example import LONG_TITLE, LONG_WORD

Found = dict[str, list[str]]

# answers that are no pages: files, data for programs, and what only leads on
_NO_PAGES = (
    ".csv",
    "/naechster",
    "/voriger",
    ".ics",
    ".rss",
    ".atom",
    "/oembed",
    ".json",
    ".jsonld",
    ".xml",
    ".txt",
    ".{ending}",
    "/health",
    "/ready",
    "/metrics",
    "/vorschau",
    "/static/{name}",
    "/fristen/",
)
_FIRST = {one.route: one for one in reversed(PAGES)}


def test_every_address_that_answers_with_a_page_is_listed() -> None:
    asked = {path for path, methods in routes() if "GET" in methods and not path.endswith(_NO_PAGES)}
    assert asked - {one.route for one in PAGES} == set()


def test_no_two_have_one_name() -> None:
    assert len({one.name for one in PAGES}) == len(PAGES)


def test_the_longest_title_is_as_long_as_titles_get() -> None:
    assert len(LONG_TITLE) >= 200
    assert len(LONG_WORD) >= 45


def test_the_office_has_words_of_three_languages(offices: Offices) -> None:
    assert {language for _, language in texts(offices.of("work").store)} == {"de", "fr", "pl"}


@pytest.mark.parametrize("shown", PAGES, ids=lambda one: one.name)
def test_nothing_is_wrong_with_a_page(show: Callable[..., Page], offices: Offices, shown: Shown) -> None:
    page = show(shown)
    order = {"order (W-09, S-01)": disorder(page, shown)}
    words = foreign_words(page, shown, offices)
    # the first state of each page in every look, the others in both widths; both end with a phone
    barriers = axe(page, ALL if shown in _FIRST.values() else BOTH)
    assert told(order | words | barriers | layout(page)) == {}


# the languages in turn: one template makes all of them, and `test_html` reads each page in all four
@pytest.mark.parametrize(
    ("shown", "language"), [*zip(_FIRST.values(), cycle(("fr", "en", "pl")))], ids=lambda one: getattr(one, "name", one)
)
def test_nothing_is_wrong_with_a_page_in_another_language(
    show: Callable[..., Page], offices: Offices, shown: Shown, language: str
) -> None:
    page = show(shown, language=language, width=PHONE.width)
    assert page.locator("html").get_attribute("lang") == language
    # most titles are German: here none of them can be right by chance
    words = foreign_words(page, shown, offices)
    assert told(words | {"axe (W-01, W-02)": findings(page, colours=False)}) == {}


def foreign_words(page: Page, shown: Shown, offices: Offices) -> Found:
    """What a voice would read in the wrong language, in the office whose titles are of several."""
    if shown.office != "work":
        return {}
    return {"words of another language (W-10)": unmarked(page, offices.of(shown.office).store)}


def axe(page: Page, looks: Sequence[Look]) -> Found:
    """What axe finds in these looks; names, roles and sizes are the same in every dress of one width."""
    found: Found = {}
    widths = set[int]()
    for look in looks:
        look.put_on(page)
        found[f"axe (W-01, W-02), {look}"] = findings(page, colours=True if look.width in widths else None)
        widths.add(look.width)
    return found


def layout(page: Page) -> Found:
    """What breaks instead of bending, as it is and spaced as widely as a reader may: the page stays spread."""
    sticks_out, cut, small = overflow(page), cut_off(page), too_small(page)
    spread(page)
    return {
        "sticking out (W-03)": [f"{sticks_out} px"] if sticks_out else [],
        "cut off (W-04)": cut,
        "too small to hit (W-05)": small,
        "sticking out when spread (W-04)": [f"{wide} px"] if (wide := overflow(page)) else [],
        "cut off when spread (W-04)": cut_off(page),
    }


def told(found: Found) -> Found:
    """What there is to tell."""
    return {subject: said for subject, said in found.items() if said}
