"""Mails that came back, of our own writing: one per class, language and kind of mail server."""

from __future__ import annotations

from pathlib import Path

from newsletter.delivery.return_path import Concern, return_path
from newsletter.settings import MailSettings
from tests.newsletter.samples import settings

MAILS = sorted((Path(__file__).parent / "mails").glob("*.eml"))
ERIKA = "erika@stadt.example"


def office(**changes: object) -> MailSettings:
    """An office to which mail comes back."""
    return settings(return_address="b@rueck.example", **changes)


def returned(name: str, *, delivery: int = 1, reader: int = 1, address: str = ERIKA) -> bytes:
    """One of the mails, about a delivery and a reader, with line ends as they travel."""
    said = (Path(__file__).parent / "mails" / f"{name}.eml").read_text(encoding="utf-8")
    for place, concern, number in (
        ("@RETURN@", Concern.DELIVERY, delivery),
        ("@COMPLAINT@", Concern.COMPLAINT, reader),
        ("@LEAVE@", Concern.UNSUBSCRIBE, reader),
    ):
        said = said.replace(place, return_path(concern, number, address, office()))
    return said.replace("\n", "\r\n").encode()
