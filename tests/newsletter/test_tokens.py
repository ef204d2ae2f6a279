from __future__ import annotations

from datetime import timedelta

import pytest

from newsletter import tokens
from tests.newsletter.samples import NOW, SECRET


def test_an_unsubscribe_link_is_the_same_every_time() -> None:
    made = [tokens.unsubscribe_token(7, "a@example.org", secret=SECRET) for _ in range(2)]
    assert made[0] == made[1]


def test_a_token_says_whom_it_was_made_for() -> None:
    token = tokens.unsubscribe_token(7, "a@example.org", secret=SECRET)
    signed = tokens.read_unsubscribe(token, secret=SECRET)
    assert signed == tokens.Signed(7, tokens.address_mark("a@example.org", SECRET))


def test_a_token_for_one_purpose_is_not_taken_for_another() -> None:
    token = tokens.unsubscribe_token(7, "a@example.org", secret=SECRET)
    assert tokens.read_confirm(token, secret=SECRET, now=NOW) is None


def test_a_token_of_another_office_is_not_taken() -> None:
    token = tokens.unsubscribe_token(7, "a@example.org", secret="another secret")
    assert tokens.read_unsubscribe(token, secret=SECRET) is None


def test_a_changed_token_is_not_taken() -> None:
    token = tokens.unsubscribe_token(7, "a@example.org", secret=SECRET)
    assert tokens.read_unsubscribe(token[:-3] + "AAA", secret=SECRET) is None


@pytest.mark.parametrize("nonsense", ["", ".", "a.b", "ä.ö", "A" * 5000, "\0"])
def test_nonsense_is_no_token_and_no_error(nonsense: str) -> None:
    assert tokens.read_unsubscribe(nonsense, secret=SECRET) is None


def test_a_confirmation_link_holds_for_seven_days_and_no_longer() -> None:
    token = tokens.confirm_token(7, "a@example.org", secret=SECRET, now=NOW)
    assert tokens.read_confirm(token, secret=SECRET, now=NOW + timedelta(days=7)) is not None
    assert tokens.read_confirm(token, secret=SECRET, now=NOW + timedelta(days=7, seconds=1)) is None


def test_without_a_secret_nothing_is_signed_and_the_error_says_what_to_do() -> None:
    with pytest.raises(tokens.SecretMissing, match="partnerpost init"):
        tokens.unsubscribe_token(7, "a@example.org", secret="")
