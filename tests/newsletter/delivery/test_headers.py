from __future__ import annotations

from email import message_from_bytes, policy
from email.header import decode_header, make_header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.delivery.headers import HeaderRefused, address_header, list_header, text_header, token_header

BREAKS = ["\r\nBcc: b@example.org", "\n", "\r", "\0", "\x85", "\u2028", "\x1f", "\x7f"]


def _read(line: str, name: str) -> str:
    return str(message_from_bytes((line + "\r\n\r\n").encode("ascii"), policy=policy.default)[name])


@pytest.mark.parametrize("injected", BREAKS)
def test_nothing_that_begins_a_line_of_its_own_gets_into_a_header(injected: str) -> None:
    with pytest.raises(HeaderRefused, match="Subject"):
        text_header("Subject", f"Ausgabe{injected}")
    with pytest.raises(HeaderRefused, match="From"):
        address_header("From", f"Büro{injected}", "a@example.org")
    with pytest.raises(HeaderRefused, match="To"):
        address_header("To", "", f"a@example.org{injected}")
    with pytest.raises(HeaderRefused, match="List-Unsubscribe"):
        list_header("List-Unsubscribe", (f"https://example.org/{injected}",))
    with pytest.raises(HeaderRefused, match="List-Id"):
        token_header("List-Id", f"<a.example>{injected}")


def test_half_a_character_is_refused() -> None:
    with pytest.raises(HeaderRefused, match="half a character"):
        text_header("Subject", "Ausgabe \ud83d")


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl"]), max_size=300))
def test_every_subject_is_read_back_as_it_was_written(subject: str) -> None:
    line = text_header("Subject", subject)
    assert all(len(part) <= 78 for part in line.split("\r\n"))
    assert all(part.startswith(" ") for part in line.split("\r\n")[1:])
    if subject.strip() == subject and "  " not in subject and subject.isprintable():
        unfolded = line.removeprefix("Subject: ").replace("\r\n", "")
        assert str(make_header(decode_header(unfolded))) == subject


@given(st.text(max_size=120))
def test_a_display_name_is_encoded_or_refused_and_never_another_header(name: str) -> None:
    try:
        line = address_header("From", name, "post@example.org")
    except HeaderRefused:
        return
    message = message_from_bytes((line + "\r\n\r\n").encode("ascii"), policy=policy.default)
    assert message.keys() == ["From"]
    assert message["From"].addresses[0].addr_spec == "post@example.org"


def test_a_name_with_umlauts_is_read_back() -> None:
    assert (
        _read(address_header("From", "Büro für Städte", "a@example.org"), "From") == "Büro für Städte <a@example.org>"
    )


def test_a_name_with_commas_and_quotes_is_quoted() -> None:
    line = address_header("From", 'Office "Ruhr", e.V.', "a@example.org")
    assert line == 'From: "Office \\"Ruhr\\", e.V." <a@example.org>'


def test_an_address_list_is_never_split_inside_an_address() -> None:
    long_url = "https://partnerbuero.example/abmelden/" + "t" * 120
    line = list_header("List-Unsubscribe", (long_url, "mailto:a@example.org"))
    assert line == f"List-Unsubscribe: <{long_url}>,\r\n <mailto:a@example.org>"


def test_a_line_longer_than_mail_allows_is_refused() -> None:
    with pytest.raises(HeaderRefused, match="998"):
        list_header("List-Unsubscribe", ("https://a.example/" + "t" * 1000,))
