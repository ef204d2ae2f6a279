from __future__ import annotations

from email import message_from_bytes
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from newsletter.delivery.dkim import KeyUnusable, Signer, SigningRefused, body_hash, read_key
from newsletter.delivery.headers import text_header
from newsletter.delivery.message import Addressee, Letter
from newsletter.delivery.signing_keys import KeyIsThere, dns_record, make_key, zone_line
from tests.newsletter.delivery.copying import issue_message
from tests.newsletter.delivery.signing import is_valid, signer
from tests.newsletter.samples import NOW, settings

HEADERS = (
    b"From: Buero <post@stadt.example>\r\nTo: erika@stadt.example\r\nSubject: Fristen\r\n"
    b"Date: Sat, 28 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@stadt.example>\r\nMIME-Version: 1.0\r\n"
)


def _issue(html: str = "<p>Grüße</p>") -> bytes:
    letter = Letter("Fristen im Überblick: Jugendbegegnungen in Polen, Frankreich und der Ukraine", html, "Grüße", "de")
    return issue_message(
        letter, Addressee(7, "erika@stadt.example"), settings(), message_id="<issue-1.7@stadt.example>", date=NOW
    )


def test_both_signatures_of_an_issue_are_taken_by_another_program() -> None:
    signed = signer().signed(_issue(), at=NOW)
    assert is_valid(signed, 0)
    assert is_valid(signed, 1)


def test_the_headers_of_one_click_unsubscribe_are_covered() -> None:
    for signature in message_from_bytes(signer().signed(_issue(), at=NOW)).get_all("DKIM-Signature", []):
        covered = "".join(signature.split()).partition(";h=")[2].partition(";")[0].split(":")
        assert {"list-unsubscribe", "list-unsubscribe-post", "feedback-id", "cfbl-address", "from"} <= set(covered)


def test_another_unsubscribe_address_breaks_the_signature() -> None:
    signed = signer().signed(_issue(), at=NOW)
    assert not is_valid(signed.replace(b"/abmelden/", b"/abmelder/"))


@pytest.mark.parametrize(
    "added", [b"From: x@other.example", b"Subject: Geld", b"To: all@other.example", b"Reply-To: x@y"]
)
def test_a_header_that_somebody_adds_breaks_the_signature(added: bytes) -> None:
    assert not is_valid(added + b"\r\n" + signer().signed(_issue(), at=NOW))


def test_no_line_of_a_signature_is_longer_than_78() -> None:
    lines = signer().signatures(HEADERS, body_hash(b""), at=NOW).split(b"\r\n")
    assert max(map(len, lines)) <= 78


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=200),
    st.lists(st.sampled_from([b"Fristen", b"", b" ", b"\t.", b"=3D", b"x" * 70]), max_size=8),
)
def test_whatever_subject_and_body_say_the_signature_holds(subject: str, lines: list[bytes]) -> None:
    said = text_header("Subject", subject).encode() + b"\r\n"
    headers = HEADERS.replace(b"Subject: Fristen\r\n", said)
    message = headers + b"\r\n" + b"".join(line + b"\r\n" for line in lines)
    signed = signer().signed(message, at=NOW)
    assert is_valid(signed, 0)
    assert is_valid(signed, 1)


def test_empty_lines_at_the_end_do_not_count() -> None:
    assert body_hash(b"a\r\n\r\n\r\n") == body_hash(b"a\r\n") == body_hash(b"a")
    assert body_hash(b"") == body_hash(b"\r\n")


@pytest.mark.parametrize(
    "headers",
    [
        HEADERS + b"From: zweite@stadt.example\r\n",
        HEADERS + b"subject: noch einer\r\n",
        HEADERS.replace(b"From: Buero <post@stadt.example>\r\n", b""),
        HEADERS.replace(b"\r\n", b"\n"),
        HEADERS + b"kein Header\r\n",
        HEADERS + b"\r\nFrom: nach der leeren Zeile\r\n",
    ],
)
def test_headers_that_could_be_read_in_two_ways_are_not_signed(headers: bytes) -> None:
    with pytest.raises(SigningRefused):
        signer().signatures(headers, body_hash(b""), at=NOW)


def test_keys_are_made_read_and_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "dkim-brief.pem"
    made = make_key(file)
    assert file.stat().st_mode & 0o077 == 0
    assert dns_record(read_key(file)) == dns_record(made)
    with pytest.raises(KeyIsThere):
        make_key(file)


def test_a_record_fits_into_strings_of_the_dns(tmp_path: Path) -> None:
    line = zone_line("brief", "stadt.example", dns_record(make_key(tmp_path / "key.pem")))
    strings = line.split('"')[1::2]
    assert max(map(len, strings)) <= 255
    assert "".join(strings).startswith("v=DKIM1; k=rsa; p=MII")


def test_a_signer_is_made_from_the_settings(tmp_path: Path) -> None:
    make_key(tmp_path / "one.pem")
    make_key(tmp_path / "two.pem", ed25519=True)
    office = settings(
        dkim_selector="brief",
        dkim_key_file=tmp_path / "one.pem",
        dkim_second_selector="zwei",
        dkim_second_key_file=tmp_path / "two.pem",
    )
    made = Signer.from_settings(office)
    assert made is not None
    assert [key.algorithm for key in made.keys] == ["rsa-sha256", "ed25519-sha256"]
    assert Signer.from_settings(settings()) is None


def test_a_key_that_is_missing_broken_or_weak_is_refused_in_words(tmp_path: Path) -> None:
    weak = generate_private_key(65537, 1024).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "weak.pem").write_bytes(weak)
    (tmp_path / "broken.pem").write_text("-----BEGIN PRIVATE KEY-----\nnichts\n-----END PRIVATE KEY-----\n")
    for name, said in {"none.pem": "cannot be read", "broken.pem": "no private key", "weak.pem": "1024 bits"}.items():
        with pytest.raises(KeyUnusable, match=said):
            read_key(tmp_path / name)
