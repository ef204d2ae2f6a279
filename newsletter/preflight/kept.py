"""Checks that were made, and whether the last one forbids sending. Asks the store alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any

from sqlmodel import Session, col, delete, select

from aggregator.model import Preflight
from newsletter.preflight.findings import Finding, Light, Look
from newsletter.settings import MailSettings

HOLDS_FOR = timedelta(days=7)
"""What was green a week ago says nothing of today."""
_KEPT = 30


@dataclass(frozen=True, slots=True)
class Checked:
    """A check that was made at a moment (aware)."""

    at: datetime
    findings: tuple[Finding, ...]

    @property
    def is_red(self) -> bool:
        """Whether something forbids sending."""
        return any(finding.light is Light.RED for finding in self.findings)


def is_needed(settings: MailSettings) -> bool:
    """Whether mail goes into the world: not into a folder, nor to a server on this machine of which nothing is said."""
    return settings.transport == "smtp" and (bool(settings.sending_addresses) or not is_near(settings.smtp_host))


def latest(session: Session) -> Checked | None:
    """What was found last."""
    # served by ix_preflight_at
    row = session.exec(select(Preflight).order_by(col(Preflight.at).desc(), col(Preflight.id).desc()).limit(1)).first()
    return None if row is None else Checked(row.at, tuple(_read(row.findings)))


def forbids(session: Session, settings: MailSettings, *, now: datetime) -> bool:
    """Whether nothing may be sent: the last check is red or too old, or none was made."""
    if not is_needed(settings):
        return False
    last = latest(session)
    return last is None or last.is_red or now - last.at > HOLDS_FOR


def is_due(session: Session, *, now: datetime) -> bool:
    """Whether a day has passed since the last check."""
    last = latest(session)
    return last is None or now - last.at >= timedelta(days=1)


def keep(session: Session, checked: Checked) -> None:
    """Keep a check; of older ones the last thirty."""
    findings = [
        {"look": each.look.value, "light": each.light.value, "case": each.case, "values": dict(each.values)}
        for each in checked.findings
    ]
    session.add(Preflight(at=checked.at, is_red=checked.is_red, findings=findings))
    session.flush()
    kept = select(Preflight.id).order_by(col(Preflight.at).desc(), col(Preflight.id).desc()).limit(_KEPT)
    numbers = [number for number in session.exec(kept) if number is not None]
    session.execute(delete(Preflight).where(col(Preflight.id).not_in(numbers)))


def is_near(host: str) -> bool:
    """Whether a mail server runs on this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _read(rows: Sequence[dict[str, Any]]) -> Iterator[Finding]:
    for row in rows:
        yield Finding(Look(row["look"]), Light(row["light"]), row["case"], row["values"])
