from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter import tokens
from newsletter.delivery.return_path import (
    Concern,
    ReturnAddressTooLong,
    Signed,
    found_in,
    return_path,
    unsubscribe_mailto,
)
from tests.newsletter.samples import SECRET, settings

OFFICE = settings(return_address="b@rueck.example")
ERIKA = "erika@stadt.example"
MARK = tokens.address_mark(ERIKA, SECRET)


@given(st.sampled_from(Concern), st.integers(0, 2**63 - 1))
def test_what_was_said_is_read_again_and_fits_into_an_address(concern: Concern, number: int) -> None:
    address = return_path(concern, number, ERIKA, OFFICE)
    assert len(address.partition("@")[0]) <= 64
    assert list(found_in(f"Delivered-To: <{address}>", secret=SECRET)) == [Signed(concern, number, MARK)]


def test_a_mail_server_may_change_the_case() -> None:
    address = return_path(Concern.DELIVERY, 4711, ERIKA, OFFICE).upper()
    assert list(found_in(address, secret=SECRET)) == [Signed(Concern.DELIVERY, 4711, MARK)]


def test_changing_a_letter_makes_it_nobodys() -> None:
    address = return_path(Concern.UNSUBSCRIBE, 4711, ERIKA, OFFICE)
    place = address.index("+") + 2
    other = "x" if address[place] != "x" else "y"
    assert list(found_in(address[:place] + other + address[place + 1 :], secret=SECRET)) == []
    assert list(found_in(address.replace("+u", "+d"), secret=SECRET)) == []
    assert list(found_in(address, secret="another")) == []


def test_without_a_return_address_mail_comes_back_to_the_sender() -> None:
    assert return_path(Concern.DELIVERY, 1, ERIKA, settings()) == settings().sender_address
    assert "subject=unsubscribe%20" in unsubscribe_mailto(7, ERIKA, settings())


def test_unsubscribing_by_mail_needs_no_words() -> None:
    mailto = unsubscribe_mailto(7, ERIKA, OFFICE)
    assert mailto.startswith("mailto:b+u7-")
    assert list(found_in(mailto, secret=SECRET)) == [Signed(Concern.UNSUBSCRIBE, 7, MARK)]


def test_a_return_address_that_leaves_no_room_is_refused_in_words() -> None:
    with pytest.raises(ReturnAddressTooLong, match="too long"):
        return_path(Concern.DELIVERY, 1, ERIKA, settings(return_address=f"{'b' * 50}@rueck.example"))
