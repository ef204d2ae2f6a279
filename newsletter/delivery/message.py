"""The bytes of a mail: headers, text part first, then HTML, quoted-printable (RFC 2045), lines of at most 76.

A calendar stands beside both (multipart/mixed), so that programs which know none of it show the mail all the same.
"""

from __future__ import annotations

import binascii
import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from newsletter import tokens
from newsletter.delivery.headers import address_header, list_header, text_header, token_header
from newsletter.settings import MailSettings


@dataclass(frozen=True, slots=True)
class Letter:
    """What an edition says, with places for each reader's own links; `calendar` is empty or iCalendar.

    Without `html` the text goes alone.
    """

    subject: str
    html: str
    text: str
    language: str
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a letter goes to."""

    subscriber_id: int
    address: str


def message_id(issue_id: int, subscriber_id: int, address: str, settings: MailSettings) -> str:
    """The same for the same issue and reader, however often it is tried: the mail server's log can be asked for it."""
    mark = tokens.address_mark(address, settings.secret)
    return f"<issue-{issue_id}.{subscriber_id}.{mark}@{settings.sender_domain}>"


def unsubscribe_url(addressee: Addressee, language: str, settings: MailSettings) -> str:
    """The reader's own link: GET shows a page with a button, POST leaves at once (RFC 8058)."""
    token = tokens.unsubscribe_token(addressee.subscriber_id, addressee.address, secret=settings.secret)
    return settings.page(f"/abmelden/{token}", language)


def preferences_url(addressee: Addressee, language: str, settings: MailSettings, *, now: datetime) -> str:
    """The reader's own way to what they chose; it holds for half a year, for mails are passed on."""
    token = tokens.preferences_token(addressee.subscriber_id, addressee.address, secret=settings.secret, now=now)
    return settings.page(f"/einstellungen/{token}", language)


def list_message(
    letter: Letter,
    address: str,
    settings: MailSettings,
    *,
    unsubscribe: str,
    mailto: str = "",
    message_id: str,
    date: datetime,
) -> bytes:
    """A mail that somebody ordered and can end with one click at `unsubscribe` (RFC 8058). Raises HeaderRefused."""
    headers = [
        *_common(letter.subject, address, settings, message_id=message_id, date=date),
        *list_headers(letter.language, settings),
        list_header("List-Unsubscribe", (unsubscribe, mailto) if mailto else (unsubscribe,)),
        token_header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        *complaint_headers(message_id, settings),
        token_header("Content-Language", letter.language),
    ]
    if not letter.html:
        return _written(headers, _part(part_type("text/plain"), letter.text))
    if letter.calendar:
        return _mixed(headers, letter, message_id)
    return _written(headers, _alternatives(letter.text, letter.html, message_id))


def list_headers(language: str, settings: MailSettings) -> list[str]:
    """Whose list it is and where it is explained, owned and kept (RFC 2919, RFC 2369)."""
    return [
        token_header("List-Id", f"<{settings.list_id or f'partnerpost.{settings.sender_domain}'}>"),
        list_header("List-Help", (settings.page("/hilfe", language),)),
        list_header("List-Owner", (f"mailto:{settings.answers_to}",)),
        list_header("List-Archive", (settings.page("/ausgaben", language),)),
        token_header("Precedence", "bulk"),
    ]


def complaint_headers(message_id: str, settings: MailSettings, *, to: str = "") -> list[str]:
    """Where mailbox providers report complaints, and about what: the issue, and to us alone the mail (RFC 9477)."""
    mark = message_id.strip("<>").partition("@")[0]
    what = mark.partition(".")[0]
    return [
        token_header("Feedback-ID", f"{what}:newsletter:{settings.sender_domain}:partnerpost"),
        token_header("CFBL-Address", f"{to or settings.answers_to}; report=arf"),
        token_header("CFBL-Feedback-ID", mark),
    ]


def office_message(letter: Letter, address: str, settings: MailSettings, *, message_id: str, date: datetime) -> bytes:
    """A mail to somebody of the office, text and HTML; it belongs to no list. Raises HeaderRefused."""
    headers = [
        *_common(letter.subject, address, settings, message_id=message_id, date=date),
        token_header("Content-Language", letter.language),
    ]
    return _written(headers, _alternatives(letter.text, letter.html, message_id))


def plain_message(
    subject: str, text: str, address: str, settings: MailSettings, *, language: str, message_id: str, date: datetime
) -> bytes:
    """A mail of the system itself, text only. Raises HeaderRefused."""
    headers = [
        *_common(subject, address, settings, message_id=message_id, date=date),
        token_header("Content-Language", language),
    ]
    return _written(headers, _part(part_type("text/plain"), text))


def _written(headers: list[str], body: str) -> bytes:
    return ("\r\n".join(headers) + "\r\n" + body).encode("ascii")


def _mixed(headers: list[str], letter: Letter, message_id: str) -> bytes:
    calendar = _part(calendar_type(), letter.calendar)
    return _written(
        headers, _multipart("mixed", [_alternatives(letter.text, letter.html, message_id), calendar], message_id)
    )


def _alternatives(text: str, html: str, message_id: str) -> str:
    return _multipart(
        "alternative", [_part(part_type("text/plain"), text), _part(part_type("text/html"), html)], message_id
    )


def _multipart(kind: str, parts: list[str], message_id: str) -> str:
    """A body of parts with the header that says so; its boundary is the same on every attempt."""
    boundary = "=_" + hashlib.sha256(f"{kind}:{message_id}".encode()).hexdigest()[:24]
    body = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts) + f"--{boundary}--\r\n"
    return f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n\r\n{body}'


def sender_headers(settings: MailSettings) -> list[str]:
    """Who writes, where answers go, and that a machine wrote it (RFC 3834)."""
    return [
        address_header("From", settings.sender_name, settings.sender_address),
        address_header("Reply-To", "", settings.answers_to),
        token_header("Auto-Submitted", "auto-generated"),
        "MIME-Version: 1.0",
    ]


def part_type(kind: str, parameters: str = "", *, disposition: str = "") -> str:
    """The header lines of a part that is written in quoted-printable."""
    said = f"Content-Type: {kind}; charset=utf-8{parameters}\r\nContent-Transfer-Encoding: quoted-printable"
    return said + (f"\r\nContent-Disposition: {disposition}" if disposition else "")


def calendar_type() -> str:
    """The header lines of a calendar that stands beside a mail."""
    return part_type("text/calendar", "; method=PUBLISH", disposition='attachment; filename="fristen.ics"')


def _common(subject: str, to: str, settings: MailSettings, *, message_id: str, date: datetime) -> list[str]:
    return [
        *sender_headers(settings),
        address_header("To", "", to),
        text_header("Subject", subject),
        token_header("Date", format_datetime(date)),
        token_header("Message-ID", message_id),
    ]


def _part(type_of_part: str, text: str) -> str:
    said = text.replace("\r\n", "\n").encode()
    encoded = binascii.b2a_qp(said, istext=True).decode("ascii").replace("\n", "\r\n")
    return f"{type_of_part}\r\n\r\n{encoded}" + ("" if encoded.endswith("\n") else "\r\n")
