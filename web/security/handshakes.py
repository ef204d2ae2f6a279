"""What a browser keeps while its person is away at the sign-in provider: signed, for ten minutes, for one path."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request, Response
from itsdangerous import BadSignature, URLSafeSerializer

from web.security.oidc_settings import BACK
from web.site import Site

_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Handshake:
    """What a browser keeps between leaving for the provider and coming back: three secrets, and where it goes on.

    `wanted` is the page of the desk that they had asked for, "" where it was none.
    """

    state: str
    nonce: str
    verifier: str
    language: str
    wanted: str = ""


def new_handshake(language: str, wanted: str = "") -> Handshake:
    """Three secrets for one sign-in."""
    return Handshake(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), language, wanted)


def keep(response: Response, site: Site, handshake: Handshake) -> None:
    """Give it to the browser. It is `lax`, since people come back by a link from another site."""
    until = int((site.now() + _LASTS).timestamp())
    said = [handshake.state, handshake.nonce, handshake.verifier, handshake.language, handshake.wanted, until]
    response.set_cookie(
        _name(site),
        _signer(site).dumps(said),
        max_age=int(_LASTS.total_seconds()),
        path=BACK,
        secure=site.settings.is_https,
        httponly=True,
        samesite="lax",
    )


def kept(request: Request, site: Site, state: str) -> Handshake | None:
    """The handshake of this browser, if it is the one that `state` came back for, in time."""
    try:
        said = _signer(site).loads(request.cookies.get(_name(site), ""))
    except (BadSignature, UnicodeError):
        return None
    match said:
        case [str(ours), str(nonce), str(verifier), str(language), str(wanted), int(until)]:
            in_time = until > site.now().timestamp()
            if in_time and hmac.compare_digest(ours.encode(), state.encode()):
                return Handshake(ours, nonce, verifier, language, wanted)
    return None


def drop(response: Response, site: Site) -> None:
    """Take it back: it was for one sign-in."""
    response.delete_cookie(_name(site), path=BACK, secure=site.settings.is_https, httponly=True, samesite="lax")


def _name(site: Site) -> str:
    return "__Secure-partnerpost-anbieter" if site.settings.is_https else "partnerpost-anbieter"


def _signer(site: Site) -> URLSafeSerializer:
    return URLSafeSerializer(site.mail.secret, salt="partnerpost.oidc")
