"""Findings that are PDFs: their text, and the page on which each character of it stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace

from aggregator.finding import FailureKind, Finding, FindingRefused
from aggregator.intake.cleaning import clean
from aggregator.reading.pdf import DocumentUnreadable, pdf_text

PAGE_STARTS = "page_starts"
"""Field of a finding that was a PDF: where each of its pages begins in the text, in characters, parted by blanks."""


def opened(finding: Finding) -> Finding:
    """The finding with the text of its PDF, if it is one. Raises FindingRefused for one that cannot be read."""
    if finding.pdf is None:
        return finding
    try:
        pdf = pdf_text(finding.pdf)
    except DocumentUnreadable as trouble:
        raise FindingRefused(FailureKind.UNREADABLE, str(trouble)) from trouble
    if not pdf.text.strip():
        raise FindingRefused(FailureKind.EMPTY, "the PDF holds no text, only pictures of it")
    starts = " ".join(str(len(clean(pdf.text[:start]))) for start in pdf.page_starts)
    return replace(finding, pdf=None, html=None, text=clean(pdf.text), fields={**finding.fields, PAGE_STARTS: starts})


def page_of(fields: Mapping[str, str], place: int) -> int | None:
    """The number of the page, from 1, on which a character of the text stands; None for what was no PDF."""
    starts = [int(start) for start in fields.get(PAGE_STARTS, "").split() if start.isdecimal()]
    return max(1, bisect_right(starts, place)) if starts else None
