"""What a sign-in provider says of itself (OpenID Connect Discovery 1.0), fetched with patience but not for ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from web.security.oidc_settings import OidcSettings, is_here

PATIENCE = 8.0
"""Seconds the provider has for each answer."""

_DISCOVERY = "/.well-known/openid-configuration"


class ProviderFault(Exception):
    """The provider does not answer as it should; the message tells the office's technicians what it did instead.

    `reason` is `unreachable`, `refused` (it does not take our code) or `untrusted` (what it says does not hold).
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Discovered:
    """Where the provider answers. `by_header`: it takes our secret in the header only, not in the form."""

    authorization: str
    token: str
    keys: str
    userinfo: str
    by_header: bool


def discover(settings: OidcSettings) -> Discovered:
    """Read the discovery document. Raises ProviderFault."""
    said = document(settings.issuer.rstrip("/") + _DISCOVERY)
    if said.get("issuer") != settings.issuer:
        raise ProviderFault(
            "untrusted", f"it calls itself {said.get('issuer')!r}: set that as issuer, letter by letter"
        )
    methods = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return Discovered(
        authorization=_endpoint(said, "authorization_endpoint"),
        token=_endpoint(said, "token_endpoint"),
        keys=_endpoint(said, "jwks_uri"),
        userinfo=_endpoint(said, "userinfo_endpoint") if said.get("userinfo_endpoint") else "",
        by_header=not isinstance(methods, list) or "client_secret_post" not in methods,
    )


def document(address: str) -> dict[str, Any]:
    """A JSON object at an address of the provider. Raises ProviderFault."""
    try:
        answer = requests.get(address, timeout=PATIENCE, allow_redirects=False, headers={"Accept": "application/json"})
    except requests.RequestException as error:
        raise ProviderFault("unreachable", f"{address} does not answer: {type(error).__name__}") from error
    return as_object(answer, address)


def as_object(answer: requests.Response, address: str) -> dict[str, Any]:
    """The JSON object that was answered. Raises ProviderFault."""
    if answer.status_code != 200:
        raise ProviderFault("unreachable", f"{address} answers with status {answer.status_code}")
    try:
        said = answer.json()
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise ProviderFault("unreachable", f"{address} answers no JSON object: is the issuer right?")
    return said


def _endpoint(said: dict[str, Any], name: str) -> str:
    """An address that the provider names; encrypted, unless it never leaves this machine."""
    address = said.get(name)
    if not isinstance(address, str) or not (urlsplit(address).scheme == "https" or is_here(address)):
        raise ProviderFault("untrusted", f"its discovery document names no https address as {name}")
    return address
