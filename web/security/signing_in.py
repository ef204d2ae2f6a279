"""Signing in: an address with its password, then a code where one is asked for; each counted, all equally slow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from aggregator.model import Person, StaffAction
from web.security import brakes, passwords, second_step
from web.security.acts import note
from web.security.brakes import Braked, Wait
from web.security.login import digest
from web.security.marks import Known, halfway, read_halfway
from web.security.people import with_address
from web.site import Site

_LONGEST = 400
"""Characters of an address that are looked at."""


@dataclass(frozen=True, slots=True)
class From:
    """Where a try comes from: the network address, and whose browser it is known to be."""

    host: str
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Halfway:
    """The password was right; `seal` is the mark to bring with the code."""

    seal: str


def by_password(site: Site, address: str, password: str, come: From) -> Person | Halfway | Wait | None:
    """Who this is; what to bring next; how long to wait; or nobody. Unknown addresses take as long as known ones."""
    now, secret = site.now(), site.mail.secret
    with site.store.writing() as session:
        brakes.forget(session, now=now)
        person = with_address(session, address[:_LONGEST])
        counted = _counted(address[:_LONGEST], person, come, secret)
        taken = brakes.take(session, counted, now=now)
        stored = _stored(session, person)
    if isinstance(taken, Wait):
        return taken
    # outside the transaction: it takes a while, and nobody else should wait for it
    if not passwords.fits(stored, password) or person is None or stored is None:
        if taken.last_free and person is not None:
            with site.store.writing() as session:
                note(session, StaffAction.SIGN_IN_REFUSED, by=None, about=person.id, now=now)
        return None
    made = passwords.hashed(password) if passwords.is_outdated(stored) else None
    with site.store.writing() as session:
        brakes.give_back(session, counted)
        if made is not None:
            passwords.keep(session, _number(person), made, now=now)
        if second_step.is_on(session, _number(person)):
            return Halfway(halfway(_number(person), _trace(made or stored), secret=secret, now=now))
    return person


def after_link(site: Site, session: Session, person: Person) -> Halfway | None:
    """What is still to bring by somebody who has just chosen a password."""
    if not second_step.is_on(session, _number(person)):
        return None
    trace = _trace(passwords.hash_of(session, _number(person)) or "")
    return Halfway(halfway(_number(person), trace, secret=site.mail.secret, now=site.now()))


def by_code(site: Site, seal: str, code: str, come: From) -> Person | Wait | bool:
    """Who this is; how long to wait; False: the code is wrong; True: too late, the sign-in begins anew."""
    now, secret = site.now(), site.mail.secret
    found = read_halfway(seal, secret=secret, now=now)
    if found is None:
        return True
    person_id, trace = found
    counted = [_known_or(come, person_id, brakes.of_person(person_id, "code", secret=secret), secret)]
    with site.store.writing() as session:
        person = session.get(Person, person_id)
        if person is None or person.left_at or _trace(passwords.hash_of(session, person_id) or "") != trace:
            return True
        taken = brakes.take(session, counted, now=now)
        if isinstance(taken, Wait):
            return taken
        passed = second_step.passes(session, person_id, code, now=now)
        if passed is None:
            if taken.last_free:
                note(session, StaffAction.SIGN_IN_REFUSED, by=None, about=person_id, now=now)
            return False
        brakes.give_back(session, counted)
        if passed is second_step.Passed.RECOVERY:
            left = {"left": second_step.codes_left(session, person_id)}
            note(session, StaffAction.RECOVERY_CODE_USED, by=person_id, about=person_id, now=now, after=left)
    return person


def _counted(address: str, person: Person | None, come: From, secret: str) -> Sequence[Braked]:
    if person is not None and come.known is not None and come.known.person_id == person.id:
        return [brakes.of_browser(come.known.mark, secret=secret)]
    return [brakes.of_address(address, secret=secret), brakes.of_network(come.host, secret=secret)]


def _known_or(come: From, person_id: int, other: Braked, secret: str) -> Braked:
    if come.known is not None and come.known.person_id == person_id:
        return brakes.of_browser(f"code:{come.known.mark}", secret=secret)
    return other


def _stored(session: Session, person: Person | None) -> str | None:
    if person is None or person.id is None or person.left_at is not None:
        return None
    return passwords.hash_of(session, person.id)


def _trace(stored: str) -> str:
    """Changes when the password does, and tells nothing of it."""
    return digest(f"trace:{stored}")[:16]


def _number(person: Person) -> int:
    assert person.id is not None
    return person.id
