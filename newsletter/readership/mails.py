"""The mails to one reader alone in words: each one link and the imprint. Links are made when a mail is handed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aggregator.model import ReaderMail, ReaderMailKind, Subscriber
from newsletter import tokens
from newsletter.cleaning import clean
from newsletter.confirmation import confirmation
from newsletter.rendering import filled_text
from newsletter.settings import MailSettings
from newsletter.wording import Wording


@dataclass(frozen=True, slots=True)
class Written:
    """A mail in words; its id is the same however often it is tried."""

    subject: str
    text: str
    message_id: str


def written(mail: ReaderMail, reader: Subscriber, settings: MailSettings, *, now: datetime) -> Written:
    """What a mail says at this moment."""
    message_id = _message_id(mail, reader, settings)
    if mail.kind is ReaderMailKind.CONFIRMATION:
        made = confirmation(reader, settings, now=now)
        return Written(made.subject, made.text, message_id)
    words = Wording(reader.language)
    subject, template = {
        ReaderMailKind.PREFERENCES: (words.gettext("Ihre Einstellungen für den Newsletter"), "preferences-link.txt"),
        ReaderMailKind.OWN_DATA: (words.gettext("Ihre Daten beim Newsletter"), "own-data-link.txt"),
        ReaderMailKind.NEW_ADDRESS: (words.gettext("Ihre neue Adresse für den Newsletter"), "new-address.txt"),
    }[mail.kind]
    text = filled_text(
        template,
        reader.language,
        office=clean(settings.office_name),
        link=_link(mail, reader, settings, now),
        imprint=tuple(clean(line) for line in settings.imprint),
        imprint_url=settings.page("/impressum", reader.language),
    )
    return Written(subject, text, message_id)


def preferences_page(reader: Subscriber, settings: MailSettings, *, now: datetime) -> str:
    """The whole address of a reader's own page, for mails. It holds for half a year."""
    assert reader.id is not None
    token = tokens.preferences_token(reader.id, reader.address, secret=settings.secret, now=now)
    return settings.page(f"/einstellungen/{token}", reader.language)


def _link(mail: ReaderMail, reader: Subscriber, settings: MailSettings, now: datetime) -> str:
    assert reader.id is not None
    if mail.kind is ReaderMailKind.PREFERENCES:
        return preferences_page(reader, settings, now=now)
    if mail.kind is ReaderMailKind.OWN_DATA:
        token = tokens.own_data_token(reader.id, reader.address, secret=settings.secret, now=now)
        return settings.page(f"/meine-daten/{token}", reader.language)
    token = tokens.new_address_token(reader.id, reader.address, mail.address, secret=settings.secret, now=now)
    return settings.page(f"/neue-adresse/{token}", reader.language)


def _message_id(mail: ReaderMail, reader: Subscriber, settings: MailSettings) -> str:
    mark = tokens.address_mark(reader.address, settings.secret)
    return f"<{mail.kind.value}-{mail.id}.{mark}.{int(mail.made_at.timestamp())}@{settings.sender_domain}>"
