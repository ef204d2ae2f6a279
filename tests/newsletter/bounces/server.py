"""A mailbox of our own on loopback: as much of IMAP (RFC 3501, RFC 4315) and POP3 (RFC 1939) as mail is read by."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar

USER, PASSWORD = "rueck", "ein Passwort"


@dataclass
class Mailbox:
    """Mails by their number; `log` are the commands that were given."""

    mails: dict[int, bytes] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    log: list[str] = field(default_factory=list)
    can_expunge_one: bool = True
    breaks_at: int = 0
    """The line breaks while the mail of this number is given."""

    @classmethod
    def of(cls, *mails: bytes) -> Mailbox:
        """Numbered from 1."""
        return cls(dict(enumerate(mails, 1)))

    def expunge(self, only: int | None = None) -> list[int]:
        """Remove what is marked; gives the positions they had."""
        gone = [number for number in self.mails if number in self.deleted and only in (None, number)]
        for number in gone:
            del self.mails[number]
            self.deleted.discard(number)
        return gone


class _Handler(socketserver.StreamRequestHandler):
    mailbox: ClassVar[Mailbox]

    def say(self, line: str | bytes) -> None:
        self.wfile.write((line.encode() if isinstance(line, str) else line) + b"\r\n")

    def heard(self) -> str:
        line = self.rfile.readline().decode().rstrip("\r\n")
        self.mailbox.log.append(line)
        return line


class _Imap(_Handler):
    def handle(self) -> None:
        self.say("* OK here")
        while line := self.heard():
            tag, _, rest = line.partition(" ")
            verb = rest.partition(" ")[0].upper()
            if verb == "UID":
                rest = rest.partition(" ")[2]
                verb = f"UID {rest.partition(' ')[0].upper()}"
            if not self._done(tag, verb, rest.partition(" ")[2]):
                return

    def _done(  # noqa: C901 - one case per command
        self, tag: str, verb: str, rest: str
    ) -> bool:
        box = self.mailbox
        match verb:
            case "CAPABILITY":
                self.say(f"* CAPABILITY IMAP4rev1{' UIDPLUS' if box.can_expunge_one else ''}")
            case "LOGIN":
                if rest not in (f'{USER} "{PASSWORD}"', f'"{USER}" "{PASSWORD}"'):
                    self.say(f"{tag} NO wrong")
                    return True
            case "SELECT":
                self.say(f"* {len(box.mails)} EXISTS")
                self.say("* OK [UIDVALIDITY 1] there")
            case "UID SEARCH":
                self.say("* SEARCH " + " ".join(map(str, box.mails)))
            case "UID FETCH":
                return self._fetch(tag, rest)
            case "UID STORE":
                box.deleted.add(int(rest.partition(" ")[0]))
            case "UID EXPUNGE" if box.can_expunge_one:
                box.expunge(int(rest))
            case "EXPUNGE":
                box.expunge()
            case "LOGOUT":
                self.say("* BYE")
                self.say(f"{tag} OK done")
                return False
            case _:
                self.say(f"{tag} BAD {verb}")
                return True
        self.say(f"{tag} OK done")
        return True

    def _fetch(self, tag: str, rest: str) -> bool:
        number = int(rest.partition(" ")[0])
        asked = re.search(r"BODY\.PEEK\[\]<0\.(\d+)>", rest)
        assert asked is not None
        mail = self.mailbox.mails[number]
        given = mail[: int(asked[1])]
        self.say(f"* {number} FETCH (UID {number} RFC822.SIZE {len(mail)} BODY[]<0> {{{len(given)}}}")
        if number == self.mailbox.breaks_at:
            self.wfile.write(given[: len(given) // 2])
            return False
        self.wfile.write(given + b")\r\n")
        self.say(f"{tag} OK done")
        return True


class _Pop(_Handler):
    def handle(self) -> None:
        box, marked = self.mailbox, set[int]()
        self.say("+OK here")
        while line := self.heard():
            verb, _, rest = line.partition(" ")
            match verb.upper():
                case "USER":
                    self.say("+OK")
                case "PASS":
                    self.say("+OK" if rest == PASSWORD else "-ERR wrong")
                case "LIST":
                    self.say("+OK")
                    for number, mail in box.mails.items():
                        self.say(f"{number} {len(mail)}")
                    self.say(".")
                case "RETR":
                    if not self._give(int(rest)):
                        return
                case "DELE":
                    marked.add(int(rest))
                    self.say("+OK")
                case "QUIT":
                    box.deleted |= marked
                    box.expunge()
                    self.say("+OK")
                    return
                case _:
                    self.say("-ERR")

    def _give(self, number: int) -> bool:
        mail = self.mailbox.mails[number]
        self.say("+OK")
        if number == self.mailbox.breaks_at:
            self.wfile.write(mail[: len(mail) // 2])
            return False
        self.wfile.write(re.sub(rb"(?m)^\.", b"..", mail))
        if not mail.endswith(b"\r\n"):
            self.wfile.write(b"\r\n")
        self.say(".")
        return True


@contextmanager
def mailbox_server(kind: str, mailbox: Mailbox) -> Iterator[int]:
    """Serve a mailbox by `imap` or `pop3`; gives the port."""
    spoken = _Imap if kind == "imap" else _Pop
    handler = type("Handler", (spoken,), {"mailbox": mailbox})
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
