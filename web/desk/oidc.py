"""Coming in by the sign-in provider of the office; where none is set, these addresses do not exist."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse

from templates import LANGUAGES
from web.desk.arriving import let_in
from web.language import language_of
from web.rendering import frame, private_page
from web.security.discovery_document import ProviderFault
from web.security.entrance import Actor
from web.security.handshakes import Handshake, drop, keep, kept, new_handshake
from web.security.identities import NobodyKnown, part, recognise
from web.security.kept import wanted
from web.security.oidc import Provider
from web.site import TheSite, site_of

router = APIRouter(prefix="/desk")

_log = structlog.get_logger("web")
_LONGEST_CODE = 4_000


def provider_of(request: Request) -> Provider:
    """The provider of the office; raises 404 where there is none."""
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise HTTPException(404)
    return provider


TheProvider = Annotated[Provider, Depends(provider_of)]


@router.api_route("/anmelden/anbieter", methods=["GET", "HEAD"])
def leave(request: Request, site: TheSite, provider: TheProvider, weiter: str = "") -> Response:
    """Send the browser to the provider; `weiter` is the page of the desk to go to afterwards.

    By a link: our policy lets no form lead to another site.
    """
    handshake = new_handshake(language_of(request).value, wanted(weiter) or "")
    try:
        address = provider.leave_for(handshake, now=site.now())
    except ProviderFault as fault:
        return _refused(request, fault.reason, why=str(fault), weiter=handshake.wanted)
    response = RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})
    keep(response, site, handshake)
    return response


@router.api_route("/anmelden/anbieter/zurueck", methods=["GET", "HEAD"])
def back(
    request: Request,
    site: TheSite,
    provider: TheProvider,
    state: Annotated[str, Query()] = "",
    code: Annotated[str, Query()] = "",
    error: Annotated[str, Query()] = "",
    iss: Annotated[str, Query()] = "",
) -> Response:
    """Back from the provider with a code: a button that uses it, since opening an address changes nothing here."""
    handshake = kept(request, site, state)
    if handshake is None:
        return _refused(request, "stale")
    _speak(request, handshake)
    if error == "access_denied":
        return _refused(request, "cancelled", weiter=handshake.wanted)
    if error:
        return _refused(request, "refused", why=f"it says {error[:80]!r}", weiter=handshake.wanted)
    if not code or len(code) > _LONGEST_CODE or (iss and iss != provider.settings.issuer):
        why = "it came back without a code of its own"
        return _refused(request, "untrusted", why=why, weiter=handshake.wanted)
    return private_page(request, "desk/anbieter.html", code=code, state=state)


@router.post("/anmelden/anbieter/zurueck")
def enter(
    request: Request,
    site: TheSite,
    provider: TheProvider,
    state: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
) -> Response:
    """Let in whom the provider vouches for, if they work here."""
    handshake = kept(request, site, state)
    if handshake is None:
        return _refused(request, "stale")
    _speak(request, handshake)
    try:
        claims = provider.claims(code[:_LONGEST_CODE], handshake, now=site.now())
        with site.store.writing() as session:
            person_id = recognise(session, claims, now=site.now())
    except ProviderFault as fault:
        return _refused(request, fault.reason, why=str(fault))
    except NobodyKnown as nobody:
        return _refused(request, nobody.reason, weiter=handshake.wanted)
    response = let_in(request, person_id, how="provider", weiter=handshake.wanted)
    drop(response, site)
    return response


@router.post("/zugang/anbieter/loesen")
def unlink(request: Request, site: TheSite, person: Actor, provider: TheProvider) -> Response:
    """Forget which account at the provider is this person's."""
    with site.store.writing() as session:
        part(session, provider.settings, person.person_id, now=site.now())
    return RedirectResponse(frame(request).link("/desk/zugang/schluessel"), 303, headers={"Cache-Control": "no-store"})


def _speak(request: Request, handshake: Handshake) -> None:
    """Go on in the language in which the sign-in began."""
    request.state.language = next((each for each in LANGUAGES if each == handshake.language), language_of(request))


def _refused(request: Request, reason: str, *, why: str = "", weiter: str = "") -> Response:
    """Say in words what went wrong; what the provider did stands in the log, for those who can mend it."""
    if why:
        _log.warning("sign-in by the provider failed", reason=reason, why=why)
    status = 502 if reason == "unreachable" else 403
    response = private_page(request, "desk/anmelden-geht-nicht.html", status=status, reason=reason, weiter=weiter)
    drop(response, site_of(request))
    return response
