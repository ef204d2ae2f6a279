"""A mail server in a process of its own that writes down what it takes, before it says so.

`python -m tests.chaos.sink PORT LOG MOOD`: a `steady` one takes everything; a `wild` one says 421, 450, 550 or 554 at
random, closes while it is given a message, takes one and says nothing, speaks garbage. Each message it takes is a line
of the log: its id.
"""

from __future__ import annotations

import os
import random
import re
import socket
import sys
import threading
import time
from pathlib import Path

_MESSAGE_ID = re.compile(rb"(?mi)^message-id: *(<[^>\r\n]+>)")
_LATENCY = 0.01
_WILD = 0.15


class _Closed(Exception):
    """The conversation is over."""


class Conversation:
    """One connection, from greeting to goodbye."""

    def __init__(self, connection: socket.socket, log: int, *, wild: bool) -> None:
        self._connection, self._log, self._wild = connection, log, wild
        self._lines = connection.makefile("rb")
        self._luck = random.Random()

    def hold(self) -> None:
        """Talk until one of both has had enough."""
        self._say("220 here")
        while line := self._lines.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                self._say("250-here\r\n250-PIPELINING\r\n250 8BITMIME")
            elif verb == b"RCPT":
                self._say(self._whim("250 fine"))
            elif verb == b"DATA":
                self._say("354 go")
                self._take()
            elif verb == b"QUIT":
                return
            else:
                self._say("250 fine")

    def _take(self) -> None:
        said: list[bytes] = []
        while (line := self._lines.readline()) != b".\r\n":
            if not line or (self._wild and len(said) == 40 and self._luck.random() < _WILD / 4):
                raise _Closed
            said.append(line)
        if not said:
            self._say("554 nothing")
            return
        time.sleep(_LATENCY)
        answer = self._whim("250 taken")
        if answer.startswith(("4", "5")):
            self._say(answer)
            return
        found = _MESSAGE_ID.search(b"".join(said))
        assert found is not None
        os.write(self._log, found[1] + b"\n")  # kept by the system even if we are killed now
        if answer == "hang":
            time.sleep(3)
            raise _Closed
        self._say(answer)

    def _whim(self, otherwise: str) -> str:
        if not self._wild or self._luck.random() > _WILD:
            return otherwise
        said = ("421 later", "450 greylisted", "550 nobody here", "554 no", "hang", "\x00\xff garbage", "999")
        return self._luck.choice(said)

    def _say(self, words: str) -> None:
        self._connection.sendall(words.encode("latin-1") + b"\r\n")


def main() -> None:
    """Take mail until killed."""
    port, path, mood = sys.argv[1:]
    log = os.open(Path(path), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    with socket.create_server(("127.0.0.1", int(port)), backlog=100) as listener:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_serve, args=(connection, log, mood == "wild"), daemon=True).start()


def _serve(connection: socket.socket, log: int, wild: bool) -> None:
    with connection:
        try:
            Conversation(connection, log, wild=wild).hold()
        except (_Closed, OSError):
            return


if __name__ == "__main__":
    main()
