"""Addresses that must get no mail, known again only by a keyed hash."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from aggregator.model import Suppression
from newsletter.tokens import keyed_hash


def address_hash(address: str, *, secret: str) -> str:
    """The keyed hash of an address. Case is folded wholly here: better one letter too few than one mail too many."""
    return keyed_hash(f"suppress:{address.strip().casefold()}", secret)


def suppress(session: Session, address: str, *, reason: str, secret: str, now: datetime) -> None:
    """Never send to this address again; the first reason is kept."""
    hashed = address_hash(address, secret=secret)
    if session.get(Suppression, hashed) is None:
        session.add(Suppression(address_hash=hashed, reason=reason, at=now))
        session.flush()


def suppressed(session: Session, addresses: Iterable[str], *, secret: str) -> frozenset[str]:
    """Which of these addresses must get no mail."""
    by_hash: dict[str, list[str]] = {}
    for address in addresses:
        by_hash.setdefault(address_hash(address, secret=secret), []).append(address)
    return frozenset(address for hashed in suppressed_hashes(session, by_hash) for address in by_hash[hashed])


def suppressed_hashes(session: Session, hashes: Collection[str]) -> frozenset[str]:
    """Which of these hashes of addresses must get no mail; some hundreds at most."""
    if not hashes:
        return frozenset()
    return frozenset(session.connection().execute(_SUPPRESSED, {"hashes": list(hashes)}).scalars())


# made once, for it is asked some hundred times a second
_SUPPRESSED = select(Suppression.address_hash).where(
    col(Suppression.address_hash).in_(bindparam("hashes", expanding=True))
)
