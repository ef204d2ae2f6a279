"""How often somebody may try to come in: counted in the store, for all processes together, and forgotten after a day.

Five tries in a row are free, then waits grow to a quarter of an hour and no further: a right password after the wait
opens. A browser in which this person was signed in before is counted for itself, so that nobody can keep a colleague
out by guessing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from sqlmodel import Session, col, delete, select

from aggregator.model import SignInBrake
from aggregator.store.upsert import insert_new
from newsletter.tokens import keyed_hash

KEPT = timedelta(days=1)
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15))
_FREE = 5
_FREE_IN_NETWORK = 20
"""A whole office comes from one network."""


@dataclass(frozen=True, slots=True)
class Braked:
    """What is counted: a keyed hash, which tells nobody whose tries they were."""

    who: str
    free: int = _FREE


@dataclass(frozen=True, slots=True)
class Taken:
    """A try that may be made; `last_free` where the next one after it has to wait for the first time."""

    last_free: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """No try may be made before this time has passed."""

    time: timedelta

    @property
    def minutes(self) -> int:
        """In whole minutes, never less than one."""
        return max(1, -(-self.time // timedelta(minutes=1)))


def of_address(address: str, *, secret: str) -> Braked:
    """All tries for one address, from wherever, known or not."""
    return Braked(keyed_hash(f"address:{address.strip().casefold()}", secret))


def of_person(person_id: int, purpose: str, *, secret: str) -> Braked:
    """The tries of one person at something else than their password: `code`, `password_change`."""
    return Braked(keyed_hash(f"{purpose}:{person_id}", secret))


def of_browser(mark: str, *, secret: str) -> Braked:
    """The tries in one browser that is known."""
    return Braked(keyed_hash(f"browser:{mark}", secret))


def of_network(host: str, *, secret: str) -> Braked:
    """All tries from the neighbourhood of a network address: 256 of IPv4, what one household gets of IPv6."""
    return Braked(keyed_hash(f"network:{_network(host)}", secret), free=_FREE_IN_NETWORK)


def of_reports(host: str, *, secret: str) -> Braked:
    """What readers of one network say is wrong with entries."""
    return Braked(keyed_hash(f"reports:{_network(host)}", secret), free=_FREE_IN_NETWORK)


def of_sign_ups(host: str, *, secret: str) -> Braked:
    """The sign-ups for the newsletter that come from one network."""
    return Braked(keyed_hash(f"sign-ups:{_network(host)}", secret), free=_FREE_IN_NETWORK)


def _network(host: str) -> str:
    try:
        version = ip_address(host).version
        return str(ip_network(f"{host}/{24 if version == 4 else 56}", strict=False))
    except ValueError:
        return host


def wait_after(failures: int, free: int) -> timedelta:
    """How long nothing is tried after so many failures in a row."""
    return _WAITS[min(failures - free, len(_WAITS) - 1)] if failures >= free else timedelta()


def take(session: Session, counted: Iterable[Braked], *, now: datetime) -> Taken | Wait:
    """Count a try before it is made, so that many at once are no way round; `give_back` it where it was right.

    What is asked while there is a wait is not counted: the wait ends when it was said to.
    """
    rows = {one: _row(session, one, now) for one in sorted(counted, key=lambda one: one.who)}
    free_at = max((row.free_at for row in rows.values() if row.free_at), default=now)
    if free_at > now:
        return Wait(free_at - now)
    last_free = False
    for one, row in rows.items():
        row.failures += 1
        row.last_at = now
        wait = wait_after(row.failures, one.free)
        row.free_at = now + wait if wait else None
        last_free = last_free or row.failures == one.free
        session.add(row)
    return Taken(last_free)


def give_back(session: Session, counted: Iterable[Braked]) -> None:
    """The try was right: its own count begins anew, the one of the network forgets this try."""
    for one in sorted(counted, key=lambda one: one.who):
        row = session.get(SignInBrake, one.who, with_for_update=True)
        if row is None:
            continue
        if one.free == _FREE or row.failures <= 1:
            session.delete(row)
            continue
        row.failures -= 1
        row.free_at = row.free_at if row.failures >= one.free else None
        session.add(row)


def forget(session: Session, *, now: datetime) -> None:
    """Delete what is a day old."""
    # ix_sign_in_brake_last_at
    session.execute(delete(SignInBrake).where(col(SignInBrake.last_at) <= now - KEPT))


def _row(session: Session, one: Braked, now: datetime) -> SignInBrake:
    """The count, locked until the transaction ends; begun where there is none."""
    insert_new(
        session, SignInBrake, [{"who": one.who, "failures": 0, "last_at": now, "free_at": None}], unique=("who",)
    )
    locked = select(SignInBrake).where(SignInBrake.who == one.who).with_for_update()
    return session.exec(locked.execution_options(populate_existing=True)).one()
