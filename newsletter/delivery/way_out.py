"""How mail leaves the house: over which connections, signed by whom, and where bounces come back to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newsletter.delivery import copies
from newsletter.delivery.dkim import Signer
from newsletter.delivery.folder import FolderTransport
from newsletter.delivery.return_path import Concern, return_path
from newsletter.delivery.smtp import SmtpTransport
from newsletter.delivery.transport import SenderOf, Transport
from newsletter.settings import MailSettings


@dataclass(frozen=True, slots=True)
class WayOut:
    """Each of the `transports` has one message in hand at most. Without `sender`, bounces come to our address."""

    transports: Sequence[Transport]
    signer: copies.Signer | None = None
    sender: SenderOf | None = None


def transport_for(settings: MailSettings) -> Transport:
    """One connection the settings name; connects with the first message."""
    return FolderTransport(settings.folder) if settings.transport == "folder" else SmtpTransport(settings)


def way_out(settings: MailSettings) -> WayOut:
    """Everything the settings say about issues: connections, keys, return address. Raises KeyUnusable."""
    many = 1 if settings.transport == "folder" else settings.connections
    return WayOut(
        [transport_for(settings) for _ in range(many)],
        signer=Signer.from_settings(settings),
        sender=lambda number, address: return_path(Concern.DELIVERY, number, address, settings),
    )
