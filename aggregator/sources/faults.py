"""What can be wrong with the description of a source, said to those who wrote it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Self

from aggregator import sentences

_FILE = Path(__file__).parent / "faults.yaml"


class SourceFault(StrEnum):
    """The closed list; each has its sentence in `faults.yaml`."""

    KEY = "key"
    NAME = "name"
    URL = "url"
    LANGUAGE = "language"
    COUNTRY = "country"
    TOPIC = "topic"
    OPPORTUNITY = "opportunity"
    PRIORITY = "priority"
    NUL = "nul"
    EVIDENCE = "evidence"
    KEY_TAKEN = "key_taken"
    ADDRESS_TAKEN = "address_taken"
    CHOOSE = "choose"
    OPTIONS_YAML = "options_yaml"
    OPTIONS_UNREADABLE = "options_unreadable"
    OPTIONS_LINES = "options_lines"
    OPTIONS_JSON = "options_json"
    OPTIONS_EXPECTED = "options_expected"
    UNKNOWN_FIELD = "unknown_field"
    TEXT = "text"
    TEXT_NOT_NO = "text_not_no"
    CODES = "codes"
    NUMBER = "number"
    ONE_OF = "one_of"
    NO_ROWS = "no_rows"
    QUOTE_OPEN = "quote_open"
    CSV = "csv"
    MISSING_COLUMN = "missing_column"
    UNKNOWN_COLUMN = "unknown_column"
    COLUMN_TWICE = "column_twice"
    TOO_MANY_CELLS = "too_many_cells"
    SEVERAL = "several"
    YAML = "yaml"
    NOT_FIELDS = "not_fields"
    OPML = "opml"
    NO_FEED = "no_feed"
    ENTITY = "entity"
    ENCODING = "encoding"


class SourceInvalid(ValueError):
    """A description that cannot become a source; the message says, in English, which part and what it should be.

    `parts` stand in the sentence, `line` (from 1; 0 for none) and `source` before the message alone.
    """

    def __init__(self, fault: SourceFault, /, *, line: int = 0, source: str = "", **parts: object) -> None:
        self.fault, self.parts, self.line, self.source = fault, parts, line, source
        where = f"line {line}: " if line else ""
        whose = f"source {source!r}: " if source else ""
        super().__init__(f"{where}{whose}{self.sentence('en')}")

    def at(self, line: int) -> Self:
        """The same fault, found on this line."""
        return type(self)(self.fault, line=line, source=self.source, **self.parts)

    def sentence(self, language: str) -> str:
        """What is wrong, in German, French, English or Polish (German for any other language)."""
        return sentences.sentence(_FILE, self.fault.value, language).format(**self.parts)
