"""Why something could not be fetched, said once for all libraries below."""

from __future__ import annotations

import re
from datetime import datetime

from aggregator.finding import Failure, FailureKind
from crawlers.gates import guarded


class FetchFailed(Exception):
    """A request that brought no readable body.

    `detail` is for the technician; `not_before` is the moment until which the server wants to be left alone.
    """

    def __init__(self, kind: FailureKind, detail: str = "", *, not_before: datetime | None = None) -> None:
        super().__init__(f"{kind}: {detail}" if detail else kind.value)
        self.kind = kind
        self.detail = detail
        self.not_before = not_before

    def at(self, url: str) -> Failure:
        """The failure as it stands in the ledger."""
        return Failure(self.kind, url, self.detail)


_BY_STATUS = {
    401: FailureKind.BLOCKED,
    403: FailureKind.BLOCKED,
    404: FailureKind.GONE,
    410: FailureKind.GONE,
    429: FailureKind.RATE_LIMITED,
    451: FailureKind.BLOCKED,
}


_API_CODE = re.compile(r'^\s*\{"code":\s*"([a-z_]{1,60})"')  # as WordPress answers


def for_status(status: int, body: bytes = b"") -> FetchFailed:
    """The failure behind an answer that is neither a body, nor "not modified", nor a redirect.

    `body` is the beginning of what the error says: some say more than their number does.
    """
    said = body.decode("utf-8", "replace")
    code = _API_CODE.search(said)
    if code:
        beyond = code[1] == "rest_post_invalid_page_number"
        kind = FailureKind.EMPTY if beyond else FailureKind.API_CLOSED if status < 500 else FailureKind.HTTP_ERROR
        return FetchFailed(kind, f"HTTP {status}, {code[1]}")
    if status != 404 and guarded(said):
        return FetchFailed(FailureKind.CAPTCHA, f"HTTP {status} with a test for people")
    return FetchFailed(_BY_STATUS.get(status, FailureKind.HTTP_ERROR), f"HTTP {status}")
