"""What people enter by hand: the fields of their form say everything, and their words are shown as they wrote them."""

from __future__ import annotations

from aggregator.finding import Finding
from aggregator.reading import Reading


def as_entered(finding: Finding, reading: Reading) -> Reading:
    """What is left to be read of an entry whose fields a person filled in: no fact that they left open.

    The language is the one they chose, and the summary is all of their text. The text itself is left out, so that a
    word such as "abgesagt" in it does not withdraw what they have just entered.
    """
    return Reading(
        text="",
        language=finding.language or reading.language,
        kind=reading.kind,
        title=reading.title,
        summary=" ".join((finding.text or "").split()),
    )
