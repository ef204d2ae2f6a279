from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.addresses import AddressRefused, normal_address


def test_only_the_domain_is_folded_to_lower_case() -> None:
    assert normal_address(" Erika.Beispiel@Gemeinde.EXAMPLE ") == "Erika.Beispiel@gemeinde.example"


def test_a_domain_with_umlauts_becomes_its_a_label() -> None:
    assert normal_address("post@münster.example") == "post@xn--mnster-3ya.example"


def test_a_plus_address_is_an_address() -> None:
    assert normal_address("verein+post@example.org") == "verein+post@example.org"


def test_an_umlaut_before_the_at_is_refused_with_a_sentence() -> None:
    with pytest.raises(AddressRefused, match="before the @"):
        normal_address("jürgen@example.org")


@pytest.mark.parametrize(
    "typed",
    ["", "@", "a@", "@b.example", "a b@example.org", "a@localhost", "a@-x.example", "a..b@example.org", ".a@b.de"],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(AddressRefused):
        normal_address(typed)


@given(st.text(max_size=80), st.sampled_from(["\r\n", "\n", "\r", "\0", "\x85", "\u2028"]), st.text(max_size=80))
def test_no_line_break_passes_into_an_address(before: str, breaks: str, after: str) -> None:
    try:
        found = normal_address(f"a{before}{breaks}{after}@example.org")
    except AddressRefused:
        return
    assert not any(mark in found for mark in "\r\n\0\x85\u2028")


@given(st.text(max_size=200))
def test_whatever_is_typed_gives_an_address_or_a_refusal(typed: str) -> None:
    try:
        found = normal_address(typed)
    except AddressRefused:
        return
    assert found.isascii()
    assert normal_address(found) == found
