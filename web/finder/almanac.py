"""The calendar as pages: a month as list or grid, and how to subscribe to it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from aggregator.search import counts
from web.finder.address import Misread
from web.finder.calendar import REMINDERS, read_options
from web.finder.choices import choices
from web.finder.month import month_asked_for, month_of
from web.finder.place import asked_for
from web.language import in_language, language_of
from web.rendering import public_page
from web.site import TheSite

router = APIRouter()


@router.api_route("/kalender", methods=["GET", "HEAD"])
def almanac(request: Request, site: TheSite) -> Response:
    """One month of a query; `monat=2026-12`, and `ansicht=monat` for the grid."""
    today, typed = site.today(), request.query_params.get("monat", "")
    first = month_asked_for(typed, today)
    with site.store.reading() as session:
        asked = asked_for(session, request.query_params.multi_items())
        query = asked.wish.query(today)
        shown = month_of(session, asked.wish, first=first or today.replace(day=1), today=today)
        offered = choices(asked.wish, counts(session, query, today=today), language_of(request), today=today)
    return public_page(
        request,
        "kalender.html",
        month=shown,
        asked=asked,
        choices=offered,
        grid=request.query_params.get("ansicht") == "monat",
        bad_month=typed[:60] if typed and first is None else "",
        hints=[hint for hint in asked.hints if hint.what is not Misread.PLACES],
        typed=next((hint.value for hint in asked.hints if hint.what in {Misread.PLACE, Misread.PLACES}), ""),
    )


@router.api_route("/kalender/abonnieren", methods=["GET", "HEAD"])
def subscribing(request: Request, site: TheSite) -> Response:
    """How the calendar comes into Outlook, Google and Apple, three steps each."""
    options = read_options(request.query_params)
    with site.store.reading() as session:
        asked = asked_for(session, request.query_params.multi_items())
    parameters = "&".join(filter(None, (asked.wish.parameters(page=1), options.parameters())))
    path = in_language(language_of(request), f"/fristen.ics?{parameters}" if parameters else "/fristen.ics")
    address = site.settings.base_url + path
    return public_page(
        request,
        "abonnieren.html",
        asked=asked,
        options=options,
        reminders=REMINDERS,
        address=address,
        subscription="webcal://" + address.partition("://")[2],
    )
