"""What of the inbox somebody looks at: a view, a source, a country, where in the list. Every form carries it on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Form

from aggregator.review import Choice, Part

PER_PAGE = 20


class View(StrEnum):
    """What part of the inbox is shown, as it stands in the address."""

    ALL = "alle"
    URGENT = "dringend"
    CHANGED = "geaendert"
    UNSURE = "unsicher"
    NOTICES = "meldungen"
    LATER = "spaeter"


PARTS = {
    View.ALL: Part.OFFERS,
    View.URGENT: Part.URGENT,
    View.CHANGED: Part.CHANGED,
    View.UNSURE: Part.UNSURE,
    View.NOTICES: Part.NOTICES,
    View.LATER: Part.LATER,
}


@dataclass(frozen=True, slots=True)
class Selection:
    """One look at the inbox. `source` is a key, `country` a code; empty: all. `start` counts the rows before it."""

    view: View = View.ALL
    source: str = ""
    country: str = ""
    start: int = 0

    @property
    def choice(self) -> Choice:
        """The same for the room that knows what waits."""
        return Choice(PARTS[self.view], self.source, self.country)

    @property
    def fields(self) -> dict[str, str]:
        """What a form or an address carries; what is usual is left out."""
        said = {
            "ansicht": self.view.value if self.view is not View.ALL else "",
            "quelle": self.source,
            "land": self.country,
            "ab": str(self.start) if self.start else "",
        }
        return {name: value for name, value in said.items() if value}

    def query(self, **other: str | int) -> str:
        """The end of an address, with `?` where something is chosen.

        `view`, `source`, `country` and `start` may be others, who changes one begins at the start; what else is given
        is carried along.
        """
        changed = Selection(
            view=View(str(other.pop("view", self.view))),
            source=str(other.pop("source", self.source)),
            country=str(other.pop("country", self.country)),
            start=int(other.pop("start", 0)),
        )
        said = urlencode(changed.fields | other)
        return f"?{said}" if said else ""


def selection_of(ansicht: str, quelle: str, land: str, ab: str) -> Selection:
    """Read what stands in an address or a form; what nobody understands is as if it were not there."""
    return Selection(
        view=View(ansicht) if ansicht in set(View) else View.ALL,
        source=quelle if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,99}", quelle) else "",
        country=land if re.fullmatch(r"[A-Z]{2}", land) else "",
        start=int(ab) if re.fullmatch(r"[0-9]{1,6}", ab) else 0,
    )


def _in_address(ansicht: str = "", quelle: str = "", land: str = "", ab: str = "") -> Selection:
    return selection_of(ansicht, quelle, land, ab)


def _in_form(
    ansicht: Annotated[str, Form()] = "",
    quelle: Annotated[str, Form()] = "",
    land: Annotated[str, Form()] = "",
    ab: Annotated[str, Form()] = "",
) -> Selection:
    return selection_of(ansicht, quelle, land, ab)


Chosen = Annotated[Selection, Depends(_in_address)]
Kept = Annotated[Selection, Depends(_in_form)]
