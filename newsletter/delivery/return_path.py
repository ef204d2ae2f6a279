"""Addresses of our own that carry a signed token: what comes back to them says by itself whom it is about.

`b+d2s-1f0c9a33de-k3v…@bounce.example`: what it is about, its number, a mark of the reader's address, a signature. In
lower case, for some mail servers fold it. Nobody else can make one, so nothing else in a mail has to be believed.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from urllib.parse import quote

from newsletter import tokens
from newsletter.settings import MailSettings

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LONGEST_LOCAL_PART = 64  # RFC 5321, 4.5.3.1.1
_TOKEN = re.compile(r"\+([darueck])([0-9a-z]{1,13})-([0-9a-f]{10})-([a-z2-7]{16})(?=@)")


class Concern(StrEnum):
    """What an address is for, and what its number counts."""

    DELIVERY = "d"
    """Envelope sender of an issue; the number is that of the delivery."""
    READER_MAIL = "r"
    """Envelope sender of a mail to one reader alone; the number is that of the reader."""
    ALERT = "a"
    """Envelope sender of an alert's mail; the number is that of the alert."""
    UNSUBSCRIBE = "u"
    """Whoever writes to it leaves the newsletter; the number is that of the reader."""
    END_ALERT = "e"
    """Whoever writes to it ends an alert; the number is that of the alert."""
    COMPLAINT = "c"
    """Where a mailbox provider reports that a reader calls it spam (RFC 9477); the number is that of the reader."""
    ALERT_COMPLAINT = "k"
    """The same for an alert."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a token says; `mark` is that of the address the mail went to (`tokens.address_mark`)."""

    concern: Concern
    number: int
    mark: str


class ReturnAddressTooLong(ValueError):
    """With the token the part before the @ would pass what mail servers take."""


def return_path(concern: Concern, number: int, address: str, settings: MailSettings) -> str:
    """Our address with a token about what went to `address`; the sender's where no return address is set.

    Raises ReturnAddressTooLong.
    """
    if not settings.return_address:
        return settings.sender_address
    mark = tokens.address_mark(address, settings.secret)
    said = f"{concern.value}{_in_letters(number)}-{mark}"
    local, _, domain = settings.return_address.rpartition("@")
    local = f"{local}+{said}-{_signature(said, settings.secret)}"
    if len(local) > _LONGEST_LOCAL_PART:
        raise ReturnAddressTooLong(f"[mail] return_address: {settings.return_address} is too long before the @")
    return f"{local}@{domain}"


def unsubscribe_mailto(subscriber_id: int, address: str, settings: MailSettings) -> str:
    """The `mailto:` of List-Unsubscribe for a reader of the newsletter. Raises ReturnAddressTooLong."""
    if settings.return_address:
        return f"mailto:{return_path(Concern.UNSUBSCRIBE, subscriber_id, address, settings)}?subject=unsubscribe"
    token = tokens.unsubscribe_token(subscriber_id, address, secret=settings.secret)
    return f"mailto:{settings.answers_to}?subject={quote(f'unsubscribe {token}')}"


def found_in(text: str, *, secret: str) -> Iterator[Signed]:
    """Every token of ours in a text, such as the headers of a mail that came back; what is not ours is passed over."""
    for concern, number, mark, signature in _TOKEN.findall(text.lower()):
        said = f"{concern}{number}-{mark}"
        if hmac.compare_digest(signature, _signature(said, secret)):
            yield Signed(Concern(concern), int(number, 36), mark)


def _signature(said: str, secret: str) -> str:
    keyed = hmac.new(secret.encode(), f"return:{said}".encode(), sha256).digest()[:10]
    return base64.b32encode(keyed).decode().lower()


def _in_letters(number: int) -> str:
    if number < 0:
        raise ValueError("numbers of rows are not negative")
    letters = ""
    while True:
        number, digit = divmod(number, 36)
        letters = _DIGITS[digit] + letters
        if not number:
            return letters
