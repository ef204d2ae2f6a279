"""A hold keeps all mail in the house until a person lifts it."""

from __future__ import annotations

from aggregator.store import Store
from newsletter import holding


def test_a_hold_says_why_until_it_is_lifted(store: Store) -> None:
    with store.writing() as session:
        assert not holding.held(session)
        holding.hold(session, "restored from a backup")
    with store.writing() as session:
        holding.hold(session, "wrong mail server")
    with store.writing() as session:
        assert holding.held(session) == "wrong mail server"
        assert holding.lift(session)
        assert not holding.lift(session)
    with store.reading() as session:
        assert not holding.held(session)
