"""What a check of the mail set-up looks at and how a look can end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Light(StrEnum):
    """`red` forbids sending; `yellow` should be mended; `off`: not needed here."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    OFF = "off"


class Look(StrEnum):
    """What is looked at, in the order of the page."""

    IMPRINT = "imprint"
    SENDER = "sender"
    RELAY = "relay"
    SPF = "spf"
    DKIM = "dkim"
    DMARC = "dmarc"
    MX = "mx"
    PTR = "ptr"
    UNSUBSCRIBE = "unsubscribe"
    RETURNS = "returns"
    COMPLAINTS = "complaints"


@dataclass(frozen=True, slots=True)
class Finding:
    """How one look ended: `case` names the sentence (`newsletter.preflight.words`), `values` fill its places."""

    look: Look
    light: Light
    case: str = "fine"
    values: Mapping[str, str] = field(default_factory=dict)
