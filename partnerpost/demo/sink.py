"""A mail server on loopback that delivers nothing: every message it takes becomes a file one can open and read."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

_HOST = "127.0.0.1"
_REFUSED_NAME = "nobody@"


@dataclass(slots=True)
class MailSink:
    """The sink while it listens: where, what it took, whom it refused."""

    folder: Path
    port: int = 0
    files: list[Path] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        """Where it listens."""
        return _HOST

    @property
    def taken(self) -> int:
        """Messages it stored."""
        return len(self.files)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd asks for this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Refuse whoever is called nobody, for good."""
        if address.casefold().startswith(_REFUSED_NAME):
            self.refused.append(address)
            return "550 5.1.1 there is no mailbox of this name here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep one message as a file."""
        content = envelope.content
        assert isinstance(content, bytes)
        path = self.folder / _name(len(self.files) + 1, envelope.rcpt_tos[0])
        path.write_bytes(content)
        self.files.append(path)
        return f"250 2.0.0 kept as {path.name}"

    def messages(self) -> dict[str, EmailMessage]:
        """What was taken, by recipient; the last one counts."""
        read = (message_from_bytes(path.read_bytes(), policy=policy.default) for path in self.files)
        return {str(message["To"]): message for message in read}


class _Controller(Controller):
    """Knows its port before it knocks at its own door; aiosmtpd knocks at port 0 where the system chose one."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def opened_sink(folder: Path, *, port: int = 0) -> Iterator[MailSink]:
    """Listen on a free port of loopback, or the given one; mails go into `folder`. Raises OSError for a busy port."""
    folder.mkdir(parents=True, exist_ok=True)
    sink = MailSink(folder)
    controller = _Controller(sink, hostname=_HOST, port=port, ident="Partnerpost example sink", enable_SMTPUTF8=True)
    controller.start()
    try:
        sink.port = controller.port
        yield sink
    finally:
        controller.stop()


def _name(number: int, address: str) -> str:
    """`02-koeln@example.org.eml`: sorts as sent, says to whom; nothing that a file system minds."""
    return f"{number:02}-{re.sub(r'[^A-Za-z0-9@._-]+', '-', address)[:100]}.eml"
