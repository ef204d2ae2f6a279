"""The one place where bytes come in: a Scrapy download handler over aiohttp that obeys the guards.

Scrapy's own limits are not enough here, as read in 2.19: `DOWNLOAD_MAXSIZE` cancels a body while it streams, but the
packed body is held whole before it is unpacked, a refusal is an untyped `IgnoreRequest`, and nothing looks at the
address a name resolves to. Without a Twisted reactor a crawl runs in any event loop, as often as wanted per process.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from typing import Any

import aiohttp
import yarl
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from aggregator.finding import FailureKind
from crawlers.ask import Ask
from crawlers.fetching.addresses import AddressGuard, GuardedResolver
from crawlers.fetching.bodies import Body
from crawlers.fetching.failed import FetchFailed
from crawlers.settings import CrawlSettings

RECEIVED = "received_bytes"
"""Key in `Request.meta`: bytes that came over the wire."""
CUT_AT = "cut_at"
"""Key in `Request.meta`: read at most so many bytes, and take them as the body."""
_MOST_OF_ERROR = 16_000
ASK = "ask"
"""Key in `Request.meta`: the Ask whose body is sent, and whose size limit holds."""


class GuardedDownloadHandler:
    """Fetches http and https. Every trouble is a FetchFailed."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        settings: CrawlSettings = crawler.settings["PARTNERPOST"]
        self._limit = settings.max_body_bytes
        self._guard = AddressGuard(settings.allow_private_hosts)
        # Scrapy counts a transfer when its task first runs: without a delay, a queue of one host leaves all at once
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=GuardedResolver(self._guard), limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=settings.request_timeout, connect=settings.connect_timeout),
            skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent"),
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GuardedDownloadHandler:
        """As Scrapy builds it."""
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        """The answer with its body unpacked. Raises FetchFailed."""
        try:
            # the very object that is connected to: two readers of one address may disagree on where its host begins
            target = yarl.URL(request.url, encoded=True)
            host = target.raw_host or ""
            self._guard.check_literal(host, target.port or 0)
            async with self._turns[host]:
                return await self._fetch(request, target)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _named(error) from error

    async def close(self) -> None:
        """Let go of all connections."""
        await self._session.close()

    async def _fetch(self, request: Request, target: yarl.URL) -> Response:
        ask: Ask = request.meta.get(ASK) or Ask()
        async with self._session.request(
            request.method,
            target,
            data=_posted(ask) if ask.posts else request.body or None,
            headers=_sent(request.headers) | ({"Content-Type": "application/json"} if ask.body is not None else {}),
            allow_redirects=False,
        ) as answer:
            body = await (_said(answer) if answer.status >= 400 else self._body(answer, request, ask))
            return Response(
                request.url,
                status=answer.status,
                headers=Headers([(name.encode(), value.encode()) for name, value in answer.headers.items()]),
                body=body.read(),
                request=request,
            )

    async def _body(self, answer: aiohttp.ClientResponse, request: Request, ask: Ask) -> Body:
        cut = CUT_AT in request.meta
        limit: int = request.meta.get(CUT_AT) or max(self._limit, ask.most_bytes or 0)
        body = Body(answer.headers.get("Content-Encoding", ""), limit, cut=cut)
        announced = answer.content_length or 0
        if answer.status < 300:  # nobody reads the body of a redirect
            if announced > limit and not cut:
                answer.close()
                raise FetchFailed(FailureKind.TOO_LARGE, f"{announced} bytes announced, {limit} allowed")
            try:
                await _pour(answer, body)
            finally:
                request.meta[RECEIVED] = body.received
        return body


async def _said(answer: aiohttp.ClientResponse) -> Body:
    """The beginning of what an error says about itself: a captcha and a closed API are told by it alone."""
    body = Body("", _MOST_OF_ERROR, cut=True)
    with contextlib.suppress(aiohttp.ClientError, TimeoutError, FetchFailed):
        body = Body(answer.headers.get("Content-Encoding", ""), _MOST_OF_ERROR, cut=True)
        await _pour(answer, body)
    return body


async def _pour(answer: aiohttp.ClientResponse, body: Body) -> None:
    async for piece in answer.content.iter_any():
        if not body.add(piece):
            answer.close()
            return


def _posted(ask: Ask) -> aiohttp.FormData | bytes | None:
    """What the body of a request is made of."""
    if not ask.parts:
        return ask.body.encode() if ask.body is not None else None
    form = aiohttp.FormData(default_to_multipart=True)
    for part in ask.parts:
        # browsers send such a part as a file that is called "blob"; a server that expects it so may want the name
        form.add_field(part.name, part.content, content_type=part.content_type, filename="blob")
    return form


def _sent(headers: Headers) -> dict[str, str]:
    return {name.decode("latin-1"): values[-1].decode("latin-1") for name, values in headers.items() if values}


def _named(error: Exception) -> FetchFailed:
    """Our word for what aiohttp, the resolver or the socket reported."""
    found: FailureKind = FailureKind.HTTP_ERROR
    kinds: list[tuple[Any, FailureKind]] = [
        ((TimeoutError, asyncio.TimeoutError), FailureKind.TIMEOUT),
        (aiohttp.InvalidURL, FailureKind.ADDRESS_REFUSED),
        (aiohttp.ClientConnectorDNSError, FailureKind.DNS),
        ((aiohttp.ClientSSLError, aiohttp.ServerFingerprintMismatch), FailureKind.TLS),
        ((aiohttp.ClientConnectorError, aiohttp.ServerDisconnectedError, ConnectionError), FailureKind.REFUSED),
        (aiohttp.ClientPayloadError, FailureKind.UNREADABLE),
    ]
    for classes, kind in kinds:
        if isinstance(error, classes):
            found = kind
            break
    return FetchFailed(found, f"{type(error).__name__}: {error}"[:300])
