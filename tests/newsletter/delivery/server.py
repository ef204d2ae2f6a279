"""Mail servers of our own on loopback: one that stores what it gets, and some that misbehave."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Conversation = Callable[[socket.socket], None]


class Inbox:
    """Keeps every message as an .eml file; `answers` are given to recipients or messages instead of 250, once each."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.recipients: list[str] = []
        self.sessions: set[int] = set()
        self.to_recipients: dict[str, str] = {}
        self.to_messages: dict[str, str] = {}

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take the recipient, or give the answer that is kept for it."""
        if address in self.to_recipients:
            return self.to_recipients.pop(address)
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:
        """Store the message, or give the answer that is kept for it."""
        address = envelope.rcpt_tos[0]
        if address in self.to_messages:
            return self.to_messages.pop(address)
        self.sessions.add(id(session))
        content = envelope.original_content
        assert content is not None
        (self.folder / f"{len(self.recipients):05}-{address}.eml").write_bytes(content)
        self.recipients.append(address)
        return "250 taken"

    def mails(self) -> list[bytes]:
        """All messages in the order of their arrival."""
        return [path.read_bytes() for path in sorted(self.folder.glob("*.eml"))]


@contextmanager
def mail_server(folder: Path, *, smtputf8: bool = False) -> Iterator[tuple[Inbox, int]]:
    """A real SMTP server on a port of its own; with `smtputf8` it takes letters such as ä before the @."""
    inbox = Inbox(folder)
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=smtputf8)
    controller.start()
    try:
        yield inbox, controller.port
    finally:
        controller.stop()


@contextmanager
def rude_server(*conversations: Conversation) -> Iterator[int]:
    """A server that holds one conversation after the other, each on its own connection; then nobody answers."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)
    port: int = listener.getsockname()[1]

    def serve() -> None:
        for conversation in conversations:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                conversation(connection)
        listener.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield port
    finally:
        listener.close()
        thread.join()


def says(*answers: str, then: str = "") -> Conversation:
    """Greet, then answer each command with the next of `answers`; `then` is said after the end of a message."""

    def talk(connection: socket.socket) -> None:
        with connection.makefile("rb") as lines:
            connection.sendall(b"220 here\r\n")
            for answer in answers:
                if not lines.readline():
                    return
                connection.sendall(answer.encode() + b"\r\n")
            if answers and answers[-1].startswith("354"):
                while (line := lines.readline()) and line != b".\r\n":
                    pass
                if then:
                    connection.sendall(then.encode() + b"\r\n")

    return talk


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port
