"""Header lines of a mail, or a refusal: nothing that could begin a line of its own gets in (RFC 5322, RFC 2047)."""

from __future__ import annotations

import re
from email.header import Header

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_HALF = re.compile("[\ud800-\udfff]")
_LONGEST_LINE = 998
_PREFERRED_LINE = 76
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+")


class HeaderRefused(ValueError):
    """A value cannot stand in a header; the message names the header."""


def text_header(name: str, value: str) -> str:
    """A header of words, encoded where needed and folded. Raises HeaderRefused."""
    _require_clean(name, value)
    return _checked(name, f"{name}: {_words(name, value)}")


def address_header(name: str, display: str, address: str, *, international: bool = False) -> str:
    """`From: "Büro" <post@…>`; without `display` the address alone. Raises HeaderRefused.

    `international` lets letters such as ä in before the @ (RFC 6532): such a mail goes only where SMTPUTF8 is offered.
    """
    _require_clean(name, display)
    _require_clean(name, address)
    if not (international or address.isascii()) or any(mark in address for mark in ' <>,;:"()[]\\'):
        raise HeaderRefused(f"{name}: this is no address that can stand in a header")
    if not display:
        return _checked(name, f"{name}: {address}")
    if _PLAIN_NAME.fullmatch(display) and "=?" not in display:
        said = display
    elif display.isascii():
        said = '"' + display.replace("\\", "\\\\").replace('"', '\\"') + '"'
    else:
        said = _words(name, display)
    one_line = f"{name}: {said} <{address}>"
    return _checked(name, one_line if len(one_line) <= _PREFERRED_LINE else f"{name}: {said}\r\n <{address}>")


def list_header(name: str, addresses: tuple[str, ...]) -> str:
    """`List-Unsubscribe: <https://…>,\\r\\n <mailto:…>`: one address a line, never split. Raises HeaderRefused."""
    for address in addresses:
        _require_clean(name, address)
        if not address.isascii() or any(mark in address for mark in " <>"):
            raise HeaderRefused(f"{name}: this is no address that can stand in a header")
    return _checked(name, f"{name}: " + ",\r\n ".join(f"<{address}>" for address in addresses))


def token_header(name: str, value: str) -> str:
    """A header of ASCII that is left as it is: ids, dates, types. Raises HeaderRefused."""
    _require_clean(name, value)
    if not value.isascii():
        raise HeaderRefused(f"{name}: only ASCII can stand here")
    return _checked(name, f"{name}: {value}")


def _words(name: str, value: str) -> str:
    if value.isascii() and "=?" not in value and all(len(word) < _PREFERRED_LINE for word in value.split(" ")):
        return Header(value, "us-ascii", maxlinelen=_PREFERRED_LINE, header_name=name).encode(linesep="\r\n")
    return Header(value, "utf-8", maxlinelen=_PREFERRED_LINE, header_name=name).encode(linesep="\r\n")


def _require_clean(name: str, value: str) -> None:
    if _CONTROL.search(value):
        raise HeaderRefused(f"{name}: line breaks and control characters cannot stand in a header")
    if _HALF.search(value):
        raise HeaderRefused(f"{name}: half a character (a lone surrogate) cannot be sent")


def _checked(name: str, lines: str) -> str:
    if any(len(line) > _LONGEST_LINE for line in lines.split("\r\n")):
        raise HeaderRefused(f"{name}: longer than a line of mail may be ({_LONGEST_LINE} characters)")
    return lines
