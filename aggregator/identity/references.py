"""Reference numbers that a call carries wherever it is reported."""

from __future__ import annotations

import re

# programme, year, strand: CERV-2026-CITIZENS-TOWN-TT, ERASMUS-SPORT-2027-SCP, EACEA/12/2026. The year keeps out what
# is merely written in capitals; behind it small letters occur (two-stage).
_PROGRAMME = re.compile(
    r"(?<![\w-])[A-Z][A-Z0-9]{1,14}(?:-[A-Z0-9]{1,16}){0,6}?-20\d\d(?:-[A-Za-z0-9]{1,16}){0,8}(?![\w-])"
)
_NUMBERED = re.compile(
    r"(?<![\w/])[A-Z]{2,10}/[A-Z0-9]{1,10}/20\d\d(?![\w/])|(?<![\w/])[A-Z]{2,10}/20\d\d/\d{1,6}(?![\w/])"
)
_LONGEST_TEXT = 20_000


def reference_ids(text: str) -> frozenset[str]:
    """The reference numbers printed in a text, in capitals; a shorter one that only begins a longer one is left out."""
    found = {match[0].upper() for match in _PROGRAMME.finditer(text, 0, _LONGEST_TEXT)}
    found |= {match[0] for match in _NUMBERED.finditer(text, 0, _LONGEST_TEXT)}
    return frozenset(
        code for code in found if not any(other != code and other.startswith(f"{code}-") for other in found)
    )
