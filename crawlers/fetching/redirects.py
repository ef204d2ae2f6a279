"""Following redirects, so far and no further."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from aggregator.finding import FailureKind
from crawlers.fetching.failed import FetchFailed

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HOPS = "redirect_hops"


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
        target = urljoin(request.url, location.decode("utf-8", "replace").strip())
        _require_plain(request, target)
        hops = request.meta.get(_HOPS, 0) + 1
        if hops > self._limit:
            raise FetchFailed(FailureKind.REDIRECTS, f"more than {self._limit} redirects, the last to {target[:200]}")
        if urlsplit(target).scheme not in ("http", "https"):
            raise FetchFailed(FailureKind.REDIRECTS, f"redirect to {target[:200]}, which is no web address")
        return request.replace(url=target, meta={**request.meta, _HOPS: hops})


def _require_plain(request: Request, target: str) -> None:
    """What was posted is not posted elsewhere, and a token goes to nobody whom the source does not name."""
    there = urlsplit(target)
    shown = f"{there.scheme}://{there.netloc}{there.path}"[:200]  # without the query: it may repeat what was sent
    if request.method != "GET":
        raise FetchFailed(FailureKind.REDIRECTS, f"the {request.method} is sent on to {shown}: enter that address")
    here = urlsplit(request.url)
    if "Authorization" in request.headers and (here.scheme, here.netloc) != (there.scheme, there.netloc):
        raise FetchFailed(FailureKind.REDIRECTS, f"sent on to {shown}, which must not get our token")
