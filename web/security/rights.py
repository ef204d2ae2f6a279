"""What may be done at the desk, and which roles may do it. Everybody who is signed in may read all but people."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from aggregator.model import Role


class Right(StrEnum):
    """A kind of work."""

    REVIEW = "review"
    """Decide, correct, merge; add sources with a preview, pause and test them."""
    RELEASE = "release"
    """Release an issue to its readers."""
    TECHNICAL = "technical"
    """People; the settings of sources; sources as files."""


HELD_BY: Mapping[Right, frozenset[Role]] = {
    Right.REVIEW: frozenset({Role.EDITOR, Role.RELEASER}),
    Right.RELEASE: frozenset({Role.RELEASER}),
    Right.TECHNICAL: frozenset({Role.TECHNICIAN}),
}


def may(roles: Collection[Role], right: Right) -> bool:
    """Whether one of the roles carries the right."""
    return not HELD_BY[right].isdisjoint(roles)
