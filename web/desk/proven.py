"""Whether a fact is proven, for every fact of an entry: what is not says so in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from aggregator.changes import FactName
from aggregator.search import OpportunityView, Proof

_SETS = frozenset({FactName.COUNTRY, FactName.TOPIC, FactName.AUDIENCE})
_QUOTED = frozenset(FactName) - _SETS - {FactName.KIND}
_DAY = len("2027-03-15")


class Standing(StrEnum):
    """How a fact stands."""

    UNSAID = "unsaid"  # nothing is stated, so there is nothing to prove
    PROVEN = "proven"  # a sentence or a field of the source says so
    PARTLY = "partly"  # of several codes some
    UNPROVEN = "unproven"
    POINTED = "pointed"  # a person says so, and a sentence does
    BY_HAND = "by_hand"  # a person says so, and no sentence does


@dataclass(frozen=True, slots=True)
class Proven:
    """How a fact stands, and the proof that is quoted beside it."""

    standing: Standing
    proof: Proof | None = None


def proven(name: FactName, value: str | None, view: OpportunityView, *, by_hand: bool) -> Proven:
    """How a fact stands; `value` as in `aggregator.changes.facts`. A title is what the source calls it itself."""
    if value is None:
        return Proven(Standing.BY_HAND if by_hand else Standing.UNSAID)
    if name == FactName.TITLE:
        return Proven(Standing.BY_HAND if by_hand else Standing.PROVEN)
    proofs = [proof for proof in view.proofs if proof.field == name and _proves(name, value, proof)]
    missing = set(value.split()) - {proof.value for proof in proofs} if name in _SETS else set()
    standing = _standing(proofs, missing, by_hand=by_hand)
    return Proven(standing, proofs[0] if proofs and name in _QUOTED else None)


def _standing(proofs: Sequence[Proof], missing: set[str], *, by_hand: bool) -> Standing:
    if not proofs:
        return Standing.BY_HAND if by_hand else Standing.UNPROVEN
    if missing:
        return Standing.PARTLY
    return Standing.POINTED if by_hand else Standing.PROVEN


def _proves(name: FactName, value: str, proof: Proof) -> bool:
    match name:
        case FactName.DEADLINE:
            return proof.value[:_DAY] == value[:_DAY]
        case FactName.EVENT:
            return bool({proof.value, *proof.value.split("/")} & {value, *value.split("/")})
        case FactName.KIND | FactName.STATUS:
            return proof.value == value
        case _ if name in _SETS:
            return proof.value in value.split()
        case _:
            return True
