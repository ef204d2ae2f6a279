"""The journal at the desk: who did what and when, before and after, and the same as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby, islice
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import StreamingResponse

from aggregator import journal
from web.desk.acts import Told, in_words
from web.desk.frame import desk_page
from web.desk.journal_table import as_table
from web.desk.journal_wish import TheAsked, Wish, read_wish, written_place
from web.language import language_of
from web.security.entrance import Reader
from web.security.sessions import SignedIn
from web.site import Site, TheSite

router = APIRouter(prefix="/desk")

PER_PAGE = 50
_ROWS_AT_ONCE = 500  # each piece is made on another thread than it is sent from: row by row takes several times as long
_MARK = "\ufeff"  # a spreadsheet takes a file for UTF-8 only where it begins with it


class Ending(StrEnum):
    """The files that the journal comes in."""

    CSV = "csv"
    JSON = "json"


_TYPES = {Ending.CSV: "text/csv; charset=utf-8", Ending.JSON: "application/json"}


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the office and what was done on it, the latest first."""

    day: date
    acts: tuple[Told, ...]


@router.api_route("/protokoll", methods=["GET", "HEAD"])
def lines(request: Request, site: TheSite, person: Reader, asked: TheAsked) -> Response:
    """The newest lines that the filters leave, or those before a place."""
    wish = _wish(request, site, asked)
    with site.store.reading() as session:
        page = journal.page(session, wish.wanted, size=PER_PAGE, after=wish.after)
    return _page(request, site, person, wish, page)


@router.api_route("/protokoll.{ending}", methods=["GET", "HEAD"])
def as_file(request: Request, site: TheSite, person: Reader, asked: TheAsked, ending: str) -> Response:
    """All lines that the filters leave; with a filter that is not understood the page says so, and there is no file."""
    if ending not in set(Ending):
        raise HTTPException(404)
    wish = _wish(request, site, asked)
    if wish.faults:
        return _page(request, site, person, wish, journal.Page([], None), status=422)
    name = f"protokoll-{site.today().isoformat()}.{ending}"
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    body = _written(site, wish, Ending(ending), language_of(request)) if request.method == "GET" else iter(())
    return StreamingResponse(body, media_type=_TYPES[Ending(ending)], headers=headers)


def _wish(request: Request, site: Site, asked: TheAsked) -> Wish:
    zone = ZoneInfo(site.settings.zone)
    with site.store.reading() as session:
        return read_wish(session, asked, language_of(request), today=site.today(), zone=zone)


def _written(site: Site, wish: Wish, ending: Ending, language: str) -> Iterator[str]:
    with site.store.reading() as session:
        found = journal.lines(session, wish.wanted)
        if ending is Ending.CSV:
            yield _MARK
        rows = journal.as_json(found) if ending is Ending.JSON else as_table(found, language, site.local)
        while piece := "".join(islice(rows, _ROWS_AT_ONCE)):
            yield piece


def _page(
    request: Request, site: Site, person: SignedIn, wish: Wish, page: journal.Page, *, status: int = 200
) -> Response:
    told = [in_words(line, language_of(request), site.local) for line in page.lines]
    return desk_page(
        request,
        person,
        "desk/protokoll.html",
        status=status,
        wish=wish,
        days=[Day(day, tuple(acts)) for day, acts in groupby(told, key=lambda one: one.at.date())],
        older=wish.asked.query(vor=written_place(page.last)) if page.last else "",
    )
