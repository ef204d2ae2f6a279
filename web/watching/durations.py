"""How long requests take, by the part of the site; counted in memory, and only where somebody may read it."""

from __future__ import annotations

import time

from prometheus_client import CollectorRegistry, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PARTS = ("desk", "api", "static")
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Durations:
    """Stands outermost: what is counted is what a visitor waits for, from the request to the end of the answer."""

    def __init__(self, app: ASGIApp, *, registry: CollectorRegistry) -> None:
        self.app = app
        self._seconds = Histogram(
            "partnerpost_request_seconds",
            "Seconds until an answer was sent, by part of the site and class of its status.",
            ["part", "status"],
            registry=registry,
            buckets=_BUCKETS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and take the time."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500
        part = _part(scope["path"])

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            self._seconds.labels(part, f"{status // 100}xx").observe(time.perf_counter() - begun)


def _part(path: str) -> str:
    # never the address itself: links of readers hold what is theirs alone
    first = path.lstrip("/").partition("/")[0]
    return first if first in _PARTS else "public"
