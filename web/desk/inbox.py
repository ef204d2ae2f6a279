"""The inbox: what is new, most pressing first, and what else the morning brings."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from aggregator import review
from aggregator.sources.overview import number_broken, round_of_reading
from web.desk.frame import desk_page
from web.desk.lately import last_decision
from web.desk.selection import PER_PAGE, Chosen, Selection
from web.security.entrance import Reader
from web.site import TheSite

router = APIRouter(prefix="/desk")

MANY = 100
"""From so many rows on the page offers to work source by source."""
_MOST_SOURCES = 60  # to choose from; a longer list nobody reads, and it would be half of the page


@router.api_route("/eingang", methods=["GET", "HEAD"])
def inbox(request: Request, site: TheSite, person: Reader, selection: Chosen) -> Response:
    """The rows, changed ones first, then urgent ones."""
    today = site.today()
    with site.store.reading() as session:
        shown = _shown(session, selection, site, person.person_id)
        if not shown.rows and shown.total and selection.start:
            selection = replace(selection, start=(shown.total - 1) // PER_PAGE * PER_PAGE)
            shown = _shown(session, selection, site, person.person_id)
        chosen = selection.choice
        whole = review.inbox_numbers(session, today=today) if chosen.is_narrow else shown
        sources = to_choose_from(review.by_source(session, today=today, choice=chosen))
        countries = review.by_country(session, today=today, choice=chosen)
        lately = last_decision(session, person)
        keys = review.wants_keys(session, person.person_id)
        broken = number_broken(session)
        reading = round_of_reading(session)
    return desk_page(
        request,
        person,
        "desk/eingang.html",
        inbox=shown,
        whole=whole,
        selection=selection,
        sources=sources,
        countries=countries,
        lately=lately,
        keys=keys,
        broken=broken,
        last_run=site.local(reading.last) if reading.last else None,
        next_run=site.local(reading.next) if reading.next else None,
        is_due=reading.next is not None and reading.next <= site.now(),
        per_page=PER_PAGE,
        many=MANY,
        hour=site.local(site.now()).hour,
    )


def _shown(session: Session, selection: Selection, site: TheSite, person_id: int) -> review.Inbox:
    return review.inbox(
        session,
        today=site.today(),
        choice=selection.choice,
        limit=PER_PAGE,
        offset=selection.start,
        now=site.now(),
        person_id=person_id,
    )


def to_choose_from(groups: list[review.Group]) -> list[review.Group]:
    """Those of which most waits, by name."""
    most = set(sorted(groups, key=lambda group: -group.number)[:_MOST_SOURCES])
    return [group for group in groups if group in most]
