"""What a passkey has to sign is good for one purpose, for five minutes, and once; on both databases."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from aggregator.model import SpentChallenge
from aggregator.store import Store
from tests.web.example import NOW, SECRET
from web.security.challenges import ChallengeStale, Occasion, new_challenge, require_fresh, spend


def test_no_two_challenges_are_the_same() -> None:
    assert len({new_challenge(Occasion.ENTER, secret=SECRET, now=NOW) for _ in range(50)}) == 50


def test_a_challenge_says_until_when_it_is_good() -> None:
    challenge = new_challenge(Occasion.ENTER, secret=SECRET, now=NOW)
    assert require_fresh(challenge, Occasion.ENTER, secret=SECRET, now=NOW) == NOW + timedelta(minutes=5)


@pytest.mark.parametrize(
    "other",
    [
        {"occasion": Occasion.ADD},
        {"bound": "another session"},
        {"secret": "another"},
        {"now": NOW + timedelta(minutes=5)},
    ],
)
def test_for_anything_else_it_is_no_good(other: dict[str, object]) -> None:
    challenge = new_challenge(Occasion.ENTER, bound="a session", secret=SECRET, now=NOW)
    asked = {"occasion": Occasion.ENTER, "bound": "a session", "secret": SECRET, "now": NOW}
    require_fresh(challenge, **asked)  # type: ignore[arg-type]
    with pytest.raises(ChallengeStale):
        require_fresh(challenge, **(asked | other))  # type: ignore[arg-type]


@given(st.binary(max_size=200))
def test_nobody_guesses_one(rubbish: bytes) -> None:
    with pytest.raises(ChallengeStale):
        require_fresh(rubbish, Occasion.ENTER, secret=SECRET, now=NOW)


def test_a_spent_challenge_is_forgotten_when_it_would_be_too_old(store: Store) -> None:
    until = NOW + timedelta(minutes=5)
    with store.writing() as session:
        spend(session, b"first", until=until, now=NOW)
    with store.writing() as session:
        spend(session, b"second", until=until + timedelta(minutes=5), now=until)
    with store.reading() as session:
        assert len(session.exec(select(SpentChallenge)).all()) == 1


def test_of_two_who_answer_at_once_one_comes_in(store: Store) -> None:
    ready = Barrier(2)
    came: list[str] = []

    def answer() -> None:
        ready.wait()
        try:
            with store.writing() as session:
                spend(session, b"one challenge", until=NOW + timedelta(minutes=5), now=NOW)
            came.append("in")
        except ChallengeStale:
            came.append("refused")

    both = [Thread(target=answer) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(came) == ["in", "refused"]
