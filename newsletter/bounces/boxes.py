"""Where mail that came back lies: an IMAP or POP3 mailbox, a folder of files, or one mail piped in.

A box gives a mail, and takes it away only when it is told that it was stored. Of a long mail it reads the beginning.
"""

from __future__ import annotations

import imaplib
import poplib
import re
import ssl
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

from newsletter.bounces.keeping import Arrived
from newsletter.box_settings import BoxSettings

_BROKEN = (OSError, imaplib.IMAP4.error, poplib.error_proto, EOFError)
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_CHUNK = 65_536
_MOST = 1000  # so a full mailbox does not hold a worker for hours; the next run goes on


class BoxAway(Exception):
    """The mailbox cannot be read at the moment; what was not stored is still in it. Says why."""


class Box(Protocol):
    """A place with mail in it."""

    def mails(self) -> Iterator[Arrived]:
        """One mail after the other. Whoever asks for the next has stored the one before. Raises BoxAway."""
        ...


class ImapBox:
    """A folder of an IMAP mailbox. Reading marks nothing as seen; what was stored is deleted, one by one."""

    def __init__(self, settings: BoxSettings) -> None:
        """Connects when it is first read."""
        self._settings = settings

    def mails(self) -> Iterator[Arrived]:
        """Oldest first. Raises BoxAway."""
        try:
            server = self._connected()
            try:
                yield from self._each(server)
            finally:
                _closed(server)
        except _BROKEN as error:
            raise BoxAway(_why(self._settings, error)) from error

    def _each(self, server: imaplib.IMAP4) -> Iterator[Arrived]:
        for uid in _said(server.uid("SEARCH", "ALL"))[0].split()[:_MOST]:
            number = uid.decode()
            mail = self._fetched(server, number)
            if mail is None:
                continue  # somebody else took it meanwhile
            yield mail
            _said(server.uid("STORE", number, "+FLAGS.SILENT", r"(\Deleted)"))
            if "UIDPLUS" in server.capabilities:
                _said(server.uid("EXPUNGE", number))
            else:
                _said(server.expunge())

    def _fetched(self, server: imaplib.IMAP4, number: str) -> Arrived | None:
        asked = f"(RFC822.SIZE BODY.PEEK[]<0.{self._settings.max_bytes}>)"
        for part in server.uid("FETCH", number, asked)[1]:
            if isinstance(part, tuple):
                told = _SIZE.search(part[0])
                return Arrived(part[1], int(told[1]) if told else len(part[1]))
        return None

    def _connected(self) -> imaplib.IMAP4:
        said, context = self._settings, ssl.create_default_context()
        if said.security == "tls":
            server: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                said.host, said.at_port, ssl_context=context, timeout=said.timeout
            )
        else:
            server = imaplib.IMAP4(said.host, said.at_port, timeout=said.timeout)
        try:
            if said.security == "starttls":
                server.starttls(context)
            server.login(said.user, said.password)
            _said(server.select('"' + said.folder.replace("\\", "\\\\").replace('"', '\\"') + '"'))
        except _BROKEN:
            _closed(server)
            raise
        return server


class PopBox:
    """A POP3 mailbox. It deletes at the goodbye: where the line breaks before, mail is read again and stored once."""

    def __init__(self, settings: BoxSettings) -> None:
        """Connects when it is first read."""
        self._settings = settings

    def mails(self) -> Iterator[Arrived]:
        """Oldest first. Raises BoxAway."""
        try:
            server = self._connected()
            try:
                for line in server.list()[1][:_MOST]:
                    number = int(line.split()[0])
                    mail = _retrieved(server, number, self._settings.max_bytes)
                    if mail is not None:
                        yield mail
                        server.dele(number)
                server.quit()
            finally:
                server.close()
        except _BROKEN as error:
            raise BoxAway(_why(self._settings, error)) from error

    def _connected(self) -> poplib.POP3:
        said, context = self._settings, ssl.create_default_context()
        server = (
            poplib.POP3_SSL(said.host, said.at_port, timeout=said.timeout, context=context)
            if said.security == "tls"
            else poplib.POP3(said.host, said.at_port, timeout=said.timeout)
        )
        try:
            if said.security == "starttls":
                server.stls(context)
            server.user(said.user)
            server.pass_(said.password)
        except _BROKEN:
            server.close()
            raise
        return server


class FolderBox:
    """Files that end in .eml, as a mail program writes them; nothing is deleted. For trying."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        """Reads when asked."""
        self._folder, self._max_bytes = folder, max_bytes

    def mails(self) -> Iterator[Arrived]:
        """In the order of their names. Raises BoxAway."""
        try:
            for file in sorted(self._folder.glob("*.eml")):
                with file.open("rb") as opened:
                    yield beginning_of(opened, self._max_bytes)
        except OSError as error:
            raise BoxAway(f"{self._folder} cannot be read: {error.strerror}") from error


class PipedBox:
    """One mail from a pipe, as a mail server hands it over."""

    def __init__(self, stream: BinaryIO, max_bytes: int) -> None:
        """Reads when asked."""
        self._stream, self._max_bytes = stream, max_bytes

    def mails(self) -> Iterator[Arrived]:
        """The one; none where nothing came. Raises BoxAway."""
        try:
            mail = beginning_of(self._stream, self._max_bytes)
        except OSError as error:
            raise BoxAway(f"the mail cannot be read: {error.strerror}") from error
        if mail.size:
            yield mail


def box_for(settings: BoxSettings) -> Box | None:
    """The mailbox of the settings; None where there is none."""
    match settings.kind:
        case "imap":
            return ImapBox(settings)
        case "pop3":
            return PopBox(settings)
    return None


def beginning_of(stream: BinaryIO, most: int) -> Arrived:
    """The beginning of a mail; the rest is counted and let go, a piece at a time."""
    kept = bytearray()
    size = 0
    while piece := stream.read(_CHUNK):
        size += len(piece)
        kept += piece[: max(0, most - len(kept))]
    return Arrived(bytes(kept), size)


def _retrieved(server: poplib.POP3, number: int, most: int) -> Arrived | None:
    """One mail; None where the server does not give it.

    `poplib` keeps all lines and gives up at one of 2,048 bytes; bounces are longer in both ways.
    """
    server.sock.sendall(f"RETR {number}\r\n".encode())
    answer = server.file.readline(_CHUNK)
    if not answer.startswith(b"+OK"):
        return None
    kept = bytearray()
    size = 0
    begins = True
    while True:
        piece = server.file.readline(_CHUNK)
        if not piece:
            raise EOFError("the connection broke in the middle of a mail")
        if begins and piece.rstrip(b"\r\n") == b".":
            return Arrived(bytes(kept), size)
        if begins and piece.startswith(b".."):
            piece = piece[1:]
        begins = piece.endswith(b"\n")
        size += len(piece)
        kept += piece[: max(0, most - len(kept))]


def _said(answer: tuple[str, Sequence[object]]) -> list[bytes]:
    state, data = answer
    if state != "OK":
        raise imaplib.IMAP4.error(f"{state}: {data}")
    return [each for each in data if isinstance(each, bytes)] or [b""]


def _closed(server: imaplib.IMAP4) -> None:
    try:
        server.logout()
    except _BROKEN:
        server.shutdown()


def _why(settings: BoxSettings, error: BaseException) -> str:
    return f"the mailbox at {settings.host}:{settings.at_port} cannot be read: {error}"
