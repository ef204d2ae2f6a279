"""One connection to a mail server: greeting, EHLO, STARTTLS and login (RFC 5321, 3207, 4954), then commands."""

from __future__ import annotations

import base64
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence

from newsletter.delivery.replies import Garbled, Replies, Reply
from newsletter.settings import MailSettings

BROKEN = (OSError, Garbled)
"""What a connection can die of."""


class NotUsable(Exception):
    """The mail server is there but will not or must not be talked to; says why."""


class Connection:
    """An open connection that has been introduced. Commands raise Garbled and OSErrors; then it is of no more use."""

    def __init__(self, settings: MailSettings, context: Callable[[], ssl.SSLContext]) -> None:
        """Connect and introduce ourselves; `context` is for encryption. Raises NotUsable, Garbled, OSErrors."""
        self._settings, self._context = settings, context
        where = (settings.smtp_host, settings.smtp_port)
        self._socket = socket.create_connection(where, timeout=settings.smtp_timeout)
        try:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.offers = self._introduced()
        except BaseException:
            self.close()
            raise

    def say(self, *commands: str) -> None:
        """Send some commands in one write."""
        self.write("".join(f"{command}\r\n" for command in commands).encode())

    def write(self, data: bytes) -> None:
        """Send bytes. Where it raises, their last was not sent."""
        self._socket.settimeout(self._settings.smtp_timeout)
        rest = memoryview(data)
        while rest:
            rest = rest[self._socket.send(rest) :]

    def reply(self) -> Reply:
        """What the server says next."""
        return self._replies.next()

    def ask(self, command: str) -> Reply:
        """Send one command and wait."""
        self.say(command)
        return self.reply()

    def close(self) -> None:
        """Hang up without a word."""
        self._socket.close()

    def _introduced(self) -> Mapping[str, str]:
        security = self._settings.smtp_security
        if security == "tls":
            self._encrypt()
        else:
            self._listen()
        _required(self.reply(), "the mail server does not want to talk")
        offers = self._hello()
        if security == "starttls":
            if "STARTTLS" not in offers:
                raise NotUsable("the mail server does not offer STARTTLS")
            _required(self.ask("STARTTLS"), "the mail server does not begin encryption")
            self._encrypt()  # what was said in the clear is forgotten, also what came too early
            offers = self._hello()
        if self._settings.smtp_user:
            self._log_in(offers.get("AUTH", "").upper().split())
        return offers

    def _hello(self) -> Mapping[str, str]:
        name = self._settings.sender_domain
        said = self.ask(f"EHLO {name}")
        if not said.is_yes:
            _required(self.ask(f"HELO {name}"), "the mail server does not greet us")
            return {}
        return _offers(said.lines[1:])

    def _encrypt(self) -> None:
        # the certificate is verified against this name
        self._socket = self._context().wrap_socket(self._socket, server_hostname=self._settings.smtp_host)
        self._listen()

    def _listen(self) -> None:
        self._replies = Replies(self._socket, self._settings.smtp_timeout)

    def _log_in(self, mechanisms: Sequence[str]) -> None:
        if not isinstance(self._socket, ssl.SSLSocket):
            raise NotUsable("a password is sent over an encrypted connection alone: set smtp_security")
        user, password = self._settings.smtp_user, self._settings.smtp_password
        if "PLAIN" in mechanisms:
            said = self.ask(f"AUTH PLAIN {_coded(f'{chr(0)}{user}{chr(0)}{password}')}")
        elif "LOGIN" in mechanisms:
            said = self.ask("AUTH LOGIN")
            for secret in (user, password):
                said = self.ask(_coded(secret)) if said.code == 334 else said
        else:
            raise NotUsable("the mail server offers neither AUTH PLAIN nor AUTH LOGIN")
        _required(said, "the mail server does not accept our login")


def _offers(lines: Sequence[str]) -> Mapping[str, str]:
    """Extensions and what is said with each: `{"SIZE": "10240000", "PIPELINING": ""}`."""
    # "AUTH=PLAIN" is how servers of old say "AUTH PLAIN"
    words = (line.replace("AUTH=", "AUTH ", 1).partition(" ") for line in lines)
    return {name.upper(): rest for name, _, rest in words}


def _required(reply: Reply, otherwise: str) -> None:
    if not reply.is_yes:
        raise NotUsable(f"{otherwise}: {reply.code} {reply.text}")


def _coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
