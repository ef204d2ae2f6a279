"""The next deadlines as they last were, for the hours in which the store cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fastapi import Request, Response
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.concurrency import run_in_threadpool

from aggregator.search import OpportunityView, Query, find
from aggregator.store import StoreError
from web.rendering import private_page
from web.site import Site, site_of

_NUMBER = 20
_ANEW_AFTER = timedelta(minutes=5)
_STOOD_IN = {"/", "/fristen"}
_RETRY = "60"


@dataclass(slots=True)
class LastDeadlines:
    """What was read last, and when; nothing until somebody has looked at the list once."""

    items: tuple[OpportunityView, ...] = field(default=())
    at: datetime | None = None


async def remember(request: Request) -> None:
    """Before a public page: read the next deadlines anew where those in memory are some minutes old."""
    site, last = site_of(request), _last(request)
    if last.at is None or not timedelta() <= site.now() - last.at < _ANEW_AFTER:
        await run_in_threadpool(_read, site, last)


def stand_in(request: Request, error: Exception) -> Response | None:
    """The list from memory with 503, where it was the store that failed and the list that was asked for."""
    last, path = _last(request), request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    if last.at is None or path not in _STOOD_IN or not _is_of_the_store(error):
        return None
    site = site_of(request)
    today = site.today()
    items = [one for one in last.items if one.deadline is not None and one.deadline >= today]
    answer = private_page(request, "office/notfall.html", status=503, items=items, at=site.local(last.at))
    answer.headers["Retry-After"] = _RETRY
    return answer


def _read(site: Site, last: LastDeadlines) -> None:
    now = site.now()
    with site.store.reading() as session:
        last.items = find(session, Query(), today=site.today(), per_page=_NUMBER).items
    last.at = now


def _last(request: Request) -> LastDeadlines:
    last: LastDeadlines = request.app.state.last_deadlines
    return last


def _is_of_the_store(error: Exception) -> bool:
    """Whether the store is out of reach, rather than asked for something that it refuses."""
    return isinstance(error, StoreError | DBAPIError | NoConnection) and not isinstance(
        error, DataError | IntegrityError
    )
