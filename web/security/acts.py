"""The ledger of what is done to people and to the ways they come in. Nothing secret is ever written into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlmodel import Session

from aggregator.model import Role, StaffAct, StaffAction


def note(
    session: Session,
    action: StaffAction,
    *,
    by: int | None,
    about: int | None,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Add a line. `by` is who acted (nobody: the command line), `about` the person it was done to."""
    session.add(
        StaffAct(
            person_id=by, about_id=about, action=action, before=dict(before or {}), after=dict(after or {}), at=now
        )
    )


def in_order(roles: Iterable[Role]) -> list[str]:
    """Roles as the ledger writes them."""
    held = frozenset(roles)
    return [role.value for role in Role if role in held]
