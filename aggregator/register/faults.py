"""What is wrong with a table or a form, by name; the sentences stand beside this module."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

_LONGEST_SHOWN = 60


class Wrong(StrEnum):
    """What can be wrong: of the file as a whole first, then of one line."""

    EMPTY = "empty"
    ENCODING = "encoding"
    SEPARATOR = "separator"
    COLUMN = "column"
    LONG = "long"
    AGS = "ags"
    PARTNER = "partner"
    COUNTRY = "country"
    KIND = "kind"
    STATUS = "status"
    SINCE = "since"
    KEY = "key"
    PLACE = "place"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; `line` counts from 1 with the header, 0 where the whole file is meant. `field` is that of a link."""

    wrong: Wrong
    value: str = ""
    line: int = 0
    field: str = ""

    def sentence(self, language: str) -> str:
        """What is wrong and what to do."""
        said = _sentences()[self.wrong]
        value = self.value if len(self.value) <= _LONGEST_SHOWN else f"{self.value[:_LONGEST_SHOWN]}…"
        return (said.get(language) or said["de"]).replace("{value}", value)


@cache
def _sentences() -> dict[str, dict[str, str]]:
    with (Path(__file__).parent / "faults.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, dict[str, str]] = yaml.safe_load(lines)
    return loaded
