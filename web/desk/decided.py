"""What was decided: by oneself in this session, or by the office on a day, each with the way to take it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from aggregator import review
from aggregator.changes import FactName
from web.desk.changed import labels
from web.desk.frame import desk_page
from web.desk.lately import Lately
from web.language import language_of
from web.security.entrance import Reader
from web.site import Site, TheSite

router = APIRouter(prefix="/desk")

MOST = 200


@dataclass(frozen=True, slots=True)
class Told:
    """One step as the page shows it; `at` on the clock of the office, `field` in words. `mine`: one may undo it."""

    lately: Lately
    at: datetime
    field: str
    mine: bool


@router.api_route("/entschieden", methods=["GET", "HEAD"])
def decided(request: Request, site: TheSite, person: Reader, tag: str = "") -> Response:
    """One's own steps of this session; with a day (`2026-11-22`, `gestern`) those of everybody on it."""
    day = _day(tag, site.today())
    since, until = (person.since, None) if day is None else _bounds(day, site)
    mine = person.person_id if day is None else None
    with site.store.reading() as session:
        steps = review.steps(session, since=since, until=until, person_id=mine, limit=MOST)
    language = language_of(request)
    named = labels(language)
    told = [
        Told(
            lately=Lately(step),
            at=site.local(step.at),
            field=named.get(FactName(step.field), "") if step.field in set(FactName) else "",
            mine=step.person_id == person.person_id,
        )
        for step in steps
    ]
    today = site.today()
    return desk_page(
        request,
        person,
        "desk/entschieden.html",
        told=told,
        day=day,
        today=today,
        yesterday=today - timedelta(days=1),
        most=MOST,
    )


def _day(word: str, today: date) -> date | None:
    if word == "gestern":
        return today - timedelta(days=1)
    try:
        day = date.fromisoformat(word)
    except ValueError:
        return None
    return day if 2000 <= day.year < 3000 else None


def _bounds(day: date, site: Site) -> tuple[datetime, datetime]:
    """The first moment of a day at the office and that of the next one."""
    zone = ZoneInfo(site.settings.zone)
    begin = datetime.combine(day, time(), zone)
    return begin, datetime.combine(day + timedelta(days=1), time(), zone)
