"""From waiting deliveries to the mail server: takes a store and a transport, knows no web and no template."""

from newsletter.delivery.folder import FolderTransport
from newsletter.delivery.ledger import issues_to_send
from newsletter.delivery.send import Sent, send_issue
from newsletter.delivery.smtp import SmtpTransport
from newsletter.delivery.transport import Answer, AnswerLost, Envelope, MailServerAway, Transport
from newsletter.settings import MailSettings

__all__ = [
    "Answer",
    "AnswerLost",
    "Envelope",
    "FolderTransport",
    "MailServerAway",
    "Sent",
    "SmtpTransport",
    "Transport",
    "issues_to_send",
    "send_issue",
    "transport_for",
]


def transport_for(settings: MailSettings) -> Transport:
    """The way out that the settings name; connects with the first message."""
    return FolderTransport(settings.folder) if settings.transport == "folder" else SmtpTransport(settings)
