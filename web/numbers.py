"""Numbers of things and versions, as they stand in addresses and forms."""

from __future__ import annotations

import re

from fastapi import HTTPException

NUMBER = r"[0-9]{1,9}"
"""How such a number is written, for patterns in which it is a part."""


def as_number(word: str) -> int | None:
    """The number; None where it is none of ours."""
    return int(word) if re.fullmatch(NUMBER, word) else None


def number_or_404(word: str, reason: str | None = None) -> int:
    """The number; raises 404 where it is none of ours. `reason` is one that the page of errors has words for."""
    number = as_number(word)
    if number is None:
        raise HTTPException(404, reason)
    return number


def entry_number(word: str) -> int:
    """The number of an opportunity; raises 404 where it cannot be one."""
    return number_or_404(word, "no-opportunity")
