"""Keys that sign mail: made once, the private half in a file, the public half in the DNS (RFC 6376, 3.6.1)."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

_BITS = 2048  # a longer one does not fit into one answer of the DNS over UDP, and is not asked for by anybody


class KeyIsThere(ValueError):
    """A key file is never written over: mail on its way was signed with it."""


def make_key(file: Path, *, ed25519: bool = False) -> RSAPrivateKey | Ed25519PrivateKey:
    """Make a key and write it to `file`, readable by its owner alone. Raises KeyIsThere, OSError."""
    key = Ed25519PrivateKey.generate() if ed25519 else generate_private_key(65537, _BITS)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyIsThere(f"{file} is there already: take another selector, the old key must stay for a week") from None
    with os.fdopen(handle, "wb") as opened:
        opened.write(pem)
    return key


def public_part(key: RSAPrivateKey | Ed25519PrivateKey) -> str:
    """The public key as it stands in the tag `p=`, base64."""
    public = key.public_key()
    raw = (
        public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        if isinstance(key, RSAPrivateKey)
        else public.public_bytes(Encoding.Raw, PublicFormat.Raw)  # RFC 8463, 4.2
    )
    return base64.b64encode(raw).decode()


def dns_record(key: RSAPrivateKey | Ed25519PrivateKey) -> str:
    """What the TXT record says."""
    kind = "rsa" if isinstance(key, RSAPrivateKey) else "ed25519"
    return f"v=DKIM1; k={kind}; p={public_part(key)}"


def zone_line(selector: str, domain: str, record: str) -> str:
    """The record as a line of a zone file; no string in it is longer than 255 characters."""
    strings = " ".join(f'"{record[at : at + 250]}"' for at in range(0, len(record), 250))
    return f"{selector}._domainkey.{domain}. IN TXT ( {strings} )"
