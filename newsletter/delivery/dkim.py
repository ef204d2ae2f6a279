"""DKIM signatures (RFC 6376, RFC 8463): RSA, and Ed25519 as a second one. Headers relaxed, body simple. Pure.

A body is hashed once and its hash handed in, so that a message joined from pieces is not put together a second time.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from newsletter.settings import MailSettings

_LEAST_BITS = 2048
_HEADER = re.compile(rb"([!-9;-~]+)[ \t]*:((?:[^\r\n]|\r\n[ \t])*)\r\n")
_BLANK = re.compile(rb"[ \t\r\n]+")
_ONCE = frozenset(b"from to subject date message-id reply-to mime-version content-type".split())
_SIGNED = _ONCE | frozenset(
    b"list-id list-help list-owner list-archive list-unsubscribe list-unsubscribe-post feedback-id cfbl-address"
    b" cfbl-feedback-id auto-submitted precedence content-language content-transfer-encoding".split()
)
_NEEDED = (b"from", b"date", b"message-id", b"subject")


class KeyUnusable(ValueError):
    """A signing key cannot be read or is too weak; says which file and what to do."""


class SigningRefused(ValueError):
    """These headers must not be signed: somebody could read them in two ways."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and the selector under which the DNS shows its public half."""

    selector: str
    private: RSAPrivateKey | Ed25519PrivateKey

    @property
    def algorithm(self) -> str:
        """Name of the algorithm in the tag `a=`."""
        return "rsa-sha256" if isinstance(self.private, RSAPrivateKey) else "ed25519-sha256"

    def sign(self, data: bytes) -> bytes:
        """The bare signature; Ed25519 signs the SHA-256 of the data (RFC 8463, 3)."""
        if isinstance(self.private, RSAPrivateKey):
            return self.private.sign(data, PKCS1v15(), SHA256())
        return self.private.sign(hashlib.sha256(data).digest())


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs for one domain with all its keys. Make it once: reading a key takes longer than many signatures."""

    domain: str
    keys: Sequence[SigningKey]

    @classmethod
    def from_settings(cls, settings: MailSettings) -> Signer | None:
        """Signs as the settings say; None where no key is set. Raises KeyUnusable."""
        named = (
            (settings.dkim_selector, settings.dkim_key_file),
            (settings.dkim_second_selector, settings.dkim_second_key_file),
        )
        keys = [SigningKey(selector, read_key(file)) for selector, file in named if selector and file]
        return cls(settings.sender_domain, keys) if keys else None

    def signed(self, message: bytes, *, at: datetime) -> bytes:
        """A whole message (CRLF lines) with its signatures in front. `at` is aware. Raises SigningRefused."""
        headers, blank, body = message.partition(b"\r\n\r\n")
        return self.signatures(headers + b"\r\n" if blank else headers, body_hash(body), at=at) + message

    def signatures(self, headers: bytes, body_sha256: bytes, *, at: datetime) -> bytes:
        """Header lines to stand first, each ended with CRLF.

        `headers` are all lines of the header, each ended with CRLF, without the empty line; `body_sha256` is what
        `body_hash` gives, 32 bytes. Raises SigningRefused.
        """
        names, lines = _relaxed(headers)
        return b"".join(self._one(key, names, lines, body_sha256, at) for key in self.keys)

    def _one(self, key: SigningKey, names: list[bytes], lines: list[bytes], body: bytes, at: datetime) -> bytes:
        # a header named once more than it stands there cannot be added later by anybody (RFC 6376, 8.15)
        guarded = [name for name in names if name in _ONCE]
        head = (
            f"DKIM-Signature: v=1; a={key.algorithm}; c=relaxed/simple;\r\n d={self.domain}; s={key.selector};\r\n"
            f" t={int(at.timestamp())}; bh={base64.b64encode(body).decode()};\r\n"
            f" h={_folded(b':'.join([*names, *guarded]).decode(), ':')};\r\n b="
        ).encode()
        own = b"dkim-signature:" + _BLANK.sub(b" ", head.partition(b":")[2]).strip()
        signature = base64.b64encode(key.sign(b"".join(lines) + own)).decode()
        lines_of_it = (signature[start : start + 72] for start in range(0, len(signature), 72))
        return head + "\r\n ".join(lines_of_it).encode() + b"\r\n"


def body_hash(body: bytes) -> bytes:
    """SHA-256 of a body in simple form (RFC 6376, 3.4.3): empty lines at its end do not count. 32 bytes."""
    end = len(body)
    while body.endswith(b"\r\n", 0, end):
        end -= 2
    digest = hashlib.sha256(memoryview(body)[:end])
    digest.update(b"\r\n")
    return digest.digest()


def read_key(file: Path) -> RSAPrivateKey | Ed25519PrivateKey:
    """The private key in a PEM file. Raises KeyUnusable."""
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except OSError as error:
        raise KeyUnusable(f"the signing key {file} cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyUnusable(f"{file} is no private key in PEM form without a password: {error}") from error
    if isinstance(key, Ed25519PrivateKey):
        return key
    if not isinstance(key, RSAPrivateKey):
        raise KeyUnusable(f"{file} is neither an RSA nor an Ed25519 key; `partnerpost mail keys` makes one")
    if key.key_size < _LEAST_BITS:
        raise KeyUnusable(
            f"{file} has {key.key_size} bits, {_LEAST_BITS} are needed; `partnerpost mail keys` makes one"
        )
    return key


def _relaxed(headers: bytes) -> tuple[list[bytes], list[bytes]]:
    """Names and relaxed lines (RFC 6376, 3.4.2) of the headers that are signed, in their order."""
    names: list[bytes] = []
    lines: list[bytes] = []
    end = 0
    for found in _HEADER.finditer(headers):
        if found.start() != end:
            break
        end = found.end()
        name = found[1].lower()
        if name not in _SIGNED:
            continue
        if name in names:
            raise SigningRefused(f"{found[1].decode()} stands there twice")
        names.append(name)
        lines.append(name + b":" + _BLANK.sub(b" ", found[2]).strip() + b"\r\n")
    if end != len(headers):
        raise SigningRefused("the header is not made of header lines ended with CRLF")
    if missing := [name.decode() for name in _NEEDED if name not in names]:
        raise SigningRefused(f"{', '.join(missing)} is missing")
    return names, lines


def _folded(words: str, between: str) -> str:
    """Words in lines of at most 70 characters, broken after `between`."""
    lines, line = [], ""
    for word in words.split(between):
        if line and len(line) + len(word) > 69:
            lines.append(line)
            line = ""
        line += word + between
    return "\r\n ".join([*lines, line.removesuffix(between)])
