"""Which opportunity was seen under an address."""

from __future__ import annotations

from sqlmodel import Session, col, select

from aggregator.identity import canonical_url
from aggregator.identity.buckets import Bucket, BucketKind
from aggregator.model import BucketMember, Sighting


def seen_under(session: Session, url: str) -> int | None:
    """The number of the opportunity that a source reports at this address, however it is spelled; None for none.

    At an address that a crowd of entries shares it is any of them, or none.
    """
    address = canonical_url(url)
    # the primary key of bucket, then ix_sighting_finding_id: both hold a few dozen at most
    members = select(BucketMember.finding_id).where(BucketMember.code == Bucket(BucketKind.ADDRESS, address).code)
    sightings = select(Sighting).where(col(Sighting.finding_id).in_(members)).order_by(col(Sighting.id))
    there = (sighting for sighting in session.exec(sightings) if canonical_url(sighting.url) == address)
    found = next(there, None)
    return found.opportunity_id if found else None
