"""An entry is read again at its own address, whether or not its source still shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from aggregator.finding import Again, FailureKind, FindingsDoor, Validators, Visit
from crawlers.fetching.failed import FetchFailed
from crawlers.fetching.snapshots import Snapshots
from crawlers.fetching.validators import confirmed, fingerprint
from crawlers.ledger import Fetch, Ledger
from crawlers.spiders.detail import read_detail
from crawlers.spiders.page import Follow, Page, Role


async def read_again(
    entry: Again,
    known: Validators | None,
    visit: Visit,
    fetch: Fetch,
    ledger: Ledger,
    snapshots: Snapshots,
    door: FindingsDoor,
    clock: Callable[[], datetime],
) -> None:
    """Hand in what an entry's own page says now, under the key it has; it is no part of what the source showed.

    `known` is what is believed of an earlier answer. Raises FetchFailed, Unreadable or FindingRefused.
    """
    answer = await fetch(entry.url, known, ledger)
    body_hash = fingerprint(answer.body)
    now = clock()
    if known is not None and (answer.status == 304 or known.body_hash == body_hash):
        same = confirmed(known, etag=answer.etag, last_modified=answer.last_modified)
        ledger.pages[entry.url] = replace(same, fetched_at=now)
        return
    if not answer.body:
        raise FetchFailed(FailureKind.EMPTY, "the body has 0 bytes")
    snapshot = snapshots.keep(answer.body)
    asked = Follow(entry.url, Role.DETAIL)
    page = Page(asked, answer.url, answer.body, now, answer.content_type, snapshot, answer.headers)
    for finding in read_detail(page, visit).findings:
        door.take(replace(finding, key=entry.key))
    ledger.pages[entry.url] = Validators(answer.etag, answer.last_modified, body_hash, fetched_at=now)
