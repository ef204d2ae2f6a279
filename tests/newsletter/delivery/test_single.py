from __future__ import annotations

from pathlib import Path

import dkim
import pytest

from newsletter.delivery.message import plain_message
from newsletter.delivery.return_path import Concern, Signed, found_in
from newsletter.delivery.signing_keys import dns_record, make_key
from newsletter.delivery.single import single
from newsletter.delivery.transport import Envelope, MailServerAway
from newsletter.settings import MailSettings
from newsletter.tokens import address_mark
from tests.newsletter.samples import NOW, SECRET, settings

ERIKA = "erika@stadt.example"


def _made(office: MailSettings, about: tuple[Concern, int] | None = None) -> Envelope:
    data = plain_message("Grüße", "Hallo", ERIKA, office, language="de", message_id="<1@b.example>", date=NOW)
    return single(data, ERIKA, office, message_id="<1@b.example>", now=NOW, about=about)


def test_a_mail_to_one_reader_is_signed_and_comes_back_to_an_address_of_its_own(tmp_path: Path) -> None:
    key = make_key(tmp_path / "key.pem")
    office = settings(return_address="b@rueck.example", dkim_selector="brief", dkim_key_file=tmp_path / "key.pem")
    envelope = _made(office, (Concern.READER_MAIL, 7))
    assert list(found_in(envelope.sender, secret=SECRET)) == [
        Signed(Concern.READER_MAIL, 7, address_mark(ERIKA, SECRET))
    ]
    assert dkim.verify(envelope.data, dnsfunc=lambda *_, **__: dns_record(key).encode())


def test_without_keys_it_goes_as_it_is() -> None:
    assert b"DKIM-Signature" not in _made(settings()).data
    assert _made(settings()).sender == settings().sender_address


def test_while_the_key_cannot_be_read_nothing_goes_out_unsigned(tmp_path: Path) -> None:
    with pytest.raises(MailServerAway, match="cannot be read"):
        _made(settings(dkim_selector="brief", dkim_key_file=tmp_path / "none.pem"))
