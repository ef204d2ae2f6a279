"""From waiting deliveries to the mail server: takes a store and a transport, knows no web and no template."""

from newsletter.delivery.book import Sent
from newsletter.delivery.folder import FolderTransport
from newsletter.delivery.send import send_issue
from newsletter.delivery.smtp import SmtpTransport
from newsletter.delivery.standing import issues_to_send
from newsletter.delivery.transport import Answer, AnswerLost, Envelope, MailServerAway, Transport
from newsletter.delivery.way_out import WayOut, transport_for, way_out

__all__ = [
    "Answer",
    "AnswerLost",
    "Envelope",
    "FolderTransport",
    "MailServerAway",
    "Sent",
    "SmtpTransport",
    "Transport",
    "WayOut",
    "issues_to_send",
    "send_issue",
    "transport_for",
    "way_out",
]
