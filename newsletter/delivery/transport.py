"""The seam between the ledger and the way out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

Clock = Callable[[], datetime]
"""Gives aware moments."""

SenderOf = Callable[[int, str], str]
"""The envelope's sender for a delivery, by its number and the reader's address: its bounces come back to it."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A finished message on its way; `data` has CRLF lines and is not dot-stuffed.

    `dotless`: none of its lines begins with a dot, so there is nothing to stuff.
    """

    sender: str
    recipient: str
    message_id: str
    data: bytes
    dotless: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the mail server said about one message: code as in RFC 5321, 2xx taken, 4xx later, 5xx never."""

    code: int
    text: str


class MailServerAway(Exception):
    """No mail can be handed over at the moment; the message in hand was certainly not taken. Says why."""


class AnswerLost(Exception):
    """The message was given, the answer did not come: nobody knows whether it was taken."""


class Transport(Protocol):
    """A way out. One message at a time; not shared between threads."""

    def hand_over(self, envelope: Envelope) -> Answer:
        """Give one message and wait for the answer. Raises MailServerAway or AnswerLost."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...
