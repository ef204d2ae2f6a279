"""Which kept findings may report the same thing: those in the same buckets, the likeliest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import log2
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from aggregator.identity import Fingerprint, unpacked
from aggregator.identity.buckets import MOST_MEMBERS, Bucket
from aggregator.model import BucketMember, KeptFingerprint, Sighting

MOST = 6
"""So many candidates are compared. Among 100,000 made findings, 398 of 400 copies meet their original, as with a dozen.

With a dozen there are 1.9 questions for each new finding instead of 1.4, and 13 wrong mergers among 233 instead of 9
among 229. Not measured: a thing that very many sources report at once.
"""
_LEAST_SCORE = 0.5

# built once: every new finding asks them. The first reads the primary key of bucket, the others primary keys
_MEMBERS: Any = select(BucketMember.code, BucketMember.finding_id).where(
    col(BucketMember.code).in_(bindparam("codes", expanding=True))
)
_KEPT: Any = (
    sqlalchemy.select(  # SQLModel's own knows no more than four columns
        col(KeptFingerprint.finding_id),
        col(KeptFingerprint.facts),
        col(KeptFingerprint.words),
        col(Sighting.opportunity_id),
        col(Sighting.last_seen),
    )
    .join(Sighting, col(Sighting.finding_id) == KeptFingerprint.finding_id)
    .where(col(KeptFingerprint.finding_id).in_(bindparam("ids", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A kept finding that shares buckets, with the opportunity it is counted to and when its source last showed it."""

    finding_id: int
    opportunity_id: int
    last_seen: datetime
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What the buckets of a report hold. `free` take it in, `full` do not: they tell nothing."""

    candidates: tuple[Candidate, ...] = ()
    free: tuple[Bucket, ...] = ()
    full: tuple[Bucket, ...] = ()


def candidates(session: Session, into: Collection[Bucket], *, leaving_out: int | None = None) -> Neighbours:
    """Look into the buckets of a report: at most `MOST` candidates, and which buckets are full."""
    inside: dict[int, list[int]] = defaultdict(list)
    codes = [bucket.code for bucket in into]
    for code, finding_id in session.connection().execute(_MEMBERS, {"codes": codes}).all():
        if finding_id != leaving_out:
            inside[code].append(finding_id)
    full = tuple(bucket for bucket in into if len(inside.get(bucket.code, ())) >= MOST_MEMBERS)
    free = tuple(bucket for bucket in into if len(inside.get(bucket.code, ())) < MOST_MEMBERS)
    likely = _likeliest(free, inside)
    return Neighbours(tuple(_kept(session, likely)), free, full)


def _likeliest(free: Iterable[Bucket], inside: Mapping[int, list[int]]) -> list[int]:
    """By the weight of what they share; a bucket that many are in weighs less."""
    scores: dict[int, float] = defaultdict(float)
    for bucket in free:
        members = inside.get(bucket.code, [])
        weight = bucket.weight / log2(1 + len(members)) if members else 0.0
        for finding_id in members:
            scores[finding_id] += weight
    ranked = sorted(scores.items(), key=lambda one: (-one[1], -one[0]))
    return [finding_id for finding_id, score in ranked[:MOST] if score >= _LEAST_SCORE]


def _kept(session: Session, ids: list[int]) -> Iterable[Candidate]:
    if not ids:
        return []
    rows = session.connection().execute(_KEPT, {"ids": ids}).all()
    found = {
        finding_id: Candidate(finding_id, opportunity_id, last_seen, unpacked(facts, words))
        for finding_id, facts, words, opportunity_id, last_seen in rows
    }
    return [found[finding_id] for finding_id in ids if finding_id in found]
