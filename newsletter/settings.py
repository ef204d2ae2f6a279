"""What the newsletter needs to be told: who sends, from where, over which way."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, field_validator

from newsletter.addresses import AddressRefused, normal_address
from newsletter.box_settings import BoxSettings
from newsletter.look import MailLook


class MailSettings(BaseModel, extra="forbid"):
    """Sender, imprint, links and transport of all mail. Sizes are bytes, times seconds."""

    office_name: str = Field(default="Partnerpost", description="Name of the office, stands at the head of every mail")
    sender_name: str = Field(default="Partnerpost", description="Name in the From line")
    sender_address: str = Field(default="partnerpost@example.org", description="Address in the From line and envelope")
    reply_to: str = Field(default="", description="Address that people read; empty: the sender's address")
    base_url: str = Field(
        default="http://127.0.0.1:8000", description="Address of the public pages, without last slash"
    )
    look: MailLook = Field(default_factory=MailLook, description="Colours and logo")
    imprint: tuple[str, ...] = Field(default=(), description="Lines of the imprint, stand in every mail")
    zone: str = Field(default="Europe/Berlin", description="Time zone of the office: on which day it was checked")
    list_id: str = Field(default="", description="List-Id; empty: partnerpost.<domain of the sender>")
    secret: str = Field(default="", description="Long random text that signs links and keys hashes; never change it")

    keep_network: bool = Field(
        default=False, description="Keep the network address of who signs up and confirms, as part of the proof"
    )
    international_addresses: bool = Field(
        default=False, description="The mail server takes addresses such as müller@example.org (RFC 6531)"
    )

    transport: Literal["smtp", "folder"] = Field(default="smtp", description="smtp sends; folder writes .eml files")
    folder: Path = Field(default=Path("var/mail"), description="Where .eml files go with transport = folder")
    smtp_host: str = Field(default="127.0.0.1", description="Mail server that takes our mail")
    smtp_port: int = Field(default=25, ge=1, le=65535)
    smtp_security: Literal["none", "starttls", "tls"] = Field(
        default="none", description="Encryption to the mail server"
    )
    smtp_user: str = Field(default="", description="Login at the mail server; empty: none")
    smtp_password: str = Field(default="", repr=False)
    sending_mark: Path | None = Field(
        default=None,
        description="File by which a restored copy knows itself; empty: sending-mark.json in the data",
    )
    connections: int = Field(default=8, ge=1, le=100, description="Connections to the mail server at once, at most")
    smtp_timeout: float = Field(default=60.0, gt=0, description="Seconds to wait for an answer of the mail server")

    return_address: str = Field(
        default="",
        description="Where bounces and unsubscribing mails come back, before a + and a token; empty: nowhere",
    )
    box: BoxSettings = Field(default_factory=BoxSettings, description="The mailbox behind it")
    dkim_selector: str = Field(
        default="", description="Name under which the DNS shows the signing key; empty: unsigned"
    )
    dkim_key_file: Path | None = Field(default=None, description="RSA key that signs mail, 2048 bits, PEM")
    dkim_second_selector: str = Field(default="", description="Name of the second key; empty: one signature")
    dkim_second_key_file: Path | None = Field(default=None, description="Ed25519 key for a second signature, PEM")
    sending_addresses: tuple[str, ...] = Field(
        default=(), description="Public network addresses the mail server sends from; empty: those of smtp_host"
    )
    helo_name: str = Field(default="", description="What the mail server calls itself; empty: as in its greeting")
    dns_server: str = Field(default="", description="Who is asked about our own records, address:port; empty: as usual")

    max_items: int = Field(default=15, ge=1, description="Items of an edition at most; the rest is counted and linked")
    max_html_bytes: int = Field(default=90_000, ge=20_000, description="Gmail cuts at about 102 kB")
    proposal_hour: int = Field(
        default=7, ge=-1, le=23, description="Hour of Monday from which the next issue is proposed; -1: never"
    )
    release_alone: bool = Field(
        default=False, description="Whether somebody may approve their own issue where nobody else may release"
    )
    glance_days: int = Field(default=56, ge=1, description="How far 'deadlines at a glance' looks ahead, days")
    remind_days: int = Field(default=21, ge=1, description="When 'only deadlines' tells a deadline: days before")
    claim_size: int = Field(default=200, ge=1, description="Deliveries one worker claims at a time")
    lease_seconds: int = Field(default=300, ge=1, description="After this a claimed delivery counts as left behind")

    @field_validator("base_url")
    @classmethod
    def _without_last_slash(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("must begin with https://")
        return value.rstrip("/")

    @field_validator("sender_address", "reply_to", "return_address")
    @classmethod
    def _an_address(cls, value: str) -> str:
        try:
            return normal_address(value) if value else value
        except AddressRefused as refused:
            raise ValueError(str(refused)) from refused

    @field_validator("sending_addresses")
    @classmethod
    def _addresses(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(ip_address(value)) for value in values)

    @property
    def has_sender(self) -> bool:
        """Whether the office has said from which address its mail comes."""
        return "sender_address" in self.model_fields_set

    @property
    def sender_domain(self) -> str:
        """Domain of the From address: stands in message ids."""
        return self.sender_address.rpartition("@")[2]

    @property
    def answers_to(self) -> str:
        """Where answers and unsubscribing mails go."""
        return self.reply_to or self.sender_address

    def page(self, path: str, language: str = "de") -> str:
        """Absolute address of a public page; German has no prefix. `path` begins with a slash."""
        return f"{self.base_url}{'' if language == 'de' else '/' + language}{path}"
