"""The bytes of a mail: headers, text part first, then HTML, quoted-printable (RFC 2045), lines of at most 76."""

from __future__ import annotations

import binascii
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from newsletter import tokens
from newsletter.delivery.headers import address_header, list_header, text_header, token_header
from newsletter.settings import MailSettings

_UNSUBSCRIBE_PLACE = "{{unsubscribe}}"


@dataclass(frozen=True, slots=True)
class Letter:
    """What an edition says, with a place for each reader's own unsubscribe link."""

    subject: str
    html: str
    text: str
    language: str


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


def issue_message(
    letter: Letter, addressee: Addressee, settings: MailSettings, *, message_id: str, date: datetime
) -> bytes:
    """One reader's copy of an edition, lines ended with CRLF; `date` is aware. Raises HeaderRefused."""
    link = unsubscribe_url(addressee, letter.language, settings)
    token = link.rpartition("/")[2]
    mailto = f"mailto:{settings.answers_to}?subject={quote(f'unsubscribe {token}')}"
    own = replace(letter, text=_with_link(letter.text, link), html=_with_link(letter.html, link))
    return list_message(
        own, addressee.address, settings, unsubscribe=link, mailto=mailto, message_id=message_id, date=date
    )


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
        token_header("List-Id", f"<{settings.list_id or f'partnerpost.{settings.sender_domain}'}>"),
        list_header("List-Unsubscribe", (unsubscribe, mailto) if mailto else (unsubscribe,)),
        token_header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        list_header("List-Help", (settings.page("/impressum", letter.language),)),
        token_header("Content-Language", letter.language),
    ]
    return _alternatives(headers, letter.text, letter.html, message_id)


def _with_link(part: str, link: str) -> str:
    return part.replace(_UNSUBSCRIBE_PLACE, link)


def office_message(letter: Letter, address: str, settings: MailSettings, *, message_id: str, date: datetime) -> bytes:
    """A mail to somebody of the office, text and HTML; it belongs to no list. Raises HeaderRefused."""
    headers = [
        *_common(letter.subject, address, settings, message_id=message_id, date=date),
        token_header("Content-Language", letter.language),
    ]
    return _alternatives(headers, letter.text, letter.html, message_id)


def plain_message(
    subject: str, text: str, address: str, settings: MailSettings, *, language: str, message_id: str, date: datetime
) -> bytes:
    """A mail of the system itself, text only. Raises HeaderRefused."""
    headers = [
        *_common(subject, address, settings, message_id=message_id, date=date),
        token_header("Content-Language", language),
    ]
    return ("\r\n".join(headers) + "\r\n" + _part("text/plain", text)).encode("ascii")


def _alternatives(headers: list[str], text: str, html: str, message_id: str) -> bytes:
    boundary = "=_" + hashlib.sha256(message_id.encode()).hexdigest()[:24]
    kind = f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"'
    parts = (("text/plain", text), ("text/html", html))
    body = "".join(f"--{boundary}\r\n{_part(kind, part)}\r\n" for kind, part in parts) + f"--{boundary}--\r\n"
    return ("\r\n".join([*headers, kind]) + "\r\n\r\n" + body).encode("ascii")


def _common(subject: str, to: str, settings: MailSettings, *, message_id: str, date: datetime) -> list[str]:
    return [
        address_header("From", settings.sender_name, settings.sender_address),
        address_header("To", "", to),
        address_header("Reply-To", "", settings.answers_to),
        text_header("Subject", subject),
        token_header("Date", format_datetime(date)),
        token_header("Message-ID", message_id),
        token_header("Auto-Submitted", "auto-generated"),
        "MIME-Version: 1.0",
    ]


def _part(kind: str, text: str) -> str:
    encoded = binascii.b2a_qp(text.encode(), istext=True).decode("ascii").replace("\n", "\r\n")
    return (
        f"Content-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"{encoded}{'' if encoded.endswith(chr(10)) else chr(13) + chr(10)}"
    )
