"""A table of readers (CSV, a heading in the first line) read into rows, and what is wrong with the others, by line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session

from aggregator import taxonomy
from aggregator.cells import from_cell
from aggregator.folding import fold
from aggregator.model import MailFormat, Municipality, Rhythm
from aggregator.register import lookup, municipality
from newsletter.addresses import AddressRefused, LettersBeforeAt, normal_address
from newsletter.readership.choices import Choices

MOST_LINES = 50_000
COLUMNS = (
    *("adresse", "kommune", "laender", "themen", "fuer", "rhythmus", "sprache", "form"),
    *("rechtsgrundlage", "nachweis", "bestaetigt_am"),
)
"""The columns of a table; `adresse` and `rechtsgrundlage` are needed, what else stands there is passed over."""
RHYTHMS = {"woechentlich": Rhythm.WEEKLY, "monatlich": Rhythm.MONTHLY, "fristen": Rhythm.DEADLINES}
_LANGUAGES = ("de", "fr", "en", "pl")
_SHOWN = 60
_KEY = re.compile(r"[0-9]{7,8}", re.ASCII)


class Wrong(StrEnum):
    """What can be wrong: of the file as a whole first, then of one line."""

    EMPTY = "empty"
    ENCODING = "encoding"
    COLUMN = "column"
    LONG = "long"
    ADDRESS = "address"
    LETTERS = "letters"
    TWICE = "twice"
    BASIS = "basis"
    EVIDENCE = "evidence"
    DAY = "day"
    TOWN = "town"
    TOWNS = "towns"
    COUNTRY = "country"
    TOPIC = "topic"
    AUDIENCE = "audience"
    RHYTHM = "rhythm"
    LANGUAGE = "language"
    FORMAT = "format"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; `line` counts from 1 with the heading, 0 where the whole file is meant."""

    wrong: Wrong
    line: int = 0
    value: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line that could be read. With `confirmed_on` there is `evidence` of a consent given elsewhere."""

    line: int
    address: str
    choices: Choices
    basis: str
    evidence: str
    confirmed_on: date | None


class TableUnreadable(ValueError):
    """The file as a whole is no such table; the fault says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.wrong.value)
        self.fault = fault


class _LineRefused(ValueError):
    def __init__(self, wrong: Wrong, value: str = "") -> None:
        super().__init__(wrong.value)
        self.wrong, self.value = wrong, value[:_SHOWN]


def decoded(content: bytes, *, most: int) -> str:
    """The text of a file of at most so many bytes, in UTF-8 with or without a mark. Raises TableUnreadable."""
    if len(content) > most:
        raise TableUnreadable(Fault(Wrong.LONG))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableUnreadable(Fault(Wrong.ENCODING)) from error
    if "\0" in text:
        raise TableUnreadable(Fault(Wrong.ENCODING))
    return text


def read_table(session: Session, text: str, *, today: date, smtputf8: bool = False) -> tuple[list[Row], list[Fault]]:
    """All lines that can be read, and what is wrong with the others. Raises TableUnreadable where none can be."""
    lines = _lines(text)
    heading = [name.strip().casefold() for name in next(lines, [])]
    if not any(heading):
        raise TableUnreadable(Fault(Wrong.EMPTY))
    for needed in ("adresse", "rechtsgrundlage"):
        if needed not in heading:
            raise TableUnreadable(Fault(Wrong.COLUMN, value=needed))
    reading = _Reading(session, today, smtputf8=smtputf8)
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, cells in enumerate(lines, start=2):
        if number > MOST_LINES + 1:
            raise TableUnreadable(Fault(Wrong.LONG))
        if not any(cell.strip() for cell in cells):
            continue
        try:
            rows.append(reading.row(number, dict(zip(heading, map(from_cell, cells), strict=False))))
        except _LineRefused as refused:
            faults.append(Fault(refused.wrong, number, refused.value))
    return rows, faults


def _lines(text: str) -> Iterator[list[str]]:
    first = text.split("\n", 1)[0]
    mark = ";" if first.count(";") >= first.count(",") else ","
    return csv.reader(io.StringIO(text, newline=""), delimiter=mark)


