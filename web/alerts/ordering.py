"""Ordering an alert: the address of this page holds the question, the form an e-mail address and how often.

No cookie: a signed time in the form and a field that people do not see keep machines out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from aggregator.search import OpportunityView
from newsletter import alerts
from newsletter.addresses import AddressRefused
from newsletter.alerts.words import question
from newsletter.wording import Wording
from web.alerts.wishes import RHYTHMS, Often, asked_of, read_often
from web.finder.address import Hint, Wish
from web.finder.pages import published
from web.finder.place import asked_for
from web.language import language_of
from web.rendering import frame, private_page, public_page
from web.security.form_marks import Doubt, form_mark, read_form_mark
from web.site import Site, TheSite

router = APIRouter()

_PURPOSE = "alert"
_LONGEST = 400


class Fault(StrEnum):
    """What is wrong with a form that was sent."""

    ADDRESS = "address"
    TOO_WIDE = "too_wide"
    AGAIN = "again"  # too fast for a person, or it stood open for half a day


@dataclass(frozen=True, slots=True)
class Subject:
    """What the alert would be about: a question, or one opportunity."""

    wish: Wish
    hints: tuple[Hint, ...]
    item: OpportunityView | None
    fitting: int


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, kept where something is wrong with it."""

    address: str = ""
    often: Often = Often.DAILY


@router.api_route("/benachrichtigen", methods=["GET", "HEAD"])
def ask(request: Request, site: TheSite) -> Response:
    """In words what will be told, and the form."""
    return _form(request, site, _subject(request, site), Typed())


@router.api_route("/benachrichtigen/bestellt", methods=["GET", "HEAD"])
def ordered(request: Request) -> Response:
    """What to do now; the same for everybody."""
    return public_page(request, "alerts/bestellt.html")


@router.post("/benachrichtigen")
def order(
    request: Request,
    site: TheSite,
    adresse: Annotated[str, Form()] = "",
    wie_oft: Annotated[str, Form()] = "",
    gezeigt: Annotated[str, Form()] = "",
    webseite: Annotated[str, Form()] = "",
) -> Response:
    """Keep the order until it is confirmed by mail. Whether an address is known here, nobody learns."""
    subject = _subject(request, site)
    typed = Typed(adresse[:_LONGEST], read_often(wie_oft))
    if not _by_a_person(gezeigt, site):
        return _form(request, site, subject, typed, Fault.AGAIN)
    if not webseite:
        fault = _kept(request, site, subject, typed)
        if fault is not None:
            return _form(request, site, subject, typed, fault)
    return RedirectResponse(frame(request).link("/benachrichtigen/bestellt"), 303)


def _subject(request: Request, site: Site) -> Subject:
    given = request.query_params.multi_items()
    number = request.query_params.get("angebot")
    with site.store.reading() as session:
        if number is not None:
            return Subject(Wish(), (), published(session, number), 0)
        today = site.today()
        placed = asked_for(session, [(name, value) for name, value in given if name != "angebot"])
        total = alerts.how_many_fit(session, asked_of(placed.wish), today=today)
    return Subject(placed.wish, placed.hints, None, total)


def _by_a_person(shown: str, site: Site) -> bool:
    return not isinstance(read_form_mark(shown, _PURPOSE, secret=site.mail.secret, now=site.now()), Doubt)


def _kept(request: Request, site: Site, subject: Subject, typed: Typed) -> Fault | None:
    wanted = alerts.Order(
        asked=asked_of(subject.wish),
        rhythm=RHYTHMS[Often.DEADLINES if subject.item else typed.often],
        language=language_of(request),
        opportunity_id=subject.item.id if subject.item else None,
    )
    try:
        with site.store.writing() as session:
            alerts.order(session, typed.address, wanted, site.mail, now=site.now())
    except AddressRefused:
        return Fault.ADDRESS
    except alerts.TooWide:
        return Fault.TOO_WIDE
    return None


def _form(request: Request, site: Site, subject: Subject, typed: Typed, fault: Fault | None = None) -> Response:
    return private_page(
        request,
        "alerts/benachrichtigen.html",
        status=422 if fault else 200,
        subject=subject,
        question=question(asked_of(subject.wish), Wording(language_of(request))),
        typed=typed,
        fault=fault,
        shown=form_mark(_PURPOSE, secret=site.mail.secret, now=site.now()),
    )
