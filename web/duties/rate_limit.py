"""Nobody can keep the public pages from others by asking too much. Addresses are counted in memory, never written."""

from __future__ import annotations

from math import ceil

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.duties.buckets import Buckets, client_of
from web.errors import READ_BY_MACHINES, answer_in_words
from web.language import language_of
from web.site import Site

# what is no public page: staff have brakes of their own, and the machine that watches must always get an answer
_FREE = ("/desk", "/health", "/ready", "/metrics")
_HEAVY = ("/daten/angebote.", "/sitemap/")
_COSTS = {"static": 0.1, "page": 1.0, "form": 10.0, "heavy": 20.0}
_BACK_FOR_UNCHANGED = 0.8


class RateLimit:
    """Answers 429 with Retry-After once a client's bucket is empty; stands where the language is already known."""

    def __init__(self, app: ASGIApp, *, site: Site) -> None:
        self.app = app
        self._site = site
        settings = site.settings
        self._buckets = Buckets(size=settings.requests_at_once, per_second=settings.requests_per_minute / 60)
        self._refusals: dict[tuple[str, str], bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if its client has tokens left; most of the price goes back where nothing had changed."""
        path = scope["path"].removeprefix(scope.get("root_path", "")) if scope["type"] == "http" else ""
        if scope["type"] != "http" or path.startswith(_FREE):
            await self.app(scope, receive, send)
            return
        client = client_of(scope["client"][0] if scope.get("client") else "")
        cost = _COSTS[_kind(scope["method"], path)]
        wait = self._buckets.take(client, cost, self._site.now().timestamp())
        if wait:
            await self._refusal(scope, path, ceil(wait))(scope, receive, send)
            return

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 304:
                self._buckets.give_back(client, cost * _BACK_FOR_UNCHANGED)
            await send(message)

        await self.app(scope, receive, watched)

    def _refusal(self, scope: Scope, path: str, seconds: int) -> Response:
        headers = {"Retry-After": str(seconds), "Cache-Control": "no-store"}
        if path.startswith("/api/"):
            told = {"type": "about:blank", "title": "Too Many Requests", "status": 429}
            said = f"Ask again in {seconds} seconds. All data are in one file: {self._site.settings.base_url}/daten"
            return JSONResponse(told | {"detail": said}, 429, headers=headers, media_type="application/problem+json")
        # made once per language: to refuse must cost less than to answer
        ending = "/" if not path.endswith(READ_BY_MACHINES) else "/alle.json"
        request = Request({**scope, "path": ending, "root_path": "", "query_string": b""})
        known = (language_of(request).value, ending)
        if known not in self._refusals:
            self._refusals[known] = bytes(answer_in_words(request, 429, "too-many").body)
        kind = "text/html" if ending == "/" else "text/plain"
        return Response(self._refusals[known], 429, headers=headers, media_type=kind)


def _kind(method: str, path: str) -> str:
    if method == "POST":
        return "form"
    if path.startswith("/static/"):
        return "static"
    return "heavy" if path.startswith(_HEAVY) and method == "GET" else "page"
