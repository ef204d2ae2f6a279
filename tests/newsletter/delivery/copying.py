"""One reader's copy of a letter, made as it is made when issues are handed over."""

from __future__ import annotations

from datetime import datetime

from newsletter.delivery.copies import Copies, Signer, shared_headers, subject_line
from newsletter.delivery.encoding import Part, pieces
from newsletter.delivery.message import Addressee, Letter
from newsletter.settings import MailSettings


def copies_of(letter: Letter, settings: MailSettings) -> Copies:
    """A letter, encoded."""
    headers = subject_line(letter.subject) + shared_headers(letter.language, settings)
    text, html = Part(pieces(letter.text)), Part(pieces(letter.html))
    calendar = Part(pieces(letter.calendar)).filled({}) if letter.calendar else b""
    return Copies(settings, letter.language, headers, text, html, calendar)


def issue_message(
    letter: Letter,
    addressee: Addressee,
    settings: MailSettings,
    *,
    message_id: str,
    date: datetime,
    signer: Signer | None = None,
) -> bytes:
    """A letter as one reader gets it."""
    made = copies_of(letter, settings)
    return made.copy(addressee, message_id=message_id, date=date, html=bool(letter.html), signer=signer)
