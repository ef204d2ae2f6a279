"""Behind a link of a quarter of an hour: take one's data along, have another address, be erased (Art. 15, 17 GDPR)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from sqlmodel import Session

from aggregator.model import ReaderMailKind, Subscriber, SubscriberState
from aggregator.register import municipality
from newsletter import consent, subscribers, tokens
from newsletter.addresses import AddressRefused, LettersBeforeAt
from newsletter.readership import outbox, own_data
from newsletter.readership.choices import choices_of, interest_in
from newsletter.readership.own_data import Moved
from templates import LANGUAGES
from web.language import language_of
from web.plain import plain
from web.preferences.countries import by_name
from web.preferences.tokens import LONGEST, where
from web.rendering import private_page
from web.site import Site, TheSite

router = APIRouter()

_MOST_MOVES = 3
_LONGEST_ADDRESS = 400


@router.api_route("/meine-daten/{token}", methods=["GET", "HEAD"])
def show(request: Request, site: TheSite, token: str) -> Response:
    """What can be done here."""
    with site.store.reading() as session:
        reader = _reader(session, site, token)
        return _over(request) if reader is None else _page(request, reader, token)


@router.api_route("/meine-daten/{token}/daten.json", methods=["GET", "HEAD"])
def as_json(request: Request, site: TheSite, token: str) -> Response:
    """Everything that is kept, for other programs."""
    with site.store.reading() as session:
        reader = _reader(session, site, token)
        if reader is None:
            return _over(request)
        data = own_data.everything_kept(session, reader)
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="newsletter.json"'}
    return Response(json.dumps(data, ensure_ascii=False, indent=2), media_type="application/json", headers=headers)


@router.api_route("/meine-daten/{token}/daten", methods=["GET", "HEAD"])
def as_page(request: Request, site: TheSite, token: str) -> Response:
    """The same, to be read and printed."""
    with site.store.reading() as session:
        reader = _reader(session, site, token)
        if reader is None:
            return _over(request)
        chosen = choices_of(session, reader)
        taken = own_data.everything_kept(session, reader)
        return private_page(
            request,
            "newsletter/daten.html",
            token=token,
            reader=reader,
            chosen=chosen,
            town=municipality(session, chosen.municipality_ags) if chosen.municipality_ags else None,
            countries=by_name(interest_in(session, chosen).countries, language_of(request)),
            languages={one.value: one.own_name for one in LANGUAGES},
            lines=consent.history(session, reader.id or 0),
            issues=[(_moment(one["at"]), one["title"], one["state"]) for one in taken["issues"]],
            mails=[(_moment(one["made_at"]), one["kind"], one["state"]) for one in taken["mails"]],
            alerts=[
                (_moment(one["alert"]["created_at"]), one["alert"]["rhythm"], one["alert"]["state"])
                for one in taken["alerts"]
            ],
            local=site.local,
        )


@router.post("/meine-daten/{token}/loeschen")
def erase(request: Request, site: TheSite, token: str, loeschen: Annotated[str, Form()] = "") -> Response:
    """Delete everything; a keyed hash of the address stays, so that it gets no mail again."""
    with site.store.writing() as session:
        reader = _reader(session, site, token)
        if reader is None:
            return _over(request)
        if loeschen != "ja":
            return _page(request, reader, token)
        own_data.erase(session, reader, secret=site.mail.secret, now=site.now())
    return private_page(request, "newsletter/geloescht.html")


@router.post("/meine-daten/{token}/adresse")
def move(request: Request, site: TheSite, token: str, adresse: Annotated[str, Form()] = "") -> Response:
    """Ask at the new address whether it is theirs; until then nothing changes."""
    fault = ""
    with site.store.writing() as session:
        reader = _reader(session, site, token)
        if reader is None:
            return _over(request)
        try:
            to = own_data.address_to_move_to(reader, adresse, site.mail)
        except LettersBeforeAt:
            fault = "letters"
        except AddressRefused:
            fault = "address"
        else:
            fault = "" if to else "same"
        if fault or reader.state is not SubscriberState.CONFIRMED:
            return _page(request, reader, token, typed=adresse, fault=fault)
        kind = ReaderMailKind.NEW_ADDRESS
        outbox.queue(session, reader, kind, address=to or "", most=_MOST_MOVES, now=site.now())
    return private_page(request, "newsletter/link-unterwegs.html", kind="new_address")


@router.api_route("/neue-adresse/{token}", methods=["GET", "HEAD"])
def ask_to_move(request: Request, site: TheSite, token: str) -> Response:
    """One sentence, one button."""
    read = _new_address(site, token)
    if read is None:
        return private_page(request, "newsletter/neue-adresse.html", status=404, said="unknown_link")
    return private_page(request, "newsletter/neue-adresse.html", said="", to=read)


@router.post("/neue-adresse/{token}")
def moved(request: Request, site: TheSite, token: str, umziehen: Annotated[str, Form()] = "") -> Response:
    """From now on the newsletter comes here."""
    read = _new_address(site, token)
    if umziehen != "ja" or read is None:
        return ask_to_move(request, site, token)
    with site.store.writing() as session:
        said = own_data.move(session, token, site.mail, where=where(request, site), now=site.now())
    status = {Moved.DONE: 200, Moved.UNKNOWN_LINK: 404, Moved.TAKEN: 409}[said]
    return private_page(request, "newsletter/neue-adresse.html", status=status, said=said.value, to=read)


def _page(request: Request, reader: Subscriber, token: str, *, typed: str = "", fault: str = "") -> Response:
    return private_page(
        request,
        "newsletter/meine-daten.html",
        status=422 if fault else 200,
        token=token,
        address=reader.address,
        state=reader.state.value,
        typed=plain(typed)[:_LONGEST_ADDRESS],
        fault=fault,
    )


def _reader(session: Session, site: Site, token: str) -> Subscriber | None:
    if len(token) > LONGEST:
        return None
    signed = tokens.read_own_data(token, secret=site.mail.secret, now=site.now())
    return subscribers.reader_of(session, signed, site.mail.secret)


def _moment(text: str) -> datetime:
    """A moment as JSON holds it."""
    return datetime.fromisoformat(text)


def _new_address(site: Site, token: str) -> str | None:
    read = tokens.read_new_address(token, secret=site.mail.secret, now=site.now()) if len(token) <= LONGEST else None
    return read[1] if read else None


def _over(request: Request) -> Response:
    return private_page(request, "newsletter/viertelstunde.html", status=410)
