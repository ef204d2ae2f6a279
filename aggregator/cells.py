"""Text in the cells of a table: a spreadsheet must not take it for a formula."""

from __future__ import annotations

import re

# a spreadsheet takes a cell that begins so for a formula; an apostrophe before it says that it is text
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def as_cell(said: str) -> str:
    """The text as it is written into a cell."""
    return f"'{said}" if _FORMULA.match(said) else said


def from_cell(cell: str) -> str:
    """What `as_cell` was given, without blanks around it."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
