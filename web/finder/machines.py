"""The same lists for machines: calendar, RSS, Atom, JSON, CSV. Same address, another ending."""

from __future__ import annotations

from datetime import date
from email.utils import format_datetime

from fastapi import APIRouter, HTTPException, Request, Response

from aggregator.search import OpportunityView, find, on_days
from web.api.deadlines import OPEN_TO_PAGES, DeadlinesPage, page_of
from web.finder.address import Hint, Wish
from web.finder.atom_feed import MEDIA_TYPE as ATOM
from web.finder.atom_feed import atom_of
from web.finder.calendar import MEDIA_TYPE as ICS
from web.finder.calendar import calendar_of, has_day, read_options
from web.finder.listing import FEED_LENGTH
from web.finder.news_feed import MEDIA_TYPE as RSS
from web.finder.news_feed import feed_of, last_change
from web.finder.pages import published, to_standing
from web.finder.place import asked_for
from web.finder.table import MEDIA_TYPE as CSV
from web.finder.table import table_of
from web.language import in_language, language_of
from web.rendering import cached
from web.site import Site, TheSite
from web.wording import wording

router = APIRouter()


class NotUnderstood(Exception):
    """An address for machines holds something unknown: answered with 422, since a program reads no hints."""

    def __init__(self, hints: tuple[Hint, ...]) -> None:
        super().__init__()
        self.hints = hints


@router.api_route("/fristen.ics", methods=["GET", "HEAD"])
def calendar(request: Request, site: TheSite) -> Response:
    """All dated deadlines of a query, 500 at most; what was withdrawn is said to be cancelled until its day is over."""
    wish, today = _understood(request, site), site.today()
    items = _items(site, wish)
    with site.store.reading() as session:
        coming = on_days(session, wish.query(today), today=today, first=today, last=wish.query(today).until or date.max)
    items += [view for view in coming if view.status == "withdrawn"]
    options = read_options(request.query_params)
    body = calendar_of(items, site.settings, language_of(request), _name(request, site), options)
    return cached(request, body, ICS, headers=_dated(items))


@router.api_route("/fristen.rss", methods=["GET", "HEAD"])
def rss(request: Request, site: TheSite) -> Response:
    """The query as RSS 2.0, 500 items at most."""
    path, own_path, items = _feed(request, site, ".rss")
    name = _name(request, site)
    body = feed_of(items, site.settings, language_of(request), name=name, path=path, own_path=own_path)
    return cached(request, body, RSS, headers=_dated(items))


@router.api_route("/fristen.atom", methods=["GET", "HEAD"])
def atom(request: Request, site: TheSite) -> Response:
    """The query as Atom (RFC 4287), 500 items at most."""
    path, own_path, items = _feed(request, site, ".atom")
    name = _name(request, site)
    body = atom_of(items, site.settings, language_of(request), name=name, path=path, own_path=own_path)
    return cached(request, body, ATOM, headers=_dated(items))


@router.api_route("/fristen.csv", methods=["GET", "HEAD"])
def table(request: Request, site: TheSite) -> Response:
    """The query as a table for spreadsheets, 500 rows at most."""
    items = _items(site, _understood(request, site))
    body = table_of(items, site.settings, language_of(request))
    named = {"Content-Disposition": 'attachment; filename="fristen.csv"'}
    return cached(request, body, CSV, headers=_dated(items) | named)


@router.api_route("/fristen.json", methods=["GET", "HEAD"])
def as_json(request: Request, site: TheSite) -> Response:
    """One page of the query as JSON, as under /api/v1/deadlines."""
    wish = _understood(request, site)
    with site.store.reading() as session:
        found = find(session, wish.query(site.today()), today=site.today())
    page: DeadlinesPage = page_of(found, site.settings, language_of(request))
    return cached(request, page.model_dump_json().encode(), "application/json", headers=_dated(list(found.items)))


@router.api_route("/angebot/{number}.ics", methods=["GET", "HEAD"])
def one_day(request: Request, site: TheSite, number: str) -> Response:
    """One opportunity as a calendar entry."""
    with site.store.reading() as session:
        view = published(session, number)
    if view.id != int(number):
        return to_standing(request, f"/angebot/{view.id}.ics")
    if not has_day(view):
        raise HTTPException(404, "no-day")
    options = read_options(request.query_params)
    body = calendar_of([view], site.settings, language_of(request), view.title, options)
    named = {"Content-Disposition": f'attachment; filename="frist-{view.id}.ics"'}
    return cached(request, body, ICS, headers=_dated([view]) | named)


def _feed(request: Request, site: Site, ending: str) -> tuple[str, str, list[OpportunityView]]:
    """Where the list of a feed stands, where the feed itself stands, and what is in it."""
    wish, language = _understood(request, site), language_of(request)
    own_path = in_language(language, f"/fristen{ending}{wish.query_string}")
    return in_language(language, f"/fristen{wish.query_string}"), own_path, _items(site, wish)


def _understood(request: Request, site: Site) -> Wish:
    with site.store.reading() as session:
        asked = asked_for(session, request.query_params.multi_items())
    if asked.hints:
        raise NotUnderstood(asked.hints)
    return asked.wish


def _items(site: Site, wish: Wish) -> list[OpportunityView]:
    today = site.today()
    with site.store.reading() as session:
        return list(find(session, wish.at(1).query(today), today=today, per_page=FEED_LENGTH).items)


def _name(request: Request, site: Site) -> str:
    _ = wording(language_of(request))
    return _("Fristen – {office}").format(office=site.settings.office_name or "Partnerpost")


def _dated(items: list[OpportunityView]) -> dict[str, str]:
    newest = last_change(items)
    return OPEN_TO_PAGES | ({"Last-Modified": format_datetime(newest, usegmt=True)} if newest else {})
