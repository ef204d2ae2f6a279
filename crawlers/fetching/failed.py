"""Why something could not be fetched, said once for all libraries below."""

from __future__ import annotations

from datetime import datetime

from aggregator.finding import Failure, FailureKind


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


def for_status(status: int) -> FetchFailed:
    """The failure behind an answer that is neither a body, nor "not modified", nor a redirect."""
    return FetchFailed(_BY_STATUS.get(status, FailureKind.HTTP_ERROR), f"HTTP {status}")
