"""The journal: every change, who, when, before and after; one list over the ledgers that the rooms keep themselves."""

from aggregator.journal.documents import as_json
from aggregator.journal.ledgers import LEDGERS, things
from aggregator.journal.line import About, Author, By, Line, Place, Thing, Undone
from aggregator.journal.reading import Page, lines, page
from aggregator.journal.wanted import Wanted, Whose

__all__ = [
    "LEDGERS",
    "About",
    "Author",
    "By",
    "Line",
    "Page",
    "Place",
    "Thing",
    "Undone",
    "Wanted",
    "Whose",
    "as_json",
    "lines",
    "page",
    "things",
]
