"""The first person at the desk, and links to come in."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from aggregator.model import Person, Role
from partnerpost.refusal import Refused
from web.security.login import issue_login_link


def login_link(session: Session, *, address: str, name: str, base_url: str, now: datetime, minutes: int = 60) -> str:
    """A one-time link for the person with this address, who becomes a technician if not known yet."""
    if "@" not in address or any(c.isspace() for c in address):
        raise Refused(f"{address!r} is not a mail address")
    person = session.exec(select(Person).where(Person.address == address.casefold())).first()
    if person is None:
        person = Person(address=address.casefold(), name=name, role=Role.TECHNICIAN, created_at=now)
        session.add(person)
        session.flush()
    token = issue_login_link(session, person, now=now, minutes=minutes)
    return f"{base_url.rstrip('/')}/desk/anmelden/{token}"
