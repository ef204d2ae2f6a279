"""Collected text for machines: one line, without what XML and calendars cannot carry."""

from __future__ import annotations

import re

# C0 and C1 controls, lone surrogates and the two non-characters are not allowed in XML 1.0 (section 2.2)
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """The text on one line, without control characters."""
    return " ".join(_UNWRITABLE.sub("", text).split())
