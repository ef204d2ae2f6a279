"""What somebody says of a link, as text from a table or a form, made into values. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from aggregator.model import TwinningKind, TwinningStatus
from aggregator.register.faults import Fault, Wrong
from aggregator.taxonomy import is_country, terms

_FIRST_YEAR, _LAST_YEAR = 800, 2100
_LONGEST_NAME, _LONGEST_NOTE = 200, 2000
_QID = re.compile(r"(?:https?://www\.wikidata\.org/entity/)?(Q[1-9][0-9]{0,14})")
# spreadsheets and Wikidata write a day or a moment where a year is meant
_YEAR = re.compile(r"([0-9]{3,4})(?:-[0-9]{2}(?:-[0-9]{2}(?:T.*)?)?)?")

Values = dict[str, Any]
"""By field of `Twinning`; fields of which nothing is said are not there. Ready for JSON."""


class _Unreadable(ValueError):
    """The text is none of what the field can hold."""


def read_values(texts: Mapping[str, str]) -> tuple[Values, list[Fault]]:
    """What is said, by field, and what of it cannot be read. A field with a fault is left out."""
    values: Values = {}
    faults: list[Fault] = []
    for field, (wrong, read) in _FIELDS.items():
        text = _tidied(texts.get(field, ""))
        if not text and field not in ("partner", "country"):
            continue
        try:
            values[field] = read(text)
        except _Unreadable:
            faults.append(Fault(wrong, text, field=field))
    return values, faults


def _tidied(text: str) -> str:
    """On one line, without signs that cannot be seen."""
    seen = "".join(" " if letter.isspace() else letter for letter in unicodedata.normalize("NFC", text))
    return " ".join("".join(letter for letter in seen if unicodedata.category(letter)[0] != "C").split())


def _partner(text: str) -> str:
    if not text or len(text) > _LONGEST_NAME:
        raise _Unreadable
    return text


def _country(text: str) -> str:
    code = text.upper()
    if len(code) != len("PL") or code in terms("country") or not is_country(code):
        raise _Unreadable
    return code


def _names(text: str) -> list[str]:
    return [_partner(name.strip()) for name in re.split("[;|]", text) if name.strip()]


def _note(text: str) -> str:
    return text[:_LONGEST_NOTE]


def _kind(text: str) -> str:
    if text.casefold() not in set(TwinningKind):
        raise _Unreadable
    return text.casefold()


def _status(text: str) -> str:
    if text.casefold() not in set(TwinningStatus):
        raise _Unreadable
    return text.casefold()


def _year(text: str) -> int:
    found = _YEAR.fullmatch(text)
    if not found or not text.isascii() or not _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
        raise _Unreadable
    return int(found[1])


def _matching(pattern: str) -> Callable[[str], str]:
    shape = re.compile(pattern)

    def read(text: str) -> str:
        if not shape.fullmatch(text):
            raise _Unreadable
        return text

    return read


def _qid(text: str) -> str:
    found = _QID.fullmatch(text)
    if not found:
        raise _Unreadable
    return found[1]


def _degrees(most: int) -> Callable[[str], float]:
    def read(text: str) -> float:
        if not re.fullmatch(r"-?[0-9]{1,3}(?:\.[0-9]{1,20})?", text) or not text.isascii() or abs(float(text)) > most:
            raise _Unreadable
        return round(float(text), 5)

    return read


_FIELDS: dict[str, tuple[Wrong, Callable[[str], Any]]] = {
    "partner": (Wrong.PARTNER, _partner),
    "country": (Wrong.COUNTRY, _country),
    "other_names": (Wrong.PARTNER, _names),
    "region": (Wrong.KEY, _matching(r"[A-Z]{2}-[A-Z0-9]{1,3}")),
    "insee": (Wrong.KEY, _matching(r"[0-9][0-9AB][0-9]{3}")),
    "geonames": (Wrong.KEY, _matching(r"[1-9][0-9]{0,11}")),
    "qid": (Wrong.KEY, _qid),
    "latitude": (Wrong.PLACE, _degrees(90)),
    "longitude": (Wrong.PLACE, _degrees(180)),
    "kind": (Wrong.KIND, _kind),
    "since": (Wrong.SINCE, _year),
    "status": (Wrong.STATUS, _status),
    "note": (Wrong.PARTNER, _note),
    "source": (Wrong.PARTNER, _note),
    "licence": (Wrong.PARTNER, _partner),
    "source_url": (Wrong.ADDRESS, _matching(r"https?://[^\s<>\"]{1,2000}")),
}