class _Reading:
    """One pass over a table; towns are looked up once each."""

    def __init__(self, session: Session, today: date, *, smtputf8: bool) -> None:
        self._session, self._today, self._smtputf8 = session, today, smtputf8
        self._towns: dict[str, str | Wrong] = {}
        self._seen: set[str] = set()

    def row(self, number: int, cells: dict[str, str]) -> Row:
        """Raises _LineRefused."""

        def cell(name: str) -> str:
            return " ".join(cells.get(name, "").split())

        address = self._address(cell("adresse"))
        if not cell("rechtsgrundlage"):
            raise _LineRefused(Wrong.BASIS)
        confirmed_on = self._day(cell("bestaetigt_am"))
        if (confirmed_on is None) != (not cell("nachweis")):
            raise _LineRefused(Wrong.EVIDENCE)
        choices = Choices(
            language=_one(cell("sprache") or "de", _LANGUAGES, Wrong.LANGUAGE),
            format=MailFormat(_one(cell("form") or "html", tuple(MailFormat), Wrong.FORMAT)),
            rhythm=RHYTHMS[_one(fold(cell("rhythmus")) or "woechentlich", tuple(RHYTHMS), Wrong.RHYTHM)],
            municipality_ags=self._town(cell("kommune")),
            countries=_codes(cell("laender"), _country, Wrong.COUNTRY),
            topics=_codes(cell("themen"), lambda word: _term("topic", word), Wrong.TOPIC),
            audiences=_codes(cell("fuer"), lambda word: _term("audience", word), Wrong.AUDIENCE),
        )
        return Row(number, address, choices, cell("rechtsgrundlage"), cell("nachweis"), confirmed_on)

    def _address(self, said: str) -> str:
        try:
            address = normal_address(said, smtputf8=self._smtputf8)
        except LettersBeforeAt as refused:
            raise _LineRefused(Wrong.LETTERS, said) from refused
        except AddressRefused as refused:
            raise _LineRefused(Wrong.ADDRESS, said) from refused
        if address.lower() in self._seen:
            raise _LineRefused(Wrong.TWICE, said)
        self._seen.add(address.lower())
        return address

    def _day(self, said: str) -> date | None:
        if not said:
            return None
        for form in ("%Y-%m-%d", "%d.%m.%Y"):
            try:
                day = datetime.strptime(said, form).date()  # noqa: DTZ007 - a day of the calendar has no zone
            except ValueError:
                continue
            if day <= self._today:
                return day
        raise _LineRefused(Wrong.DAY, said)

    def _town(self, said: str) -> str | None:
        if not said:
            return None
        if said not in self._towns:
            self._towns[said] = self._look_up(said)
        found = self._towns[said]
        if isinstance(found, Wrong):
            raise _LineRefused(found, said)
        return found

    def _look_up(self, said: str) -> str | Wrong:
        if _KEY.fullmatch(said):
            key = said.rjust(8, "0")  # spreadsheets drop the first nought
            return key if municipality(self._session, key) else Wrong.TOWN
        found: Sequence[Municipality] = lookup(self._session, said)
        exact = [one for one in found if one.folded_name == fold(said)]
        meant = exact if len(exact) == 1 else found
        if len(meant) == 1:
            return meant[0].ags
        return Wrong.TOWNS if found else Wrong.TOWN


def _one(said: str, known: Sequence[str], wrong: Wrong) -> str:
    if said.casefold() not in known:
        raise _LineRefused(wrong, said)
    return said.casefold()


def _codes(said: str, meaning: Callable[[str], str | None], wrong: Wrong) -> tuple[str, ...]:
    """`PL, Frankreich` into codes, in alphabetical order."""
    found = set()
    for word in filter(None, (part.strip() for part in re.split(r"[,|]", said))):
        code = meaning(word)
        if code is None:
            raise _LineRefused(wrong, word)
        found.add(code)
    return tuple(sorted(found))


def _country(word: str) -> str | None:
    return taxonomy.by_label("country", word)


def _term(facet: str, word: str) -> str | None:
    return taxonomy.by_slug(facet, word) or taxonomy.by_label(facet, word)
