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
from tests.browser.visiting import Visitor
from tests.web.example import EXAMPLES, MAIL, NOW, SETTINGS, accept, clock, login_token, open_office, take
from tests.web.serving import serving
from web.app import create_app


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
def visitor(browser: Browser, offices: Offices) -> Iterator[Visitor]:
    """Who looks at the pages of the list, one after the other."""
    visitor = Visitor(browser, offices)
    yield visitor
    visitor.close()


@pytest.fixture
def show(visitor: Visitor) -> Callable[..., Page]:
    """Open a page of the list in its state; the page before it is gone then."""
    return visitor.visit
