"""The people at the desk from the command line: the first of them, links to come in, and help for who is locked out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, select

from aggregator.model import Person, Role, StaffAction
from partnerpost.refusal import Refused
from web.security import people, second_step
from web.security.acts import note
from web.security.login import issue_invitation, issue_login_link
from web.security.people import PeopleRefused, Refusal

_SAID = {
    Refusal.NO_NAME: "a person needs a name: --name 'First Last'",
    Refusal.NO_ADDRESS: "that is not a mail address",
    Refusal.KNOWN_ADDRESS: "somebody has this address already: partnerpost people list",
    Refusal.NO_ROLE: "a person needs a role: editor, releaser or technician",
    Refusal.LAST_TECHNICIAN: "this is the last technician: make another first, who has signed in once",
}


def login_link(session: Session, *, address: str, name: str, base_url: str, now: datetime, minutes: int = 60) -> str:
    """A one-time link for the person with this address, who gets all roles if not known yet."""
    person = people.with_address(session, address)
    if person is None:
        person = invite(session, address=address, name=name, roles=Role, language="de", now=now)
    return entering_link(session, person, base_url, now=now, minutes=minutes)


def invite(session: Session, *, address: str, name: str, roles: Iterable[Role], language: str, now: datetime) -> Person:
    """Add somebody who is to come. Raises Refused."""
    try:
        return people.invite(
            session, address=address, name=name or address, roles=roles, language=language, by=None, now=now
        )
    except PeopleRefused as refused:
        raise said(refused) from refused


def joining_link(session: Session, person: Person, base_url: str, *, now: datetime, days: int) -> str:
    """A link to choose a password with."""
    _here(person)
    token = issue_invitation(session, person, now=now, days=days)
    note(session, StaffAction.LINK_MADE, by=None, about=person.id, now=now)
    return f"{base_url.rstrip('/')}/desk/beitreten/{token}"


def entering_link(session: Session, person: Person, base_url: str, *, now: datetime, minutes: int) -> str:
    """A link that opens the desk once, at once."""
    _here(person)
    token = issue_login_link(session, person, now=now, minutes=minutes)
    note(session, StaffAction.LINK_MADE, by=None, about=person.id, now=now)
    return f"{base_url.rstrip('/')}/desk/anmelden/{token}"


def drop_second_step(session: Session, person: Person, *, now: datetime) -> None:
    """Ask this person for no code any more."""
    if second_step.remove(session, person.id or 0):
        note(session, StaffAction.SECOND_STEP_REMOVED, by=None, about=person.id, now=now)


def known(session: Session, address: str) -> Person:
    """The person with this address. Raises Refused."""
    person = people.with_address(session, address)
    if person is None:
        raise Refused(f"nobody at the desk has the address {address}: partnerpost people list")
    return person


def everybody(session: Session) -> list[Person]:
    """All people, by name."""
    return list(session.exec(select(Person).order_by(Person.name)))


def said(refused: PeopleRefused) -> Refused:
    """Why nothing was done, in a line."""
    return Refused(_SAID.get(refused.refusal, refused.refusal.value))


def _here(person: Person) -> None:
    if person.left_at is not None:
        raise Refused(f"{person.address} was removed: partnerpost people restore {person.address}")
