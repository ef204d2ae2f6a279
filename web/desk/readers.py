"""Readers at the desk: look for them, see what they chose and the proof of it, act for them where they ask for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from aggregator.model import Subscriber, SubscriberState
from aggregator.register import municipality
from newsletter import consent
from newsletter.addresses import AddressRefused, normal_address
from newsletter.readership import finding, office
from newsletter.readership.choices import choices_of, interest_in
from newsletter.readership.office import ReasonMissing
from templates import LANGUAGES
from web.desk.frame import desk_page
from web.language import language_of
from web.numbers import number_or_404
from web.plain import plain
from web.preferences.countries import by_name
from web.rendering import frame
from web.security.entrance import Editor, EditorReader
from web.security.sessions import SignedIn
from web.site import Site, TheSite, site_of

router = APIRouter(prefix="/desk/leser")

STATES = {
    "angemeldet": SubscriberState.CONFIRMED,
    "wartet": SubscriberState.PENDING,
    "abgemeldet": SubscriberState.UNSUBSCRIBED,
}
_LONGEST = 320
_LONGEST_REASON = 500
_LAST = 10_000


@router.api_route("", methods=["GET", "HEAD"])
def listed(
    request: Request, site: TheSite, person: EditorReader, q: str = "", stand: str = "", seite: str = "1"
) -> Response:
    """Everybody, the newest first, or those whose address holds what was typed."""
    return _list(request, site, person, plain(q)[:_LONGEST], stand, seite)


@router.post("/sperre")
def unblock(
    request: Request,
    site: TheSite,
    person: Editor,
    adresse: Annotated[str, Form()] = "",
    grund: Annotated[str, Form()] = "",
) -> Response:
    """Let an address sign up again."""
    secret = site.mail.secret
    try:
        with site.store.writing() as session:
            office.unblock(session, adresse, _reason(grund), by=person.person_id, secret=secret, now=site.now())
    except ReasonMissing:
        return _list(request, site, person, plain(adresse)[:_LONGEST], "", "1", fault="grund")
    return _to(request, "?fertig=frei")


@router.api_route("/{number}", methods=["GET", "HEAD"])
def one(request: Request, site: TheSite, person: EditorReader, number: str) -> Response:
    """One reader: how they stand, what they chose, what they agreed to."""
    return _one(request, site, person, number)


@router.api_route("/{number}/nachweis", methods=["GET", "HEAD"])
def proof(request: Request, site: TheSite, person: EditorReader, number: str) -> Response:
    """The proof of their consent, to be printed."""
    with site.store.reading() as session:
        reader = _reader(session, number)
        lines = consent.history(session, reader.id or 0)
        return desk_page(
            request, person, "desk/leser-nachweis.html", reader=reader, lines=lines, local=site.local, now=site.now()
        )


@router.post("/{number}/abmelden")
def unsubscribe(
    request: Request, site: TheSite, person: Editor, number: str, grund: Annotated[str, Form()] = ""
) -> Response:
    """End it for somebody who asked by telephone or letter."""

    def act(session: Session, reader: Subscriber) -> None:
        office.unsubscribe(session, reader, _reason(grund), by=person.person_id, now=site.now())

    return _act(request, person, number, act, fault="grund-abmelden") or _to(request, f"/{number}?fertig=abgemeldet")


@router.post("/{number}/loeschen")
def erase(request: Request, site: TheSite, person: Editor, number: str, grund: Annotated[str, Form()] = "") -> Response:
    """Erase somebody who asked for it; a keyed hash stays."""

    def act(session: Session, reader: Subscriber) -> None:
        secret = site.mail.secret
        office.erase(session, reader, _reason(grund), by=person.person_id, secret=secret, now=site.now())

    return _act(request, person, number, act, fault="grund-loeschen") or _to(request, "?fertig=geloescht")


def _act(
    request: Request, person: SignedIn, number: str, act: Callable[[Session, Subscriber], None], *, fault: str
) -> Response | None:
    site = site_of(request)
    try:
        with site.store.writing() as session:
            act(session, _reader(session, number))
    except ReasonMissing:
        return _one(request, site, person, number, fault=fault)
    return None


def _list(
    request: Request, site: Site, person: SignedIn, text: str, stand: str, seite: str, *, fault: str = ""
) -> Response:
    number = min(int(seite), _LAST) if seite.isascii() and seite.isdecimal() and len(seite) < 6 and int(seite) else 1
    state = STATES.get(stand)
    with site.store.reading() as session:
        page = finding.find(session, text, state, start=(number - 1) * finding.PER_PAGE)
        barred = office.blocked(session, _as_kept(text), secret=site.mail.secret) if "@" in text else None
    return desk_page(
        request,
        person,
        "desk/leser.html",
        status=422 if fault else 200,
        page=page,
        number=number,
        pages=-(-page.total // finding.PER_PAGE),
        q=text,
        stand=stand if state else "",
        states=STATES,
        barred=barred,
        fault=fault,
        done=request.query_params.get("fertig", ""),
        local=site.local,
    )


def _one(request: Request, site: Site, person: SignedIn, number: str, *, fault: str = "") -> Response:
    with site.store.reading() as session:
        reader = _reader(session, number)
        chosen = choices_of(session, reader)
        town = municipality(session, chosen.municipality_ags) if chosen.municipality_ags else None
        countries = by_name(interest_in(session, chosen).countries, language_of(request))
        lines = consent.history(session, reader.id or 0)
    return desk_page(
        request,
        person,
        "desk/leser-einer.html",
        status=422 if fault else 200,
        reader=reader,
        chosen=chosen,
        town=town,
        countries=countries,
        languages={one.value: one.own_name for one in LANGUAGES},
        lines=lines,
        fault=fault,
        done=request.query_params.get("fertig", ""),
        local=site.local,
    )


def _reader(session: Session, number: str) -> Subscriber:
    found = session.get(Subscriber, number_or_404(number))
    if found is None:
        raise HTTPException(404)
    return found


def _as_kept(text: str) -> str:
    try:
        return normal_address(text, smtputf8=True)
    except AddressRefused:
        return text


def _reason(text: str) -> str:
    return plain(text)[:_LONGEST_REASON]


def _to(request: Request, rest: str) -> Response:
    return RedirectResponse(frame(request).link("/desk/leser") + rest, 303, headers={"Cache-Control": "no-store"})
