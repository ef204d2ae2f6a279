"""Following redirects, so far and no further."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from aggregator.finding import FailureKind
from crawlers.fetching.failed import FetchFailed

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_HOPS = "redirect_hops"
MOVED_TO = "moved_to"
"""Key in `Request.meta`: where permanent redirects alone have led, from the address first asked for."""


class RedirectLimit:
    """Scrapy downloader middleware: a redirect becomes a new request that passes all guards again."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RedirectLimit:
        """As Scrapy builds it."""
        return cls(crawler.settings["PARTNERPOST"].max_redirects)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The answer, or the request for where it points to. Raises FetchFailed after too many hops."""
        location = response.headers.get("Location")
        if response.status not in _REDIRECTS or not location:
            return response
        said = location.decode("utf-8", "replace").strip()
        target = _web_address(request.url, said)
        _require_plain(request, target or said)
        hops = request.meta.get(_HOPS, 0) + 1
        if hops > self._limit:
            raise FetchFailed(FailureKind.REDIRECTS, f"more than {self._limit} redirects, the last to {said[:200]}")
        if not target:
            raise FetchFailed(FailureKind.REDIRECTS, f"redirect to {said[:200]}, which is no web address")
        meta = {**request.meta, _HOPS: hops}
        if response.status in _FOR_GOOD and (hops == 1 or request.meta.get(MOVED_TO) == request.url):
            meta[MOVED_TO] = target
        return request.replace(url=target, meta=meta)


def _web_address(base: str, location: str) -> str:
    """Where a Location leads to; empty for what is no web address."""
    try:
        target = urljoin(base, location)
        parts = urlsplit(target)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return target if usable else ""


def _require_plain(request: Request, target: str) -> None:
    """What was posted is not posted elsewhere, and a token goes to nobody whom the source does not name."""
    shown = target.partition("?")[0][:200]  # without the query: it may repeat what was sent
    if request.method != "GET":
        raise FetchFailed(FailureKind.REDIRECTS, f"the {request.method} is sent on to {shown}: enter that address")
    if "Authorization" in request.headers and _origin(request.url) != _origin(target):
        raise FetchFailed(FailureKind.REDIRECTS, f"sent on to {shown}, which must not get our token")


def _origin(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc
