"""Each reader's copy of an edition, joined from parts that were encoded once: same content as `message.list_message`.

Of a copy only the recipient, the message id, the date and the reader's own links are its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Protocol

from newsletter.delivery.encoding import Part, quoted
from newsletter.delivery.headers import address_header, list_header, text_header, token_header
from newsletter.delivery.message import (
    Addressee,
    calendar_type,
    complaint_headers,
    list_headers,
    part_type,
    preferences_url,
    sender_headers,
    unsubscribe_url,
)
from newsletter.delivery.return_path import Concern, return_path, unsubscribe_mailto
from newsletter.settings import MailSettings
from newsletter.wrapping import PREFERENCES_PLACE, UNSUBSCRIBE_PLACE


class Signer(Protocol):
    """Who signs what leaves the house (DKIM, RFC 6376), header relaxed, body simple."""

    def signatures(self, headers: bytes, body_sha256: bytes, *, at: datetime) -> bytes:
        """Header lines to stand first, each ended with CRLF.

        `headers` are all lines of the header, each ended with CRLF, without the empty line after them; `body_sha256`
        is the SHA-256 of a body that ends with exactly one CRLF.
        """
        ...


@dataclass(frozen=True, slots=True)
class Copies:
    """An edition, encoded; `copy` makes each reader's own. `headers` are the lines that all of them share."""

    settings: MailSettings
    language: str
    headers: bytes
    text: Part
    html: Part
    calendar: bytes = b""

    def copy(
        self,
        addressee: Addressee,
        *,
        message_id: str,
        date: datetime,
        html: bool = True,
        signer: Signer | None = None,
    ) -> bytes:
        """One reader's message, lines ended with CRLF; without `html` its text alone. Raises HeaderRefused."""
        unsubscribe = unsubscribe_url(addressee, self.language, self.settings)
        preferences = preferences_url(addressee, self.language, self.settings, now=date)
        links = {UNSUBSCRIBE_PLACE: quoted(unsubscribe), PREFERENCES_PLACE: quoted(preferences)}
        type_of_all, body = self._body(links, message_id, html=html)
        own = self._own_headers(addressee, unsubscribe, message_id, date)
        headers = b"".join((self.headers, own, type_of_all, b"\r\n"))
        signatures = signer.signatures(headers, hashlib.sha256(body).digest(), at=date) if signer else b""
        return b"".join((signatures, headers, b"\r\n", body))

    def _body(self, links: dict[str, bytes], message_id: str, *, html: bool) -> tuple[bytes, bytes]:
        """The header lines that say what the body is, and the body, which ends with exactly one CRLF."""
        text = self.text.filled(links)
        if not html:
            return part_type("text/plain").encode("ascii"), text.rstrip(b"\r\n") + b"\r\n"
        shown = (part_type("text/plain"), text), (part_type("text/html"), self.html.filled(links))
        kind, body = _multipart("alternative", shown, message_id)
        if self.calendar:
            whole = (kind.decode("ascii"), body), (calendar_type(), self.calendar)
            kind, body = _multipart("mixed", whole, message_id)
        return kind, body

    def _own_headers(self, addressee: Addressee, unsubscribe: str, message_id: str, date: datetime) -> bytes:
        mailto = unsubscribe_mailto(addressee.subscriber_id, addressee.address, self.settings)
        complaints = return_path(Concern.COMPLAINT, addressee.subscriber_id, addressee.address, self.settings)
        lines = [
            address_header("To", "", addressee.address, international=True),
            token_header("Date", format_datetime(date)),
            token_header("Message-ID", message_id),
            list_header("List-Unsubscribe", (unsubscribe, mailto)),
            *complaint_headers(message_id, self.settings, to=complaints if self.settings.return_address else ""),
        ]
        return "".join(f"{line}\r\n" for line in lines).encode()


def shared_headers(language: str, settings: MailSettings) -> bytes:
    """The lines that all issues in one language share."""
    lines = [
        *sender_headers(settings),
        *list_headers(language, settings),
        token_header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        token_header("Content-Language", language),
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


@lru_cache(maxsize=1_000)
def subject_line(subject: str) -> bytes:
    """The subject, ready to stand among them. Raises HeaderRefused."""
    return text_header("Subject", subject).encode("ascii") + b"\r\n"


def _multipart(kind: str, parts: Sequence[tuple[str, bytes]], message_id: str) -> tuple[bytes, bytes]:
    """The header line and the body of several parts. Two boundaries of a mail differ, those of two attempts do not."""
    boundary = b"=_" + hashlib.sha256(f"{kind}:{message_id}".encode()).hexdigest()[:24].encode("ascii")
    said: list[bytes] = []
    for type_of_part, part in parts:
        said += [b"--", boundary, b"\r\n", type_of_part.encode("ascii"), b"\r\n\r\n", part, b"\r\n"]
    type_of_all = b"Content-Type: multipart/" + kind.encode("ascii") + b';\r\n boundary="' + boundary + b'"'
    return type_of_all, b"".join((*said, b"--", boundary, b"--\r\n"))
