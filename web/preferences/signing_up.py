"""Subscribing: an address, perhaps a municipality, one button; then a mail with a link. No cookie, no account.

A signed mark in the form and a field that people do not see keep machines out. Nobody learns who is known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from aggregator.register import lookup
from newsletter import consent
from newsletter.addresses import AddressRefused, LettersBeforeAt, normal_address
from newsletter.readership.signing_up import sign_up
from web.language import language_of
from web.plain import plain
from web.preferences.tokens import where
from web.preferences.town import LONGEST, Named, read_town, spelt
from web.rendering import frame, private_page, public_page
from web.security import brakes
from web.security.form_marks import Doubt, form_mark, read_form_mark
from web.site import Site, TheSite, site_of

router = APIRouter(prefix="/abonnieren")

_PURPOSE = "subscribe"
_LONGEST_ADDRESS = 400
_LEAST_LETTERS = 2


@router.api_route("", methods=["GET", "HEAD"])
def ask(request: Request, site: TheSite, ort: str = "") -> Response:
    """Two fields and a button; a municipality may be named in the address."""
    with site.store.reading() as session:
        named = read_town(session, ort)
    typed = spelt(named.town) if named.town else named.typed
    return _form(request, "", Named(typed))


@router.api_route("/bestellt", methods=["GET", "HEAD"])
def ordered(request: Request) -> Response:
    """What to do now; the same for everybody."""
    return public_page(request, "newsletter/bestellt.html")


@router.api_route("/kommunen.json", methods=["GET", "HEAD"])
def towns(site: TheSite, q: str = "") -> Response:
    """Up to eight municipalities that begin so, for the suggestions under the field."""
    text = plain(q)[:LONGEST].strip()
    with site.store.reading() as session:
        found = lookup(session, text) if len(text) >= _LEAST_LETTERS else []
    return JSONResponse([spelt(one) for one in found], headers={"Cache-Control": "public, max-age=3600"})


@router.post("")
def order(
    request: Request,
    site: TheSite,
    adresse: Annotated[str, Form()] = "",
    ort: Annotated[str, Form()] = "",
    welche: Annotated[str, Form()] = "",
    marke: Annotated[str, Form()] = "",
    webseite: Annotated[str, Form()] = "",
) -> Response:
    """Keep the sign-up until it is confirmed by mail; the answer is the same whoever asks for whom."""
    with site.store.reading() as session:
        named = read_town(session, ort, picked=welche)
    faults = _faults(site, adresse, named)
    mark = read_form_mark(marke, _PURPOSE, secret=site.mail.secret, now=site.now())
    if faults:
        return _form(request, adresse, named, faults=faults)
    if isinstance(mark, Doubt):
        return _form(request, adresse, named, doubt=mark.value)
    if not webseite:  # cannot be seen: who fills it in is thanked and forgotten
        wait = _kept(request, site, adresse, named)
        if wait is not None:
            return _form(request, adresse, named, doubt="often", minutes=wait.minutes)
    path = frame(request).link("/abonnieren/bestellt")
    return RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})


def _kept(request: Request, site: Site, address: str, named: Named) -> brakes.Wait | None:
    host = request.client.host if request.client is not None else ""
    with site.store.writing() as session:
        braked = brakes.take(session, [brakes.of_sign_ups(host, secret=site.mail.secret)], now=site.now())
        if isinstance(braked, brakes.Wait):
            return braked
        sign_up(
            session,
            address,
            site.mail,
            language=language_of(request).value,
            municipality_ags=named.town.ags if named.town else None,
            where=where(request, site),
            now=site.now(),
        )
    return None


def _faults(site: Site, address: str, named: Named) -> dict[str, str]:
    """What is wrong, by the id of the field; the page has the words."""
    faults = {}
    try:
        normal_address(address, smtputf8=site.mail.international_addresses)
    except LettersBeforeAt:
        faults["adresse"] = "letters"
    except AddressRefused:
        faults["adresse"] = "address"
    if not named.is_clear:
        faults["ort"] = "which" if named.candidates else "unknown"
    return faults


def _form(
    request: Request,
    address: str,
    named: Named,
    *,
    faults: Mapping[str, str] | None = None,
    doubt: str = "",
    minutes: int = 0,
) -> Response:
    site = site_of(request)
    return private_page(
        request,
        "newsletter/abonnieren.html",
        status=429 if doubt == "often" else 422 if faults or doubt else 200,
        address=plain(address)[:_LONGEST_ADDRESS],
        named=named,
        spelt=spelt,
        mark=form_mark(_PURPOSE, secret=site.mail.secret, now=site.now()),
        consent=consent.shown(language_of(request).value),
        faults=faults or {},
        doubt=doubt,
        minutes=minutes,
    )
