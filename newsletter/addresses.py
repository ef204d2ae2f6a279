"""Mail addresses: one spelling for each, or a sentence that says what is wrong."""

from __future__ import annotations

import re
from unicodedata import normalize

import idna

_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")


class AddressRefused(ValueError):
    """This is no address we can send to; the message says why and what to do."""


class LettersBeforeAt(AddressRefused):
    """Right in itself, but our mail server cannot send to letters such as ä before the @ (RFC 6531)."""


def normal_address(typed: str, *, smtputf8: bool = False) -> str:
    """The address as we keep and send it: domain as lower-case A-label, local part untouched.

    Raises AddressRefused. Only the domain is case-folded: the part before the @ belongs to its mail server
    (RFC 5321 2.4). A non-ASCII local part needs SMTPUTF8 on the whole way: it is taken where the relay offers it.
    """
    address = typed.strip()
    local, at, domain = address.rpartition("@")
    local = normalize("NFC", local)  # one address is one text
    if not at or not local or not domain:
        raise AddressRefused(f"“{_shown(typed)}” is not an e-mail address: it needs a name, an @ and a domain")
    if not local.isascii() and not smtputf8:
        raise LettersBeforeAt("letters such as ä or ł before the @ cannot be delivered: please give another address")
    if not _is_local(local) or local[0] == "." or local[-1] == "." or ".." in local:
        raise AddressRefused(f"“{_shown(local)}” cannot stand before the @ of an address")
    try:
        coded = idna.encode(domain, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError) as error:
        raise AddressRefused(f"“{_shown(domain)}” is not a domain: please check the part after the @") from error
    if "." not in coded or len(local) + len(coded) > 253:
        raise AddressRefused(f"“{_shown(domain)}” is not a complete domain: please check the part after the @")
    return f"{local}@{coded}"


def _is_local(local: str) -> bool:
    if local.isascii():
        return bool(_LOCAL.fullmatch(local))
    # RFC 6531 3.3 lets in every letter beyond ASCII
    spared = "".join(letter if letter.isascii() else "x" for letter in local)
    is_written = all(letter.isprintable() and not letter.isspace() for letter in local)
    return is_written and bool(_LOCAL.fullmatch(spared))


def masked(address: str) -> str:
    """`j•••@hamm.de`: enough to know one's own address again, for pages that others may come to see."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}•••@{domain}"


def _shown(typed: str) -> str:
    return "".join(c if c.isprintable() else "·" for c in typed)[:80]
