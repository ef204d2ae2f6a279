"""The question to Wikidata that a person puts by hand; its answer is a table for our import."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FIRST_DIGITS = {
    **{"SH": "01", "HH": "02", "NI": "03", "HB": "04", "NW": "05", "HE": "06", "RP": "07", "BW": "08"},
    **{"BY": "09", "SL": "10", "BE": "11", "BB": "12", "MV": "13", "SN": "14", "ST": "15", "TH": "16"},
}
"""Of the official keys, by state."""


def wikidata_query(state: str) -> str:
    """SPARQL for one state. KeyError for none."""
    return _text().replace('"STATE"', f'"{FIRST_DIGITS[state]}"')


@cache
def _text() -> str:
    return (Path(__file__).parent / "wikidata.rq").read_text(encoding="utf-8")
