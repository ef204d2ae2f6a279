"""The way of one run: which addresses are still to be fetched, in which order, and how the pages of a list ended.

Pure: what was fetched before and the present moment are arguments.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from urllib.parse import urlsplit

from aggregator.finding import FailureKind, Pagination, SourceKind, Validators, Visit
from crawlers.ask import Ask
from crawlers.spiders.page import Follow, Role

MOST_LIST_PAGES = {SourceKind.LISTING: 50, SourceKind.NEWSLETTER: 50, SourceKind.WORDPRESS: 10}
"""Pages of one list read in one run where its option `pages` says nothing: an archive goes back for decades. A page of
the interface of WordPress holds 50 posts."""

_ENOUGH_REFUSALS = 3
# what keeps a page away that keeps its neighbours away as well
_REFUSALS = frozenset(
    {
        FailureKind.DNS,
        FailureKind.REFUSED,
        FailureKind.TIMEOUT,
        FailureKind.TLS,
        FailureKind.BLOCKED,
        FailureKind.CAPTCHA,
        FailureKind.LOGIN,
        FailureKind.CONSENT,
        FailureKind.ROBOTS,
        FailureKind.ADDRESS_REFUSED,
        FailureKind.NEEDS_JAVASCRIPT,
    }
)
_WORST_LAST = tuple(Pagination)
_LEAST_IN_ORDER = 3
_NUMBER = re.compile(r"[0-9]{1,18}")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Route:
    """Addresses waiting to be fetched; a further page of a list comes after the details of the pages before it.

    `resting` are the entries, by key or address, whose pages were not asked for because they were read lately.
    """

    def __init__(self, visit: Visit, start: Follow | None, now: datetime) -> None:
        self._before = visit.pages
        self._now = now
        self._most_pages = _most_pages(visit)
        start_before = visit.pages.get(start.url) if start else None
        self._was_whole = start_before is not None and start_before.body_hash is not None
        self._waiting = deque([start] if start else [])
        self._met = {_name(one) for one in self._waiting}
        self._list_pages = 1
        self._refusals = 0
        self.pagination = Pagination.NONE
        self.resting: set[str] = set()

    @property
    def waiting(self) -> Sequence[Follow]:
        """What is still to be fetched, the next one first."""
        return self._waiting

    def next(self) -> Follow:
        """Take the next address off the list. Raises IndexError where none is left."""
        return self._waiting.popleft()

    def leads(self, asked: Follow, follow: Sequence[Follow]) -> None:
        """A page was read and leads to others."""
        self._refusals = 0
        if asked.role is Role.DETAIL and not follow:
            return
        details = [one for one in follow if one.role is Role.DETAIL]
        fresh = [one for one in details if _name(one) not in self._met]
        self._met.update(map(_name, fresh))
        due = []
        for one in fresh:
            if worth_asking(one, self._before.get(one.url), self._now):
                due.append(one)
            else:
                self.resting.add(name_of(one))
        self._waiting.extend(in_turn(due, self._before))
        if asked.role is Role.NEXT and details and not fresh:
            self.ended(Pagination.REPEATED)
        else:
            self._go_further(details, [one for one in follow if one.role is Role.NEXT])

    def led_to(self, url: str) -> bool:
        """Whether a page of this run led to this address."""
        return any(met == url for met, _ in self._met)

    def ended(self, how: Pagination) -> None:
        """Note how the pages ended; where there were several ends, the worst counts."""
        self.pagination = max(self.pagination, how, key=_WORST_LAST.index)

    def failed(self, asked: Follow, kind: FailureKind) -> tuple[Follow, ...]:
        """A page could not be read; gives those that are therefore not tried any more.

        Where one page after the other is refused and the list itself says something of them, the rest is left alone.
        """
        if asked.role is Role.NEXT:
            self.ended(Pagination.FAILED)
        if asked.instead is None or kind not in _REFUSALS:
            return ()
        self._refusals += 1
        return self._dropped() if self._refusals >= _ENOUGH_REFUSALS else ()

    def leave_out(self, host: str) -> tuple[Follow, ...]:
        """Nothing more is asked of a host; gives what was waiting there."""
        left = tuple(one for one in self._waiting if urlsplit(one.url).hostname == host)
        self._waiting = deque(one for one in self._waiting if urlsplit(one.url).hostname != host)
        return left

    def break_off(self) -> tuple[Follow, ...]:
        """The run ends here; gives what is left."""
        if any(one.role is Role.NEXT for one in self._waiting) or self._list_pages > 1:
            self.ended(Pagination.LIMIT)
        return tuple(self._waiting)

    def _dropped(self) -> tuple[Follow, ...]:
        dropped = tuple(one for one in self._waiting if one.instead is not None)
        self._waiting = deque(one for one in self._waiting if one.instead is None)
        return dropped

    def _go_further(self, details: Sequence[Follow], further: Sequence[Follow]) -> None:
        new = [one for one in further if _name(one) not in self._met]
        if not further:
            if self._list_pages > 1:
                self.ended(Pagination.END)
        elif not new:
            self.ended(Pagination.REPEATED)
        elif self._all_read_before([one.url for one in details]):
            self.ended(Pagination.KNOWN)
        else:
            room = len(new) if self._most_pages is None else max(0, self._most_pages - self._list_pages)
            if room < len(new):
                self.ended(Pagination.LIMIT)
            self._list_pages += len(new[:room])
            self._met.update(map(_name, new[:room]))
            self._waiting.extend(new[:room])

    def _all_read_before(self, urls: Sequence[str]) -> bool:
        """Whether everything behind this page was read in an earlier run that lacked nothing."""
        return self._was_whole and all(url in self._before for url in urls) and numbers_fall(urls)


def _name(follow: Follow) -> tuple[str, Ask | None]:
    """What tells one question from another: APIs answer different ones at one address."""
    return follow.url, follow.ask


def name_of(asked: Follow) -> str:
    """The entry that a page tells of: by the key its list gave it, else by its address."""
    return asked.instead.key if asked.instead is not None else asked.url


def worth_asking(follow: Follow, known: Validators | None, now: datetime) -> bool:
    """Whether a page is fetched in this run: new ones, changed ones, and others after their rest."""
    if known is None or known.fetched_at is None:
        return True
    if follow.changed is not None and follow.changed >= known.fetched_at:
        return True
    return follow.rests is None or now - known.fetched_at >= follow.rests


def in_turn(follow: Sequence[Follow], before: Mapping[str, Validators]) -> list[Follow]:
    """New pages first in their order, then those known, the longest unread first: no limit leaves one out for ever."""

    def turn(one: Follow) -> tuple[bool, datetime]:
        known = before.get(one.url)
        return known is not None, (known.fetched_at if known else None) or _LONG_AGO

    return sorted(follow, key=turn)


def numbers_fall(urls: Sequence[str]) -> bool:
    """Whether addresses are numbered from new to old: `/news/812-…`, `/news/809-…`; too few show no order."""
    numbers = [tuple(int(part) for part in _NUMBER.findall(urlsplit(url).path)) for url in urls]
    return (
        len(numbers) >= _LEAST_IN_ORDER
        and all(numbers)
        and all(later < earlier for earlier, later in pairwise(numbers))
    )


def _most_pages(visit: Visit) -> int | None:
    pages = visit.options.get("pages")
    if isinstance(pages, int) and not isinstance(pages, bool) and pages > 0:
        return pages
    return MOST_LIST_PAGES.get(visit.kind)
