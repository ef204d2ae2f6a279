"""What an id token vouches for, once it holds (OpenID Connect Core 1.0, section 3.1.3.7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from web.security.discovery_document import ProviderFault
from web.security.oidc_settings import OidcSettings

_LEEWAY = 60
# asymmetric only: what is signed with a secret that two share, or not at all, proves nothing
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")


def checked(
    token: str, keys: dict[str, Any], settings: OidcSettings, *, nonce: str, access_token: str, now: datetime
) -> dict[str, Any]:
    """The claims of a token that was made by the provider, for us, for this sign-in, and is in time.

    Raises ProviderFault.
    """
    try:
        read = jwt.decode(token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS)  # type: ignore[arg-type]
        claims = CodeIDToken(
            read.claims,
            read.header,
            options={
                "iss": {"essential": True, "value": settings.issuer},
                "aud": {"essential": True, "value": settings.client_id},
                "sub": {"essential": True},
            },
            params={"nonce": nonce, "client_id": settings.client_id, "access_token": access_token},
        )
        claims.validate(now=int(now.timestamp()), leeway=_LEEWAY)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise ProviderFault("untrusted", f"its token does not hold: {error}") from error
    if not isinstance(claims["sub"], str) or len(claims["sub"]) > 255:
        raise ProviderFault("untrusted", "its token names a subject of more than 255 characters")
    return dict(claims)


def is_verified(said: dict[str, Any]) -> bool:
    """Whether the provider has checked the address: `email_verified`, or `xms_edov` where that is missing.

    Both come as words from providers that do not know truth values.
    """
    vouched = said["email_verified"] if "email_verified" in said else said.get("xms_edov")
    return str(vouched).casefold() in {"true", "1"}
