"""Replies of a mail server (RFC 5321, 4.2), read from whatever it really says: hostile, halting or garbled."""

from __future__ import annotations

import re
import socket
import time
from dataclasses import dataclass

_LINE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])(.*))?", re.DOTALL)
_LONGEST_LINE = 2_000  # 512 in RFC 5321, 4.5.3.1.5; some say more
_MOST_LINES = 128
_READ_AT_ONCE = 8_192


class Garbled(Exception):
    """What came is no reply; says what it was."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A code from 200 to 599, and what was said with it, a line each."""

    code: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All lines as one, at most 500 characters."""
        return " ".join(" ".join(self.lines).split())[:500]

    @property
    def is_yes(self) -> bool:
        """Whether it was done (2xx), or goes on (3xx)."""
        return self.code < 400


class Replies:
    """The replies of one connection, one after the other."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        """Each reply has to be whole after so many seconds, however slowly it drips."""
        self._connection, self._seconds = connection, seconds
        self._rest = b""

    def next(self) -> Reply:
        """The next reply. Raises Garbled, TimeoutError, ConnectionError and other OSErrors."""
        until = time.monotonic() + self._seconds
        lines: list[str] = []
        first = 0
        while True:
            code, more, text = read_line(self._line(until))
            if lines and code != first:
                raise Garbled(f"one reply with two codes, {first} and {code}")
            first = code
            lines.append(text)
            if not more:
                return Reply(code, tuple(lines))
            if len(lines) == _MOST_LINES:
                raise Garbled("a reply without end")

    def _line(self, until: float) -> bytes:
        while (end := self._rest.find(b"\n")) < 0:
            if len(self._rest) > _LONGEST_LINE:
                raise Garbled(f"a line without end: {_shown(self._rest)}")
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError("timed out")
            self._connection.settimeout(left)
            came = self._connection.recv(_READ_AT_ONCE)
            if not came:
                raise ConnectionResetError("the mail server closed the connection")
            self._rest += came
        line, self._rest = self._rest[:end], self._rest[end + 1 :]
        if len(line) > _LONGEST_LINE:
            raise Garbled(f"a line too long: {_shown(line)}")
        return line.removesuffix(b"\r")


def read_line(line: bytes) -> tuple[int, bool, str]:
    """Code, whether more lines of the same reply follow, and the words. Raises Garbled."""
    match = _LINE.fullmatch(line)
    if match is None:
        raise Garbled(f"not understood: {_shown(line)}")
    return int(match[1]), match[2] == b"-", (match[3] or b"").decode("utf-8", "replace")


def _shown(line: bytes) -> str:
    said = line[:80].decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "·" for letter in said)
