"""Mails as files, for trying."""

from __future__ import annotations

import re
from pathlib import Path

from newsletter.delivery.transport import Answer, Envelope, MailServerAway

_UNFIT = re.compile(r"[^A-Za-z0-9.@_-]")


class FolderTransport:
    """Writes each message as an .eml file named by recipient and message id; the same message has one file."""

    def __init__(self, path: Path) -> None:
        """`path` is made where it does not exist."""
        self.path = path

    def hand_over(self, envelope: Envelope) -> Answer:
        """Write the file whole or not at all. Raises MailServerAway where the folder cannot be written."""
        name = _UNFIT.sub("_", f"{envelope.recipient}--{envelope.message_id.strip('<>')}")[:200]
        final = self.path / f"{name}.eml"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            half = final.with_suffix(".part")
            half.write_bytes(envelope.data)
            half.replace(final)
        except OSError as error:
            raise MailServerAway(f"the mail folder {self.path} cannot be written: {error.strerror}") from error
        return Answer(250, f"written to {final.name}")

    def close(self) -> None:
        """Nothing is kept open."""
