"""Which person of the office an account at the provider is. Nobody becomes one by signing in there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from aggregator.model import OidcIdentity, Person, StaffAction
from web.security.acts import note
from web.security.oidc_settings import OidcSettings
from web.security.staff import who_works_here


@dataclass(frozen=True, slots=True)
class Claims:
    """What the provider vouches for. `verified`: it has checked that the address is theirs."""

    issuer: str
    subject: str
    address: str = ""
    verified: bool = False


class NobodyKnown(Exception):
    """No person of the office is this account. `reason` is `unknown` or `unverified`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def recognise(session: Session, claims: Claims, *, now: datetime) -> int:
    """The id of the person that this account is linked to; at first by its verified address. Raises NobodyKnown."""
    linked = session.get(OidcIdentity, (claims.issuer, claims.subject))
    if linked is not None:
        if who_works_here(session, linked.person_id) is None:
            raise NobodyKnown("unknown")
        return linked.person_id
    person = session.exec(select(Person).where(Person.address == claims.address.casefold())).first()
    if person is None or person.id is None or who_works_here(session, person.id) is None:
        raise NobodyKnown("unknown")
    if not claims.verified:
        raise NobodyKnown("unverified")
    if _account(session, claims.issuer, person.id) is not None:
        # linked to another account already: the address may have passed to somebody new
        raise NobodyKnown("unknown")
    session.add(OidcIdentity(issuer=claims.issuer, subject=claims.subject, person_id=person.id, linked_at=now))
    session.flush()
    after = {"issuer": claims.issuer}
    note(session, StaffAction.ACCOUNT_LINKED, by=person.id, about=person.id, now=now, after=after)
    return person.id


def identity_of(session: Session, settings: OidcSettings, person_id: int) -> OidcIdentity | None:
    """A person's account at the provider of this office."""
    return _account(session, settings.issuer, person_id) if settings.is_on else None


def part(session: Session, settings: OidcSettings, person_id: int, *, now: datetime) -> None:
    """Forget a person's account there; the next sign-in links by verified address again."""
    found = identity_of(session, settings, person_id)
    if found is not None:
        session.delete(found)
        before = {"issuer": found.issuer}
        note(session, StaffAction.ACCOUNT_PARTED, by=person_id, about=person_id, now=now, before=before)


def _account(session: Session, issuer: str, person_id: int) -> OidcIdentity | None:
    mine = select(OidcIdentity).where(OidcIdentity.issuer == issuer, OidcIdentity.person_id == person_id)
    return session.exec(mine).first()
