"""SMTP over one kept-open connection; says exactly what is known about a message when something breaks."""

from __future__ import annotations

import ssl
from contextlib import suppress
from functools import cache

from newsletter.delivery.connection import BROKEN, Connection, NotUsable
from newsletter.delivery.replies import Reply
from newsletter.delivery.transport import Answer, AnswerLost, Envelope, MailServerAway
from newsletter.settings import MailSettings

_CLOSING = 421
_TOO_LARGE = 552
_BROKEN_OFF = 451  # our own word for a connection that ended: nobody asked us to go slower, as 421 does


class SmtpTransport:
    """Hands messages to one mail server (RFC 5321). Connects with the first message."""

    def __init__(self, settings: MailSettings) -> None:
        """Uses host, port, security, login and timeout of the settings."""
        self._settings = settings
        self._connection: Connection | None = None
        self._context = cache(ssl.create_default_context)  # reading all certificates takes a while

    def hand_over(self, envelope: Envelope) -> Answer:
        """Give one message. What breaks before its last byte was given was not taken; after that nobody knows.

        Raises MailServerAway, AnswerLost.
        """
        connection, mail = self._ready(envelope)
        if isinstance(mail, Answer):
            return mail
        if not mail.is_yes:
            return self._not_from_us(envelope, mail)
        try:
            recipient = self._next(connection, f"RCPT TO:<{envelope.recipient}>")
            data = self._next(connection, "DATA") if recipient.is_yes or self._pipelines(connection) else recipient
            if not recipient.is_yes or data.code != 354:
                return self._refused(connection, recipient, data)
            connection.write(_stuffed(envelope))
        except BROKEN as error:
            self._drop()
            return Answer(_BROKEN_OFF, f"connection lost before the message was given ({error})")
        return self._answered(connection)

    def close(self) -> None:
        """Say goodbye if somebody listens."""
        if self._connection is not None:
            with suppress(*BROKEN):
                self._connection.say("QUIT")
            self._drop()

    def _ready(self, envelope: Envelope) -> tuple[Connection, Reply | Answer]:
        """A connection that was told the sender, and what it said. One closed while idle is made anew, once."""
        kept = self._connection is not None
        while True:
            connection = self._connection or self._connected()
            if answer := _impossible(connection, envelope):
                return connection, answer
            try:
                return connection, self._began(connection, envelope, kept=kept)
            except BROKEN as error:
                self._drop()
                if not kept:
                    raise MailServerAway(f"the mail server does not answer as one: {error}") from error
                kept = False

    def _began(self, connection: Connection, envelope: Envelope, *, kept: bool) -> Reply:
        first = _mail_from(connection, envelope)
        if self._pipelines(connection):
            connection.say(first, f"RCPT TO:<{envelope.recipient}>", "DATA")
        else:
            connection.say(first)
        mail = connection.reply()
        if kept and mail.code == _CLOSING:
            raise ConnectionResetError("the mail server has had enough of this connection")
        return mail

    def _next(self, connection: Connection, command: str) -> Reply:
        """What is said to a command; where commands go together it was sent with the first."""
        return connection.reply() if self._pipelines(connection) else connection.ask(command)

    def _answered(self, connection: Connection) -> Answer:
        try:
            reply = connection.reply()
        except BROKEN as error:
            self._drop()
            raise AnswerLost(f"the message was given, but no answer to it came that we understand ({error})") from error
        if 300 <= reply.code < 400:
            self._drop()
            raise AnswerLost(f"the mail server's answer was not understood ({reply.code} {reply.text})")
        if reply.code == _CLOSING:
            self._drop()
        return Answer(reply.code, reply.text)

    def _refused(self, connection: Connection, recipient: Reply, data: Reply) -> Answer:
        """Recipient or text are not wanted; the connection is made ready for the next."""
        said = data if recipient.is_yes else recipient
        if data.code == 354:
            # a server that wants a text for nobody gets an empty one (RFC 2920, 3.1)
            connection.say(".")
            connection.reply()
        if _CLOSING in (recipient.code, data.code) or not connection.ask("RSET").is_yes:
            self._drop()
        return Answer(said.code if not said.is_yes else _BROKEN_OFF, said.text)

    def _not_from_us(self, envelope: Envelope, mail: Reply) -> Answer:
        self._drop()
        about_this_one = mail.code == _TOO_LARGE or (not envelope.recipient.isascii() and mail.code >= 500)
        if about_this_one:
            return Answer(mail.code, mail.text)
        # not about this reader: the server does not take mail from us, so nobody's delivery is refused for it
        raise MailServerAway(
            f"the mail server takes no mail from {envelope.sender} at the moment: {mail.code} {mail.text}"
        )

    def _connected(self) -> Connection:
        try:
            self._connection = Connection(self._settings, self._context)
        except NotUsable as error:
            raise MailServerAway(str(error)) from error
        except BROKEN as error:
            where = f"{self._settings.smtp_host}:{self._settings.smtp_port}"
            raise MailServerAway(f"the mail server {where} cannot be used: {error}") from error
        return self._connection

    def _pipelines(self, connection: Connection) -> bool:
        return "PIPELINING" in connection.offers

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _impossible(connection: Connection, envelope: Envelope) -> Answer | None:
    """What this server cannot take, known from what it offers."""
    limit = connection.offers.get("SIZE", "").strip()
    if limit.isdecimal() and 0 < int(limit) < len(envelope.data):
        return Answer(_TOO_LARGE, f"larger than the mail server takes: {len(envelope.data)} of {limit} bytes")
    if not envelope.recipient.isascii() and "SMTPUTF8" not in connection.offers:
        return Answer(553, "the mail server takes no letters such as ä before the @ (it does not offer SMTPUTF8)")
    return None


def _mail_from(connection: Connection, envelope: Envelope) -> str:
    offers, options = connection.offers, ""
    if "SIZE" in offers:
        options += f" SIZE={len(envelope.data)}"
    if not envelope.recipient.isascii():
        options += " BODY=8BITMIME SMTPUTF8"
    elif "8BITMIME" in offers and not envelope.data.isascii():
        options += " BODY=8BITMIME"
    return f"MAIL FROM:<{envelope.sender}>{options}"


def _stuffed(envelope: Envelope) -> bytes:
    """The text as it is sent: dots at the beginning of lines doubled (RFC 5321, 4.5.2), with the mark of its end."""
    data = envelope.data
    if not envelope.dotless:
        data = data.replace(b"\r\n.", b"\r\n..")
        data = b"." + data if data.startswith(b".") else data
    return data + b".\r\n"
