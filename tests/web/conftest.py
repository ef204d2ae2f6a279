"""An office with findings, its site on a real server, and browsers that are logged in or not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.routing import Route

from aggregator.store import Store
from tests.web.example import MAIL, SETTINGS, accept, clock, login_token, open_office, take
from tests.web.serving import client, serving
from tests.web.staff import Clock
from web.app import ROUTERS, create_app

# what is asked of the database in these files differs between the two; elsewhere one is enough
_ON_BOTH = {
    *("test_challenges", "test_desk", "test_folded_rows", "test_two_at_once", "test_start"),
    *("test_barriers", "test_open_data", "test_sitemap"),
    *("test_finder", "test_get_changes_nothing", "test_links", "test_crawl", "test_api_description"),
    *("test_readers_desk", "test_returns"),
    *("test_readers_desk", "test_watched"),
    *("test_any_query", "test_place", "test_recurring", "test_almanac", "test_reporting"),
    *("test_people", "test_sessions", "test_sign_in", "test_second_step"),
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run on both databases only where the answer could depend on it."""
    spared = [item for item in items if _is_ours(item) and "postgres" in item.keywords and _needs_one(item)]
    if spared:
        config.hook.pytest_deselected(items=spared)
        items[:] = [item for item in items if item not in spared]


def _is_ours(item: pytest.Item) -> bool:
    return item.path.parent == Path(__file__).parent


def _needs_one(item: pytest.Item) -> bool:
    return item.path.stem not in _ON_BOTH


@pytest.fixture
def office(store: Store) -> Store:
    """The example office: everything found, nothing decided."""
    open_office(store)
    take(store)
    return store


@pytest.fixture
def published(office: Store) -> Store:
    """The example office with everything accepted."""
    accept(office)
    return office


@pytest.fixture
def address(store: Store) -> Iterator[str]:
    """Where the site answers."""
    with serving(create_app(store, SETTINGS, MAIL, clock=clock)) as found:
        yield found


@pytest.fixture
def moving() -> Clock:
    """A clock that the test moves."""
    return Clock()


@pytest.fixture
def moving_address(store: Store, moving: Clock) -> Iterator[str]:
    """Where the site answers whose clock the test moves."""
    with serving(create_app(store, SETTINGS, MAIL, clock=moving)) as found:
        yield found


@pytest.fixture
def browsers(moving_address: str) -> Iterator[Callable[..., httpx.Client]]:
    """Browsers at the site with the moving clock, as many as asked for."""
    opened: list[httpx.Client] = []

    def another(agent: str = "") -> httpx.Client:
        headers = {"Sec-Fetch-Site": "same-origin", "User-Agent": agent}
        opened.append(client(moving_address, headers=headers))
        return opened[-1]

    yield another
    for one in opened:
        one.close()


@pytest.fixture
def visitor(address: str) -> Iterator[httpx.Client]:
    """Somebody who is not logged in. Sends what a browser sends with a form of the site itself."""
    with client(address, headers={"Sec-Fetch-Site": "same-origin"}) as opened:
        yield opened


@pytest.fixture
def newcomer(address: str) -> Iterator[Callable[[], httpx.Client]]:
    """Another browser, as often as asked for."""
    opened: list[httpx.Client] = []

    def another() -> httpx.Client:
        opened.append(client(address, headers={"Sec-Fetch-Site": "same-origin"}))
        return opened[-1]

    yield another
    for one in opened:
        one.close()


@pytest.fixture
def colleague(office: Store, newcomer: Callable[[], httpx.Client]) -> Callable[[str], httpx.Client]:
    """Log somebody in by a fresh link."""

    def enter(name: str = "Ayşe Kaya") -> httpx.Client:
        entered = newcomer()
        answer = entered.post(f"/desk/anmelden/{login_token(office, name)}")
        assert answer.status_code == 303
        return entered

    return enter


@pytest.fixture
def desk(colleague: Callable[[str], httpx.Client]) -> httpx.Client:
    """Ayşe Kaya at her desk."""
    return colleague("Ayşe Kaya")


def attribute(page: str, selector: str, name: str) -> str:
    """What an attribute of the first element that the selector finds says."""
    found = LexborHTMLParser(page).css_first(selector)
    assert found is not None, selector
    return found.attributes[name] or ""


def csrf_of(client: httpx.Client) -> str:
    """The mark that this session's forms carry."""
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get("/desk/eingang").text)
    assert found is not None
    return found[1]


def decide(client: httpx.Client, number: int, verb: str, **fields: str) -> httpx.Response:
    """Press a button of a row."""
    return client.post(f"/desk/eintrag/{number}/{verb}", data={"csrf": csrf_of(client), **fields})


def routes() -> list[tuple[str, set[str]]]:
    """Every address of the site with its methods, places such as `{number}` left open."""
    found = [route for router in ROUTERS for route in router.routes if isinstance(route, Route)]
    assert len(found) > 20
    return [(route.path, set(route.methods or ())) for route in found]
