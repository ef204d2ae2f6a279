"""Public pages of the last seconds, answered again from memory: a link in a newsletter brings everybody at once."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.rendering import has_etag
from web.site import Site

_MOST_BYTES = 32_000_000
_LARGEST = 1_000_000
_OF_THE_BODY = {b"content-length", b"content-type"}
Key = tuple[str, str, bytes]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer with status 200 as it was sent, and when (seconds of the site's clock)."""

    headers: list[tuple[bytes, bytes]]
    body: bytes
    etag: str
    at: float


class KeptPages:
    """Keeps what says `Cache-Control: public` for as long as the settings allow; never longer than a browser would.

    Such answers depend on language, path and query alone: they know no cookie and no person.
    """

    def __init__(self, app: ASGIApp, *, site: Site) -> None:
        self.app = app
        self._site = site
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory where that is fresh; else pass on, and keep the answer."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        key: Key = (scope.get("root_path", ""), scope["path"], scope["query_string"])
        kept = self._fresh(key)
        if kept is None:
            await self.app(scope, receive, _Watched(self, key, send))
        else:
            await _send(kept, Headers(scope=scope).get("if-none-match", ""), send)

    def keep(self, key: Key, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        """Keep an answer; the longest unused ones make room."""
        etag = next((value.decode("latin-1") for name, value in headers if name == b"etag"), "")
        self._drop(key)
        self._kept[key] = Kept(headers, body, etag.removeprefix("W/"), self._site.now().timestamp())
        self._bytes += len(body)
        while self._bytes > _MOST_BYTES:
            self._drop(next(iter(self._kept)))

    def _fresh(self, key: Key) -> Kept | None:
        kept = self._kept.get(key)
        if kept is None:
            return None
        if not 0 <= self._site.now().timestamp() - kept.at < self._site.settings.keep_pages_seconds:
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return kept

    def _drop(self, key: Key) -> None:
        gone = self._kept.pop(key, None)
        self._bytes -= len(gone.body) if gone else 0


class _Watched:
    """Sends an answer on and gathers it, if it is one to keep."""

    def __init__(self, pages: KeptPages, key: Key, send: Send) -> None:
        self._pages = pages
        self._key = key
        self._send = send
        self._headers: list[tuple[bytes, bytes]] | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._headers = list(message["headers"]) if _may_be_kept(message) else None
        elif self._headers is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                self._pages.keep(self._key, self._headers, bytes(self._body))
        await self._send(message)


def _may_be_kept(start: Message) -> bool:
    """A whole 200 that anybody may keep, of a length that is known."""
    headers = Headers(raw=start["headers"])
    length = headers.get("content-length", "")
    return (
        start["status"] == 200
        and headers.get("cache-control", "").startswith("public")
        and "set-cookie" not in headers
        and length.isdecimal()
        and int(length) <= _LARGEST
    )


async def _send(kept: Kept, known: str, send: Send) -> None:
    status, headers, body = 200, kept.headers, kept.body
    if kept.etag and has_etag(known, kept.etag):
        status, body = 304, b""
        headers = [(name, value) for name, value in headers if name not in _OF_THE_BODY]
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})
