"""Pages that JavaScript makes: a Chromium that has no network of its own, and asks us for everything.

The browser is started with a proxy that nobody answers; each of its requests is caught and made by the crawl itself.
So robots.txt, the gap between requests, refused addresses and the limits of size and time hold for scripts and data as
for any page. See docs/decisions/005.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aggregator.finding import FailureKind
from crawlers.fetching.failed import FetchFailed
from crawlers.settings import CrawlSettings

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page, Playwright, Route

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_ARGUMENTS = (
    "--proxy-bypass-list=<-loopback>",  # else Chromium speaks to the own machine past any proxy
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_NO_PROXY = "http://127.0.0.1:9"  # the discard port: nothing listens there
_NEEDED = frozenset({"script", "xhr", "fetch"})
"""Kinds of sub-requests that make text; pictures, styles, fonts and frames are left out."""
_METHODS = frozenset({"GET", "HEAD", "POST"})
_MOST_PARTS = 100
_AT_ONCE = 2  # a page in a browser takes 100 to 300 MB
_SETTLING = 5.0  # seconds for what must be quick in a healthy page
_PASSED_ON = ("accept", "content-type", "origin", "x-requested-with")
_KEPT_BACK = frozenset({"content-encoding", "content-length", "transfer-encoding", "set-cookie", "connection"})


@dataclass(frozen=True, slots=True)
class Part:
    """What a page asks for while it makes itself; header names in lower case."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """What came back for a part."""

    status: int
    headers: Mapping[str, str]
    body: bytes


_STAY = PartAnswer(204, {}, b"")
"""The answer to a page that sends itself elsewhere, and to frames: what stands there already stays."""

FetchPart = Callable[[Part], Awaitable[PartAnswer]]
"""Makes one request as the crawl makes all of its own; raises FetchFailed."""


class ScriptedPages:
    """Lets pages make themselves. The browser starts when it is first needed; `close` ends it."""

    def __init__(self, settings: CrawlSettings) -> None:
        self._settings = settings
        self._starting = asyncio.Lock()
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    async def made(self, url: str, html: bytes, content_type: str, fetch: FetchPart) -> bytes:
        """The page at `url` after its scripts have run, or as far as they came, as UTF-8. Raises FetchFailed."""
        from playwright.async_api import Error

        browser = await self._started()
        async with self._turns:
            context = await browser.new_context(
                user_agent=self._settings.user_agent, service_workers="block", accept_downloads=False
            )
            try:
                first = PartAnswer(200, {"content-type": content_type or "text/html"}, html)
                return await self._run(context, url, _Parts(url, first, fetch, self._settings.max_body_bytes))
            except Error as error:
                raise FetchFailed(FailureKind.UNREADABLE, f"in the browser: {error.message}"[:300]) from error
            finally:
                with contextlib.suppress(Error, TimeoutError):
                    await asyncio.wait_for(context.close(), _SETTLING)

    async def close(self) -> None:
        """End the browser, if there is one."""
        if self._browser is not None:
            await self._browser.close()
        if self._playwright is not None:
            await self._playwright.stop()

    async def _run(self, context: BrowserContext, url: str, parts: _Parts) -> bytes:
        await context.route("**/*", parts.answer)
        await context.route_web_socket("**/*", lambda socket: socket.close())
        page = await context.new_page()
        await self._settled(page, url)
        try:
            text = await asyncio.wait_for(page.content(), _SETTLING)
        except TimeoutError as error:
            raise FetchFailed(FailureKind.TIMEOUT, "the scripts of the page never end") from error
        made = text.encode("utf-8", "replace")
        if len(made) > self._settings.max_body_bytes:
            detail = f"the page makes itself {len(made)} bytes large, {self._settings.max_body_bytes} allowed"
            raise FetchFailed(FailureKind.TOO_LARGE, detail)
        return made

    async def _settled(self, page: Page, url: str) -> None:
        """Wait until the page asks for nothing more, or its time is up: what stands there then is what there is."""
        from playwright.async_api import TimeoutError as TooSlow

        with contextlib.suppress(TooSlow):
            await page.goto(url, wait_until="networkidle", timeout=self._settings.render_timeout * 1000)

    async def _started(self) -> Browser:
        async with self._starting:
            if self._browser is None:
                self._browser = await self._launched()
            return self._browser

    async def _launched(self) -> Browser:
        from playwright.async_api import Error, async_playwright

        self._playwright = await async_playwright().start()
        place = self._settings.browser or next((found for name in _NAMES if (found := shutil.which(name))), None)
        try:
            return await self._playwright.chromium.launch(
                executable_path=place,
                args=list(_ARGUMENTS),
                proxy={"server": _NO_PROXY},
                chromium_sandbox=os.geteuid() != 0,  # Chromium refuses to be root inside its sandbox
            )
        except Error as error:
            detail = f"no browser could be started (setting crawl.browser): {error.message}"
            raise FetchFailed(FailureKind.NEEDS_JAVASCRIPT, detail[:300]) from error


class _Parts:
    """Answers the requests of one page, so many and so large as one page may make."""

    def __init__(self, url: str, first: PartAnswer, fetch: FetchPart, most_bytes: int) -> None:
        self._url = url
        self._first = first
        self._fetch = fetch
        self._left = _MOST_PARTS
        self._bytes_left = most_bytes

    async def answer(self, route: Route) -> None:
        """Give the browser what it asks for, or nothing."""
        from playwright.async_api import Error

        with contextlib.suppress(Error):  # the page may be gone before its part has come
            answer = await self._answer_to(route)
            if answer is None:
                await route.abort()
            else:
                headers = {name: value for name, value in answer.headers.items() if name not in _KEPT_BACK}
                await route.fulfill(status=answer.status, headers=headers, body=answer.body)

    async def _answer_to(self, route: Route) -> PartAnswer | None:
        asked = route.request
        if asked.is_navigation_request():
            first, self._first = self._first, _STAY
            return first
        if asked.resource_type not in _NEEDED or asked.method not in _METHODS or self._left <= 0:
            return None
        self._left -= 1
        headers = {name: value for name, value in asked.headers.items() if name in _PASSED_ON}
        try:
            answer = await self._fetch(Part(asked.url, asked.method, headers, asked.post_data_buffer or b""))
        except FetchFailed:
            return None
        self._bytes_left -= len(answer.body)
        return answer if self._bytes_left >= 0 else None


def require_browser() -> None:
    """Raise FetchFailed where the extra that brings the browser is not installed."""
    try:
        import playwright.async_api  # noqa: F401
    except ImportError as error:
        detail = "the option `render` needs an extra: pip install 'partnerpost[javascript]'"
        raise FetchFailed(FailureKind.NEEDS_JAVASCRIPT, detail) from error
