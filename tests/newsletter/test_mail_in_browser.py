"""The mail as a browser shows it: readable for everybody, in light and dark, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from aggregator.changes import FactName
from aggregator.health import Reason, ReasonKind
from aggregator.model import Alert, News
from newsletter.alerts.gathering import Item
from newsletter.alerts.rendering import render_alert
from newsletter.alerts.verdict import Verdict, What, facts
from newsletter.choosing import choose
from newsletter.content import Masthead
from newsletter.morning import Morning, render_morning
from newsletter.morning.gathering import Arrivals, Changed, Trouble
from newsletter.rendering import render_edition
from tests.newsletter.samples import BOTTROP, NOW, TODAY, colourful_issue, opportunity, placed, settings

pytestmark = pytest.mark.browser

# a mail is a part of the mail program's page: main and other landmarks are the program's affair
_RULES = {"rules": {name: {"enabled": False} for name in ("region", "landmark-one-main", "bypass")}}
LONG = "Grenzüberschreitendeverwaltungszusammenarbeitsförderrichtlinie " * 2


def _html(language: str) -> str:
    views = placed(opportunity(20, title=LONG, organiser=LONG, summary=LONG, place=LONG, audiences=("school",)))
    chosen = choose((*colourful_issue(), *views), BOTTROP, most=15, today=TODAY)
    head = Masthead("Ausgabe Dezember 2026", "Liebe Leserinnen und Leser,\n\nder Dezember ist kurz.")
    return render_edition(head, chosen, BOTTROP, settings(), language=language, today=TODAY).html


def _opened(browser: Browser, width: int, scheme: str, language: str) -> tuple[Page, list[str]]:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(_html(language))
    return page, asked


def _reminder() -> str:
    chosen = choose(colourful_issue(), BOTTROP, most=15, today=TODAY)
    head = Masthead("Ausgabe Dezember 2026", "")
    return render_edition(head, chosen, BOTTROP, settings(), language="de", today=TODAY, reminding=True).html


def _alert(language: str) -> str:
    asked = {"countries": ["PL", "FR"], "topics": ["youth"], "words": LONG}
    alert = Alert(id=1, address="a@example.org", language=language, asked=asked, created_at=NOW)
    was = facts(TODAY, "open")
    items = [
        Item(opportunity(1), Verdict(What.NEW, News.STANDING)),
        Item(opportunity(2, title=LONG), Verdict(What.MOVED, News.STANDING, was)),
        Item(opportunity(3), Verdict(What.OVER, News.STANDING, was)),
    ]
    return render_alert(alert, items, settings(), today=TODAY).html


def _morning(language: str) -> str:
    ill = Trouble("q", LONG, (Reason(ReasonKind.SILENT, {"days": 9}, since=NOW),), is_new=True)
    changed = Changed(1, LONG, "de", FactName.DEADLINE, "2027-03-15", "2027-03-31")
    told = Morning((ill,), (), 2, (Arrivals(LONG, 3),), (changed,), waiting=7, urgent=1)
    return render_morning(told, settings(), language=language, now=NOW).html


_MAILS: dict[str, Callable[[], str]] = {
    "reminder": _reminder,
    **{
        f"{kind} {language}": partial(made, language)
        for kind, made in {"issue": _html, "alert": _alert, "morning": _morning}.items()
        for language in ("de", "fr", "en", "pl")
    },
}


@pytest.mark.parametrize("mail", _MAILS)
def test_axe_finds_nothing_in_any_width_and_dress(browser: Browser, mail: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(_MAILS[mail]())
    found = {}
    for width, scheme in product((320, 600), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        report = Axe().run(page, options=_RULES)
        found[width, scheme] = report.generate_report() if report.violations_count else ""
    context.close()
    assert {look: said for look, said in found.items() if said} == {}
    assert asked == []


@pytest.mark.parametrize("width", [320, 375, 600, 900])
def test_nothing_is_wider_than_the_screen_even_with_endless_words(browser: Browser, width: int) -> None:
    page, _ = _opened(browser, width, "light", "de")
    widest: int = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()
    assert widest <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_links_can_be_hit_with_a_finger_and_are_underlined(browser: Browser, scheme: str) -> None:
    page, _ = _opened(browser, 320, scheme, "de")
    script = """() => [...document.querySelectorAll('a')].map(a => [
        a.innerText, a.getBoundingClientRect().height, getComputedStyle(a).textDecorationLine])"""
    links: list[tuple[str, float, str]] = page.evaluate(script)
    page.context.close()
    assert len(links) > 20
    assert [words for words, height, line in links if line != "underline"] == []
    # links in a sentence or heading are exempt from the target size (WCAG 2.2, 2.5.8); ours reach 18 px at least
    assert [words for words, height, line in links if height < 18] == []


def test_text_grown_to_double_size_still_fits_a_phone_turned_sideways(browser: Browser) -> None:
    page, _ = _opened(browser, 640, "light", "de")
    page.evaluate("document.body.style.zoom = '2'")
    widest: int = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()
    assert widest <= 640


def test_dark_readers_get_a_dark_page(browser: Browser) -> None:
    script = "getComputedStyle(document.querySelector('.sheet')).backgroundColor"
    colours = []
    for scheme in ("light", "dark"):
        page, _ = _opened(browser, 600, scheme, "de")
        colours.append(page.evaluate(script))
        page.context.close()
    assert colours == ["rgb(255, 253, 248)", "rgb(26, 34, 41)"]
