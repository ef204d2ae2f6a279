"""Keys for tests, and a check of signatures by somebody else's program."""

from __future__ import annotations

from functools import cache

import dkim
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from newsletter.delivery.dkim import Signer, SigningKey
from newsletter.delivery.signing_keys import dns_record

DOMAIN = "stadt.example"


@cache
def rsa_key() -> RSAPrivateKey:
    """One key for the whole run: making one takes a while."""
    return generate_private_key(65537, 2048)


@cache
def ed25519_key() -> Ed25519PrivateKey:
    """The key of the second signature."""
    return Ed25519PrivateKey.generate()


def signer() -> Signer:
    """Signs with both."""
    return Signer(DOMAIN, (SigningKey("brief", rsa_key()), SigningKey("zwei", ed25519_key())))


def is_valid(message: bytes, index: int = 0) -> bool:
    """Whether dkimpy takes the signature, asking a DNS that shows our keys."""
    shown = {
        f"brief._domainkey.{DOMAIN}.": dns_record(rsa_key()),
        f"zwei._domainkey.{DOMAIN}.": dns_record(ed25519_key()),
    }

    def look_up(name: bytes, timeout: int = 5) -> bytes | None:
        found = shown.get(name.decode())
        return found.encode() if found else None

    try:
        return bool(dkim.DKIM(message).verify(idx=index, dnsfunc=look_up))
    except dkim.DKIMException:
        return False
