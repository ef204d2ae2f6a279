"""SMTP over one kept-open connection; says exactly what is known about a message when something breaks."""

from __future__ import annotations

import re
import smtplib
import ssl

from newsletter.delivery.transport import Answer, AnswerLost, Envelope, MailServerAway
from newsletter.settings import MailSettings

_LINE_BEGINS_WITH_DOT = re.compile(rb"(?m)^\.")
_CLOSING = 421
_BROKEN = (OSError, smtplib.SMTPException)


class SmtpTransport:
    """Hands messages to one mail server (RFC 5321). Connects with the first message."""

    def __init__(self, settings: MailSettings) -> None:
        """Uses host, port, security, login and timeout of the settings."""
        self._settings = settings
        self._smtp: smtplib.SMTP | None = None

    def hand_over(self, envelope: Envelope) -> Answer:
        """Give one message. What breaks before its text was given is known not to be taken; after that it is lost.

        Raises MailServerAway, AnswerLost.
        """
        smtp = self._ready_for_mail_from(envelope.sender)
        try:
            code, text = smtp.rcpt(envelope.recipient)
            if code // 100 == 2:
                code, text = smtp.docmd("DATA")
            if code // 100 not in (2, 3):
                self._after_refusal(code)
                return _answer(code, text)
        except _BROKEN as error:
            self._drop()
            return Answer(_CLOSING, f"connection lost before the message was given ({error})")
        return self._give(smtp, envelope.data)

    def close(self) -> None:
        """Say goodbye if somebody listens."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except _BROKEN:
            smtp.close()

    def _give(self, smtp: smtplib.SMTP, data: bytes) -> Answer:
        try:
            smtp.send(_LINE_BEGINS_WITH_DOT.sub(b"..", data) + b".\r\n")
            code, text = smtp.getreply()
        except _BROKEN as error:
            self._drop()
            raise AnswerLost(f"the connection broke while the message was given ({error})") from error
        if code // 100 not in (2, 4, 5):
            self._drop()
            raise AnswerLost(f"the mail server's answer was not understood ({code} {_said(text)})")
        if code == _CLOSING:
            self._drop()
        return _answer(code, text)

    def _ready_for_mail_from(self, sender: str) -> smtplib.SMTP:
        """A connection that has said MAIL FROM. One that the server closed while idle is made anew, once."""
        kept = self._smtp is not None
        code, text = self._mail_from(sender)
        if kept and code in (-1, _CLOSING):
            self._drop()
            code, text = self._mail_from(sender)
        if code // 100 != 2 or self._smtp is None:
            self._drop()
            # not about this reader: the server does not take mail from us, so nobody's delivery is refused for it
            raise MailServerAway(f"the mail server takes no mail from {sender} at the moment: {code} {_said(text)}")
        return self._smtp

    def _mail_from(self, sender: str) -> tuple[int, bytes]:
        if self._smtp is None:
            self._smtp = self._connected()
        try:
            return self._smtp.mail(sender)
        except _BROKEN as error:
            return -1, str(error).encode()

    def _connected(self) -> smtplib.SMTP:
        settings, context = self._settings, ssl.create_default_context()
        timeout, own_name = settings.smtp_timeout, settings.sender_domain
        smtp = (
            smtplib.SMTP_SSL(context=context, timeout=timeout, local_hostname=own_name)
            if settings.smtp_security == "tls"
            else smtplib.SMTP(timeout=timeout, local_hostname=own_name)
        )
        # smtplib verifies the certificate against the name kept here
        smtp._host = settings.smtp_host  # type: ignore[attr-defined]
        try:
            code, text = smtp.connect(settings.smtp_host, settings.smtp_port)
            if code == 220:
                self._introduce(smtp, context)
        except _BROKEN as error:
            smtp.close()
            where = f"{settings.smtp_host}:{settings.smtp_port}"
            raise MailServerAway(f"the mail server {where} cannot be used: {error}") from error
        if code != 220:
            smtp.close()
            raise MailServerAway(f"the mail server does not want to talk: {code} {_said(text)}")
        return smtp

    def _introduce(self, smtp: smtplib.SMTP, context: ssl.SSLContext) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self._settings.smtp_security == "starttls":
            smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
        if self._settings.smtp_user:
            smtp.login(self._settings.smtp_user, self._settings.smtp_password)

    def _after_refusal(self, code: int) -> None:
        if code in (-1, _CLOSING) or self._smtp is None:
            self._drop()
            return
        try:
            self._smtp.rset()
        except _BROKEN:
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _answer(code: int, text: bytes) -> Answer:
    return Answer(code if code > 0 else _CLOSING, _said(text))


def _said(text: bytes) -> str:
    return " ".join(text.decode("utf-8", "replace").split())[:500]
