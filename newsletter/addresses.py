"""Mail addresses: one spelling for each, or a sentence that says what is wrong."""

from __future__ import annotations

import re

import idna

_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")


class AddressRefused(ValueError):
    """This is no address we can send to; the message says why and what to do."""


def normal_address(typed: str) -> str:
    """The address as we keep and send it: domain as lower-case A-label, local part untouched.

    Raises AddressRefused. Only the domain is case-folded: the part before the @ belongs to its mail server
    (RFC 5321 2.4). A non-ASCII local part would need SMTPUTF8 on the whole way.
    """
    address = typed.strip()
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain:
        raise AddressRefused(f"“{_shown(typed)}” is not an e-mail address: it needs a name, an @ and a domain")
    if not local.isascii():
        raise AddressRefused("letters such as ä or ł before the @ cannot be delivered: please give another address")
    if not _LOCAL.fullmatch(local) or local[0] == "." or local[-1] == "." or ".." in local:
        raise AddressRefused(f"“{_shown(local)}” cannot stand before the @ of an address")
    try:
        coded = idna.encode(domain, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError) as error:
        raise AddressRefused(f"“{_shown(domain)}” is not a domain: please check the part after the @") from error
    if "." not in coded or len(local) + len(coded) > 253:
        raise AddressRefused(f"“{_shown(domain)}” is not a complete domain: please check the part after the @")
    return f"{local}@{coded}"


def _shown(typed: str) -> str:
    return "".join(c if c.isprintable() else "·" for c in typed)[:80]
