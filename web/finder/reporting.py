"""Something is wrong here: said with one press, with a sentence or without, by anybody, without an account."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from itsdangerous import BadSignature, URLSafeSerializer

from aggregator import remarks
from web.finder.pages import published
from web.numbers import entry_number
from web.plain import plain
from web.rendering import frame, private_page, public_page
from web.security import brakes
from web.site import Site, TheSite

router = APIRouter()

_HOUR = 3600
_VALID = timedelta(days=2)
_LONGEST_MARK = 200


@router.api_route("/angebot/{number}/melden", methods=["GET", "HEAD"])
def ask(request: Request, site: TheSite, number: str) -> Response:
    """The form on a page of its own."""
    return _form(request, site, number)


@router.post("/angebot/{number}/melden")
def report(
    request: Request,
    site: TheSite,
    number: str,
    satz: Annotated[str, Form()] = "",
    marke: Annotated[str, Form()] = "",
    website: Annotated[str, Form()] = "",
) -> Response:
    """Keep it for the office. `website` is a field that people do not see: who fills it in is thanked and forgotten."""
    said = plain(satz)
    if len(said) > remarks.LONGEST:
        return _form(request, site, number, said=satz, wrong="too-long", status=422)
    if website:
        return _thanked(request, number)
    if not is_fresh(site, number, marke):
        return _form(request, site, number, said=satz, wrong="too-old", status=422)
    who = brakes.of_reports(request.client.host if request.client else "", secret=site.mail.secret)
    with site.store.writing() as session:
        view = published(session, number)
        waiting = brakes.take(session, [who], now=site.now())
        if not isinstance(waiting, brakes.Wait):
            remarks.remark(session, view.id, said, now=site.now())
    if isinstance(waiting, brakes.Wait):
        return _form(request, site, number, said=satz, wrong="too-many", minutes=waiting.minutes, status=429)
    return _thanked(request, str(view.id))


@router.api_route("/angebot/{number}/gemeldet", methods=["GET", "HEAD"])
def thanks(request: Request, site: TheSite, number: str) -> Response:
    """What becomes of it."""
    with site.store.reading() as session:
        view = published(session, number)
    return public_page(request, "gemeldet.html", view=view)


def mark(site: Site, number: int) -> str:
    """Says which page a form was on and when, to the hour, so that caches may keep the page; "" without a secret."""
    if not site.mail.secret:
        return ""
    return _signer(site).dumps([number, _hours(site.now())])


def is_fresh(site: Site, number: str, given: str) -> bool:
    """Whether the form came from the page of this opportunity, not long ago."""
    if not site.mail.secret or len(given) > _LONGEST_MARK:
        return False
    try:
        match _signer(site).loads(given):
            case [int(told), int(hours)]:
                age = timedelta(hours=_hours(site.now()) - hours)
                return str(told) == number and timedelta() <= age <= _VALID
    except (BadSignature, UnicodeError):
        return False
    return False


def _thanked(request: Request, number: str) -> Response:
    path = frame(request).link(f"/angebot/{entry_number(number)}/gemeldet")
    return RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})


def _form(
    request: Request,
    site: Site,
    number: str,
    *,
    said: str = "",
    wrong: str = "",
    minutes: int = 0,
    status: int = 200,
) -> Response:
    with site.store.reading() as session:
        view = published(session, number)
    return private_page(
        request,
        "melden.html",
        status=status,
        view=view,
        mark=mark(site, view.id),
        said=said[: 4 * remarks.LONGEST],
        wrong=wrong,
        minutes=minutes,
        longest=remarks.LONGEST,
    )


def _signer(site: Site) -> URLSafeSerializer:
    return URLSafeSerializer(site.mail.secret, salt="partnerpost.report")


def _hours(now: datetime) -> int:
    return int(now.timestamp()) // _HOUR
