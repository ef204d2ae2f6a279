"""The explanation as JSON."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.reading import Evidence, Reading
from aggregator.reading.pdf import PdfText
from partnerpost.explaining.findings import Found
from partnerpost.explaining.given import Given

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def answer(given: Given, reading: Reading, facts: Sequence[Found]) -> dict[str, object]:
    """The text, and every fact with its rule, confidence and place; `page` counts from 1 and is there for PDF alone."""
    return {
        "title": _writable(reading.title),
        "url": given.document.url,
        "language": reading.language,
        "reasons": list(reading.reasons),
        "flags": list(reading.flags),
        "text": _writable(reading.text),
        "facts": [
            {
                "fact": fact.fact,
                "value": _writable(fact.value),
                "certainty": fact.certainty,
                "details": [_writable(detail) for detail in fact.details],
                "rule": fact.rule,
                "confidence": fact.confidence,
                "evidence": _place(fact.evidence, given.pdf) if fact.evidence else None,
            }
            for fact in facts
        ],
    }


def _place(evidence: Evidence, pdf: PdfText | None) -> dict[str, object]:
    place: dict[str, object] = {"quote": _writable(evidence.quote), "start": evidence.start, "end": evidence.end}
    return place | ({"page": pdf.page_of(evidence.start)} if pdf else {})


def _writable(text: str) -> str:
    """Lone surrogates cannot be written as UTF-8; one sign stands for one sign, so that places stay right."""
    return _LONE_SURROGATE.sub("\ufffd", text)
