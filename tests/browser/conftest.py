"""A real Chromium over the example office."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from aggregator.finding import Failure, FailureKind, RunOutcome, RunReport
from aggregator.intake import Intake
from aggregator.store import Store
from crawlers.discovery import Discovery
from crawlers.settings import CrawlSettings
from tests.browser.offices import Offices
from tests.browser.pages import Shown
from tests.web.example import EXAMPLES, MAIL, NOW, SETTINGS, accept, clock, login_token, open_office, take
from tests.web.serving import serving
from web.app import create_app

_WATCH = """window.violations = [];
document.addEventListener("securitypolicyviolation", e => {
  window.violations.push(e.violatedDirective + " " + e.blockedURI + " " + e.sourceFile);
});"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def store(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Store]:
    """What a browser shows does not depend on the database: one is enough here."""
    path = tmp_path / "partnerpost.sqlite"
    shutil.copy(migrated_sqlite, path)
    store = Store(f"sqlite:///{path}")
    open_office(store)
    take(store)
    accept(store, *[example.title for example in EXAMPLES[:5:2]])
    gone = Failure(FailureKind.GONE, "https://stiftung.example.org/feed")
    Intake(store, clock=clock).close_run(RunReport("stiftung", NOW, NOW, RunOutcome.FAILED, failure=gone))
    yield store
    store.close()


@pytest.fixture
def address(store: Store) -> Iterator[str]:
    """Where the site answers: three opportunities are public, four wait in the inbox, one source is in trouble."""
    here = CrawlSettings(gap_seconds=0, allow_private_hosts=("127.0.0.1",))
    app = create_app(store, SETTINGS, MAIL, clock=clock, discovery=Discovery(here, clock=clock))
    with serving(app) as found:
        yield found


@pytest.fixture
def open_context(browser: Browser, address: str) -> Iterator[Callable[..., BrowserContext]]:
    """A fresh browser profile, with Playwright's own options."""
    opened: list[BrowserContext] = []

    def another(**options: object) -> BrowserContext:
        opened.append(browser.new_context(base_url=address, **options))  # type: ignore[arg-type]
        return opened[-1]

    yield another
    for context in opened:
        context.close()


def enter(context: BrowserContext, store: Store, name: str = "Ayşe Kaya") -> Page:
    """Open the desk with a fresh link, pressing the button as a person does."""
    page = context.new_page()
    page.goto(f"/desk/anmelden/{login_token(store, name)}")
    page.get_by_role("button", name="Arbeitsbereich öffnen").click()
    page.wait_for_url("**/desk/**")
    page.goto("/desk/eingang")
    return page


@pytest.fixture(scope="session")
def offices(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[Offices]:
    """The offices whose pages are only looked at."""
    opened = Offices(tmp_path_factory.mktemp("offices"), migrated_sqlite)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def profiles(browser: Browser, offices: Offices) -> Iterator[Callable[..., BrowserContext]]:
    """The browser profile for a page of the list: one for all that are only read, its own for one that is pressed."""
    kept: dict[tuple[object, ...], BrowserContext] = {}

    def profile(what: Shown, **options: object) -> BrowserContext:
        key = (what.name if what.reach else what.office, what.is_desk, repr(options))
        if key in kept and what.reach is None:
            return kept[key]
        if key in kept:
            kept.pop(key).close()
        office = offices.of(what.office)
        context = browser.new_context(base_url=office.address, **options)  # type: ignore[arg-type]
        if what.is_desk:
            name, value = office.cookie
            context.add_cookies([{"name": name, "value": value, "url": office.address}])
        context.add_init_script(_WATCH)
        kept[key] = context
        return context

    yield profile
    for context in kept.values():
        context.close()


@pytest.fixture
def show(profiles: Callable[..., BrowserContext], offices: Offices) -> Iterator[Callable[..., Page]]:
    """Open a page of the list in its state, in a language, with Playwright's own options."""
    pages: list[Page] = []

    def shown(what: Shown, *, language: str = "de", **options: object) -> Page:
        office = offices.of(what.office)
        page = profiles(what, **options).new_page()
        pages.append(page)
        page.goto(("" if language == "de" else f"/{language}") + what.path(office.store))
        if what.reach is not None:
            what.reach(page)
        return page

    yield shown
    for page in pages:
        page.close()
