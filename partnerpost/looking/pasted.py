"""What was typed where an address was wanted."""

from __future__ import annotations

from crawlers.discovery import Mistake, NoAddress
from partnerpost.refusal import Refused

_SAID = {
    Mistake.EMPTY: "give the address of a page, a feed or a calendar",
    Mistake.MAIL: "{pasted!r} is a mail address: give the address of a website, perhaps {meant}",
    Mistake.OTHER_SCHEME: "{pasted!r} is no http or https address: only these are looked at",
    Mistake.NO_ADDRESS: "{pasted!r} is no web address: give one such as https://example.org/aktuelles",
}


def refused(error: NoAddress) -> Refused:
    """The mistake in a sentence that says what to give instead."""
    return Refused(_SAID[error.mistake].format(pasted=error.pasted[:100], meant=error.meant))
