"""Signing in at the provider of the office: where to send people, and who they are when they come back.

OpenID Connect Core 1.0, authorization code with PKCE (RFC 7636). Tokens and keys are fetched anew for every sign-in:
six people sign in a day, and a key that was withdrawn must not be trusted for another hour.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import quote_plus

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from web.security.discovery_document import PATIENCE, Discovered, ProviderFault, as_object, discover, document
from web.security.handshakes import Handshake
from web.security.id_token import checked, is_verified
from web.security.identities import Claims
from web.security.oidc_settings import OidcSettings

_DISCOVERY_LASTS = timedelta(minutes=10)
# anybody may start a sign-in: a provider that hangs must not take all threads of the site
_AT_ONCE = 4


class Provider:
    """The provider of the office, as this process talks to it."""

    def __init__(self, settings: OidcSettings, *, redirect: str) -> None:
        self.settings = settings
        self._redirect = redirect
        self._secret = settings.secret()
        self._free = BoundedSemaphore(_AT_ONCE)
        self._known: tuple[datetime, Discovered] | None = None

    def leave_for(self, handshake: Handshake, *, now: datetime) -> str:
        """The address at the provider where somebody signs in. Raises ProviderFault."""
        there = self._discovered(now)
        with self._client(there) as client:
            address, _ = client.create_authorization_url(
                there.authorization,
                state=handshake.state,
                code_verifier=handshake.verifier,
                nonce=handshake.nonce,
                ui_locales=handshake.language,
            )
        return str(address)

    def claims(self, code: str, handshake: Handshake, *, now: datetime) -> Claims:
        """Who came back with a code, as far as the provider vouches for it. Raises ProviderFault."""
        there = self._discovered(now)
        with self._talking(), self._client(there) as client:
            token = _exchanged(client, there, code, handshake.verifier)
            said = checked(
                str(token.get("id_token", "")),
                document(there.keys),
                self.settings,
                nonce=handshake.nonce,
                access_token=str(token.get("access_token", "")),
                now=now,
            )
            if "email" not in said and there.userinfo:
                said = _told(client, there.userinfo, said["sub"])
        return Claims(self.settings.issuer, said["sub"], str(said.get("email", "")), is_verified(said))

    def _discovered(self, now: datetime) -> Discovered:
        known = self._known
        if known is None or known[0] + _DISCOVERY_LASTS <= now:
            with self._talking():
                known = self._known = (now, discover(self.settings))
        return known[1]

    @contextmanager
    def _talking(self) -> Iterator[None]:
        if not self._free.acquire(blocking=False):
            raise ProviderFault("unreachable", "too many sign-ins wait for its answer")
        try:
            yield
        finally:
            self._free.release()

    def _client(self, there: Discovered) -> Any:
        return OAuth2Session(
            self.settings.client_id,
            self._secret or None,
            token_endpoint_auth_method=self._proof(there),
            scope="openid email",
            redirect_uri=self._redirect,
            code_challenge_method="S256",
            default_timeout=PATIENCE,
        )

    def _proof(self, there: Discovered) -> object:
        """How we prove who we are."""
        if not self._secret:
            return "none"
        if not there.by_header:
            return "client_secret_post"
        return _in_header(self.settings.client_id, self._secret)


def _in_header(client_id: str, secret: str) -> Callable[..., tuple[str, dict[str, str], str]]:
    # RFC 6749, section 2.3.1: both parts are encoded first, since either may hold a colon
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    header = f"Basic {b64encode(pair.encode()).decode()}"

    def signed(_client: object, _method: str, uri: str, headers: dict[str, str], body: str) -> Any:
        headers["Authorization"] = header
        return uri, headers, body

    return signed


def _exchanged(client: Any, there: Discovered, code: str, verifier: str) -> dict[str, Any]:
    try:
        token = client.fetch_token(there.token, code=code, code_verifier=verifier, allow_redirects=False)
    except OAuthError as error:
        raise ProviderFault("refused", f"it does not take our code: {error.error} {error.description}") from error
    except (requests.RequestException, ValueError) as error:
        raise ProviderFault("unreachable", f"{there.token} does not answer: {type(error).__name__}") from error
    if not isinstance(token, dict):
        raise ProviderFault("untrusted", f"{there.token} answers no token")
    return token


def _told(client: Any, address: str, subject: str) -> dict[str, Any]:
    """What the provider tells besides its token (section 5.3); it must tell of the same person."""
    try:
        said = as_object(client.get(address, allow_redirects=False), address)
    except (requests.RequestException, OAuthError) as error:
        raise ProviderFault("unreachable", f"{address} does not answer: {type(error).__name__}") from error
    if said.get("sub") != subject:
        raise ProviderFault("untrusted", f"{address} tells of somebody else")
    return said
