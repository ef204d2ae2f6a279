"""How mail leaves the house: over which connections, signed by whom, and where bounces come back to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newsletter.delivery.copies import Signer
from newsletter.delivery.folder import FolderTransport
from newsletter.delivery.smtp import SmtpTransport
from newsletter.delivery.transport import SenderOf, Transport
from newsletter.settings import MailSettings


@dataclass(frozen=True, slots=True)
class WayOut:
    """Each of the `transports` has one message in hand at most. Without `sender`, bounces come to our address."""

    transports: Sequence[Transport]
    signer: Signer | None = None
    sender: SenderOf | None = None


def transport_for(settings: MailSettings) -> Transport:
    """One connection the settings name; connects with the first message."""
    return FolderTransport(settings.folder) if settings.transport == "folder" else SmtpTransport(settings)


def way_out(settings: MailSettings) -> WayOut:
    """Everything the settings say about issues: as many connections as may be used at once."""
    many = 1 if settings.transport == "folder" else settings.connections
    return WayOut([transport_for(settings) for _ in range(many)])
