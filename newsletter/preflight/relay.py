"""Whether the mail server can be talked to as the settings say, and what it calls itself."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass

from newsletter.settings import MailSettings

_SECONDS = 10.0
_BROKEN = (OSError, smtplib.SMTPException)


@dataclass(frozen=True, slots=True)
class Relay:
    """`fault` is empty, `away`, `certificate` or `no_tls`; `said` explains it. `name` is the one in its greeting."""

    fault: str = ""
    said: str = ""
    name: str = ""


def look_at_relay(settings: MailSettings) -> Relay:
    """Greet, begin encryption with a verified certificate, say goodbye. No mail is sent."""
    context = ssl.create_default_context()
    try:
        smtp = (
            smtplib.SMTP_SSL(settings.smtp_host, settings.smtp_port, timeout=_SECONDS, context=context)
            if settings.smtp_security == "tls"
            else smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=_SECONDS)
        )
    except _BROKEN as error:
        return Relay(_kind(error), str(error))
    with smtp:
        try:
            _, answer = smtp.ehlo()
            name = answer.decode("ascii", "replace").split("\n")[0].split(" ")[0].lower()
            if settings.smtp_security == "starttls":
                smtp.starttls(context=context)
        except smtplib.SMTPNotSupportedError as error:
            return Relay("no_tls", str(error))
        except _BROKEN as error:
            return Relay(_kind(error), str(error))
    return Relay(name=name)


def _kind(error: Exception) -> str:
    return "certificate" if isinstance(error, ssl.SSLError) else "away"
