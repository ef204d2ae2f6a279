"""Test mails of an issue: to oneself, to the test group of the office, or to any address; never to readers."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from aggregator.model import TestAddress
from newsletter.addresses import AddressRefused, normal_address
from newsletter.delivery.headers import HeaderRefused
from newsletter.delivery.message import Letter, office_message
from newsletter.delivery.single import single
from newsletter.delivery.transport import AnswerLost, MailServerAway, Transport
from newsletter.rendering import Mail
from newsletter.settings import MailSettings

MOST_ADDRESSES = 20
PREFIX = "[TEST] "


@dataclass(frozen=True, slots=True)
class Tried:
    """How many test mails the mail server took; `refused` says of each other address what it answered."""

    handed_over: int
    refused: tuple[tuple[str, str], ...] = ()


def send_test(
    mail: Mail, addresses: Sequence[str], transport: Transport, settings: MailSettings, *, language: str, now: datetime
) -> Tried:
    """Send what a reader would see, marked as a test. Sent again it is another mail."""
    taken, refused = 0, []
    letter = Letter(PREFIX + mail.subject, mail.html, mail.text, language)
    try:
        for address in addresses[:MOST_ADDRESSES]:
            number = f"<test-{secrets.token_hex(12)}@{settings.sender_domain}>"
            try:
                data = office_message(letter, address, settings, message_id=number, date=now)
                answer = transport.hand_over(single(data, address, settings, message_id=number, now=now))
            except (HeaderRefused, MailServerAway, AnswerLost) as away:
                refused.append((address, str(away)))
                continue
            if answer.code // 100 == 2:
                taken += 1
            else:
                refused.append((address, f"{answer.code} {answer.text}"))
    finally:
        transport.close()
    return Tried(taken, tuple(refused))


def group(session: Session) -> list[str]:
    """The addresses of the test group, sorted."""
    return sorted(session.exec(select(TestAddress.address)).all())


def read_addresses(typed: str) -> list[str]:
    """The addresses in a field, parted by spaces, commas or lines. Raises AddressRefused for the first that is none."""
    found = [normal_address(one) for one in re.split(r"[\s,;]+", typed) if one]
    if len(found) > MOST_ADDRESSES:
        raise AddressRefused(f"at most {MOST_ADDRESSES} addresses")
    return list(dict.fromkeys(found))


def set_group(session: Session, addresses: Sequence[str], *, now: datetime) -> None:
    """Let these be the test group and no others."""
    session.execute(delete(TestAddress).where(col(TestAddress.address).not_in(addresses)))
    known = set(group(session))
    session.add_all(TestAddress(address=address, added_at=now) for address in addresses if address not in known)
    session.flush()
