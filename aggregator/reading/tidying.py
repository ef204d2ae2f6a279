"""Text as it is stored and quoted: letters composed, invisible hyphens and those at line ends taken out."""

from __future__ import annotations

import re
import unicodedata

_HYPHENATED = re.compile(r"-(?<=[^\W\d_]-)[ \t]?\n[ \t]?(?=[a-zäöüßéèàâêîôûçñąćęłńóśźż])")
_AND = re.compile(r"(?:und|oder|bzw|and|or|et|ou|i)\b")


def tidy(text: str) -> str:
    """The text all spans refer to. Most texts come back unchanged."""
    if "\u00ad" in text:
        text = text.replace("\u00ad", "")
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _HYPHENATED.sub(_joined, text) if "-" in text else text


def _joined(match: re.Match[str]) -> str:
    """Nothing for a word that was cut at the end of its line; "Vor- und Nachbereitung" keeps its hyphen."""
    return match[0] if _AND.match(match.string, match.end()) else ""
