"""Where mail that comes back is fetched, and how long it is kept."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

_PORTS = {("imap", "tls"): 993, ("imap", "starttls"): 143, ("imap", "none"): 143}
_PORTS |= {("pop3", "tls"): 995, ("pop3", "starttls"): 110, ("pop3", "none"): 110}


class BoxSettings(BaseModel, extra="forbid"):
    """The mailbox behind `return_address`. It must hold nothing else: what was stored is deleted there."""

    kind: Literal["none", "imap", "pop3"] = Field(
        default="none",
        description="How it is read; none: not at all, or mail is piped into `mail bounce`",
    )
    host: str = Field(default="127.0.0.1", description="Server of the mailbox")
    port: int = Field(default=0, ge=0, le=65535, description="0: 993, 995, 143 or 110, as the other settings say")
    security: Literal["none", "starttls", "tls"] = Field(default="tls", description="Certificates are checked")
    user: str = Field(default="", description="Login")
    password: str = Field(default="", repr=False)
    folder: str = Field(default="INBOX", description="Folder of an IMAP mailbox")
    timeout: float = Field(default=60.0, gt=0, description="Seconds to wait for an answer")
    minutes: int = Field(default=5, ge=1, description="How often it is read")
    max_bytes: int = Field(
        default=262_144, ge=16_384, description="So much of a mail is stored; of a longer one its beginning"
    )
    raw_days: int = Field(default=30, ge=1, description="Days after which the text of what came back is deleted")
    row_days: int = Field(default=365, ge=30, description="Days after which nothing of it is left")

    @property
    def at_port(self) -> int:
        """The port that is meant."""
        return self.port or _PORTS.get((self.kind, self.security), 0)
