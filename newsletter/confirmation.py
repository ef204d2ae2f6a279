"""The mail of the double opt-in: one link, one imprint, nothing else (no advertising, no logo, no items)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aggregator.model import Subscriber
from newsletter import tokens
from newsletter.cleaning import clean
from newsletter.rendering import filled_text
from newsletter.settings import MailSettings
from newsletter.wording import Wording


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The confirmation mail in words."""

    subject: str
    text: str


def confirmation(reader: Subscriber, settings: MailSettings, *, now: datetime) -> Confirmation:
    """The mail to a pending reader in their language; the link holds for seven days."""
    assert reader.id is not None
    token = tokens.confirm_token(reader.id, reader.address, secret=settings.secret, now=now)
    text = filled_text(
        "confirmation.txt",
        reader.language,
        office=clean(settings.office_name),
        link=settings.page(f"/bestaetigen/{token}", reader.language),
        imprint=tuple(clean(line) for line in settings.imprint),
        imprint_url=settings.page("/impressum", reader.language),
    )
    return Confirmation(Wording(reader.language).gettext("Bitte bestätigen Sie Ihre Anmeldung"), text)
