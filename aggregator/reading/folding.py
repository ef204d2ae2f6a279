"""Text as the rules see it: small letters without accents, addresses and file numbers blanked.

Every function keeps the length, so that a place in the folded text is the same place in the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"
    "\u205f\u3000\t\r\v\f\u00ad\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e"
    "\u2066\u2067\u2068\u2069\ufeff"
)
_FOOTNOTES = "\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079"  # "2027²" is no year of five digits
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_APOSTROPHES = "\u2018\u2019\u201a\u02bc\u00b4`"

_ADDRESS = re.compile(r"(?:https?:/|www\.)[^\s<>\"]*|\]\([^()\s]*\)")
_PHONE = re.compile(r"[0-9+(][0-9 ()/.+-]{4,24}[0-9]")
_PHONE_CUE = re.compile(
    r"\b(?:tel|telefon|telefonisch|telephone|fon|phone|fax|mobil|mobile|telefax|hotline|appel)(?:[ .:]{1,3}|(?<=\w))$"
)
_PHONE_CUE_REACH = 16
_FILE = re.compile(r"[\w-]{1,80}\.(?:pdf|docx?)\b")
_ZERO_NUMBER = re.compile(
    r"0[0-9](?:[. ][0-9]{2}){4}(?![0-9])"  # French telephone
    r"|0[0-9]{2,5} ?[/-] ?[0-9]{3,9}(?:[ -][0-9]{2,6}){0,4}"  # German telephone
)
_DOTTED = re.compile(r"[0-9]{1,5}(?:[./-][0-9]+)+")
_NUMBERED = re.compile(
    r"(?:\b(?:az|aktenzeichen|dz|rfa|nsf|pd|rfp|pon|version|nr|no|ziffer|punkt|kapitel"
    r"|abs|art|artikel|article|poz|position|forderposition)\b|§)[.:]{0,2} ?$"
)
_ACCOUNT = re.compile(r"[0-9]{2}(?: ?[0-9]{4}){3,7}")  # behind the two letters of its country
_MANY_LETTERS = 64  # distinct odd characters from which one pass by table is cheaper than one pass each


@cache
def _letters() -> dict[int, str]:
    """Every letter with an accent to its base letter, every odd space, dash and apostrophe to the plain one."""
    table: dict[int, str] = {}
    for point in (
        *range(0x80, 0x300),
        *range(0x370, 0x530),
        *range(0x1D2C, 0x1DC0),
        *range(0x1E00, 0x2000),
        *range(0xFF01, 0xFF5F),
    ):
        base = unicodedata.normalize("NFKD" if point > 0x2AF else "NFD", chr(point))[0].lower()
        if base != chr(point) and len(base) == 1 and not unicodedata.combining(base):
            table[point] = base
    table.update({ord("ł"): "l", ord("Ł"): "l", ord("ı"): "i", ord("ø"): "o", ord("đ"): "d", ord("ß"): "ß"})
    table.update(dict.fromkeys(map(ord, _SPACES), " "))
    table.update(dict.fromkeys(map(ord, _DASHES), "-"))
    table.update(dict.fromkeys(map(ord, _APOSTROPHES), "'"))
    table.update({point: " " for point in range(0x20) if point != 0x0A})
    table.update(dict.fromkeys(map(ord, _FOOTNOTES), " "))
    table.update({ord("й"): "й", ord("ї"): "ї", ord("ё"): "е"})
    return table


def fold(text: str) -> str:
    """The text in small letters without accents, of the same length."""
    table = _letters()
    odd = [letter for letter in set(text) if ord(letter) in table]
    if len(odd) > _MANY_LETTERS:
        return text.translate(table).replace("\u0130", "i").lower()
    for letter in odd:
        text = text.replace(letter, table[ord(letter)])
    return text.lower()


def mask(folded: str) -> str:
    """Folded text without addresses, telephone, account and file numbers (READING.md, rules 21, 27, 28)."""
    if ".pdf" in folded or ".doc" in folded:
        folded = _FILE.sub(_blank, folded)
    masked = _ADDRESS.sub(_blank, folded) if "://" in folded or "www." in folded or "](" in folded else folded
    masked = _without_mail(masked) if "@" in masked else masked
    masked = _ZERO_NUMBER.sub(_blank_alone, masked)
    masked = _ACCOUNT.sub(_blank_account, masked)
    masked = _DOTTED.sub(_blank_numbered, masked)
    return _PHONE.sub(_blank_called, masked)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _blank_alone(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1 : match.start()]
    return match[0] if before and before in "0123456789/.," else " " * len(match[0])


def _blank_numbered(match: re.Match[str]) -> str:
    cue = _NUMBERED.search(match.string, max(0, match.start() - 18), match.start())
    return " " * len(match[0]) if cue else match[0]


def _blank_account(match: re.Match[str]) -> str:
    country = match.string[max(0, match.start() - 2) : match.start()]
    return " " * len(match[0]) if len(country) == 2 and country.isalpha() else match[0]


def _blank_called(match: re.Match[str]) -> str:
    called = _PHONE_CUE.search(match.string, max(0, match.start() - _PHONE_CUE_REACH), match.start())
    return " " * len(match[0]) if called else match[0]


def _without_mail(text: str) -> str:
    """Blank the up to 64 characters on both sides of each @ that hang together with it."""
    pieces, done, at = [], 0, text.find("@")
    while at >= 0:
        start = max((text.rfind(gap, done, at) for gap in " \n(<"), default=-1) + 1
        start = max(start, at - 64, done)
        end = at + 1
        while end < min(len(text), at + 64) and not text[end].isspace():
            end += 1
        pieces += [text[done:start], " " * (end - start)]
        done, at = end, text.find("@", end)
    return "".join([*pieces, text[done:]])
