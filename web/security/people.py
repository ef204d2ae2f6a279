"""Who belongs to the office: inviting, roles, leaving and coming back; each noted in the ledger, none ever deleted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from aggregator.model import Person, Role, StaffAction
from templates import LANGUAGES
from web.security.acts import in_order, note
from web.security.login import end_links
from web.security.sessions import end_sessions

LONGEST_NAME = 200
_LONGEST_ADDRESS = 254


class Refusal(StrEnum):
    """Why somebody's place in the office stays as it is."""

    NO_NAME = "no_name"
    NO_ADDRESS = "no_address"
    KNOWN_ADDRESS = "known_address"
    NO_ROLE = "no_role"
    OWN_ROLE = "own_role"
    OWN_PLACE = "own_place"
    LAST_TECHNICIAN = "last_technician"


class PeopleRefused(Exception):
    """Nothing was changed, and why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def invite(
    session: Session, *, address: str, name: str, roles: Iterable[Role], language: str, by: int | None, now: datetime
) -> Person:
    """Add somebody who is to come. Raises PeopleRefused; an address that somebody has already is refused."""
    clean, called, held = clean_address(address), clean_name(name), frozenset(roles)
    if not held:
        raise PeopleRefused(Refusal.NO_ROLE)
    if with_address(session, clean) is not None:
        raise PeopleRefused(Refusal.KNOWN_ADDRESS)
    person = Person(address=clean, name=called, roles=held, language=known_language(language), created_at=now)
    session.add(person)
    session.flush()
    note(session, StaffAction.INVITED, by=by, about=person.id, now=now, after=_described(person))
    return person


def change_roles(session: Session, person: Person, roles: Iterable[Role], *, by: int | None, now: datetime) -> bool:
    """Give somebody these roles and no others; their sessions end, so that the new rights begin with a new sign-in.

    Says whether anything changed. Raises PeopleRefused where nobody would be left to look after people.
    """
    held = frozenset(roles)
    if held == person.roles:
        return False
    if not held:
        raise PeopleRefused(Refusal.NO_ROLE)
    if Role.TECHNICIAN in person.roles - held:
        _spare(session, person, by, own=Refusal.OWN_ROLE)
    note(
        session,
        StaffAction.ROLES_CHANGED,
        by=by,
        about=person.id,
        now=now,
        before={"roles": in_order(person.roles)},
        after={"roles": in_order(held)},
    )
    person.roles = held
    session.add(person)
    if person.id != by:
        end_sessions(session, _number(person))
    return True


def change_profile(
    session: Session, person: Person, *, name: str, language: str, by: int | None, now: datetime
) -> None:
    """Call somebody otherwise, or speak another language with them. Raises PeopleRefused without a name."""
    new = {"name": clean_name(name), "language": known_language(language)}
    old = {"name": person.name, "language": person.language}
    if new == old:
        return
    note(session, StaffAction.PROFILE_CHANGED, by=by, about=person.id, now=now, before=old, after=new)
    person.name, person.language = new["name"], new["language"]
    session.add(person)


def remove(session: Session, person: Person, *, by: int | None, now: datetime) -> None:
    """Let somebody go: sessions and links end, nothing opens for them any more. What they did stays theirs."""
    if person.left_at is not None:
        return
    if person.id == by:
        raise PeopleRefused(Refusal.OWN_PLACE)
    if Role.TECHNICIAN in person.roles:
        _spare(session, person, by, own=Refusal.OWN_PLACE)
    person.left_at = now
    session.add(person)
    end_sessions(session, _number(person))
    end_links(session, _number(person))
    note(session, StaffAction.REMOVED, by=by, about=person.id, now=now, before=_described(person))


def reactivate(session: Session, person: Person, *, by: int | None, now: datetime) -> None:
    """Let somebody come back, with their former roles and password."""
    if person.left_at is None:
        return
    person.left_at = None
    session.add(person)
    note(session, StaffAction.REACTIVATED, by=by, about=person.id, now=now, after=_described(person))


def with_address(session: Session, address: str) -> Person | None:
    """The person with this address, however it was typed."""
    return session.exec(select(Person).where(Person.address == address.strip().casefold())).first()


def holding(session: Session, roles: Iterable[Role]) -> list[Person]:
    """Who is there and holds one of the roles, by name."""
    asked = frozenset(roles)
    there = select(Person).where(col(Person.left_at).is_(None), col(Person.joined_at).is_not(None))
    return [person for person in session.exec(there.order_by(Person.name)) if not asked.isdisjoint(person.roles)]


def clean_address(address: str) -> str:
    """An address as it is kept; raises PeopleRefused for what cannot be one."""
    clean = address.strip().casefold()
    local, at, domain = clean.rpartition("@")
    fitting = clean.isprintable() and not any(character in ' "(),:;<>[]\\' for character in clean)
    if not (local and at and domain and fitting) or "@" in local or len(clean) > _LONGEST_ADDRESS:
        raise PeopleRefused(Refusal.NO_ADDRESS)
    return clean


def clean_name(name: str) -> str:
    """A name on one line; raises PeopleRefused where nothing is left."""
    clean = " ".join("".join(character for character in name if character.isprintable()).split())
    if not clean:
        raise PeopleRefused(Refusal.NO_NAME)
    return clean[:LONGEST_NAME]


def known_language(language: str) -> str:
    """One of our languages; German where it is none."""
    return language if language in LANGUAGES else "de"


def wait_for_turn(session: Session) -> None:
    """Change people one after the other: whoever comes second waits until the first is done.

    All rows are locked in one order, before anything is written to one of them: else two who change each other at once
    would wait for each other for good. What only names a person goes on meanwhile.
    """
    session.exec(select(Person.id).order_by(col(Person.id)).with_for_update(key_share=True)).all()


def _spare(session: Session, person: Person, by: int | None, *, own: Refusal) -> None:
    """Raise where the Technik would be left without anybody, or somebody would shut the door behind themselves."""
    if person.id == by:
        raise PeopleRefused(own)
    wait_for_turn(session)
    session.expire_all()
    if all(one.id == person.id for one in holding(session, {Role.TECHNICIAN})):
        raise PeopleRefused(Refusal.LAST_TECHNICIAN)


def _described(person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "address": person.address,
        "roles": in_order(person.roles),
        "language": person.language,
    }


def _number(person: Person) -> int:
    assert person.id is not None
    return person.id
