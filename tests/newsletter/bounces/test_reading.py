from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import ReturnKind
from newsletter import tokens
from newsletter.bounces.reading import read
from newsletter.delivery.return_path import Concern, Signed
from tests.newsletter.bounces.returned import ERIKA, MAILS, office, returned
from tests.newsletter.samples import SECRET

MARK = tokens.address_mark(ERIKA, SECRET)
NAMES = [path.stem for path in MAILS]


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_each_mail_is_what_its_name_says(path: Path) -> None:
    kind = ReturnKind(path.stem.partition("--")[0])
    assert read(returned(path.stem), office()).kind is kind


def test_all_classes_are_tried_and_those_of_bounces_in_four_languages() -> None:
    assert {ReturnKind(name.partition("--")[0]) for name in NAMES} == set(ReturnKind)
    for kind in (ReturnKind.READER_DEAD, ReturnKind.MAILBOX_FULL, ReturnKind.SENDER_BLOCKED, ReturnKind.AUTO_REPLY):
        languages = {name[-2:] for name in NAMES if name.startswith(f"{kind.value}--")}
        assert {"de", "fr", "en", "pl"} <= languages, kind


def test_a_report_says_whom_it_is_about_and_why() -> None:
    found = read(returned("reader_dead--postfix-en", delivery=4711), office())
    assert found.about == Signed(Concern.DELIVERY, 4711, MARK)
    assert found.status == "5.1.1"
    assert found.told.startswith("550 5.1.1 <erika@stadt.example>: Recipient address rejected")
    assert found.server == "mx.stadt.example"


def test_a_complaint_is_about_whom_its_address_names_or_our_mail_within() -> None:
    assert read(returned("complaint--to-a-signed-address", reader=8), office()).about == Signed(
        Concern.COMPLAINT, 8, MARK
    )
    assert read(returned("complaint--quotes-our-mail", delivery=9), office()).about == Signed(Concern.DELIVERY, 9, MARK)


def test_a_complaint_with_a_token_that_is_not_ours_is_about_nobody() -> None:
    assert read(returned("complaint--forged-without-a-token"), office()).about is None


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("reader_dead--")])
def test_a_report_that_is_cut_off_anywhere_is_never_taken_for_something_else(name: str) -> None:
    whole = returned(name)
    innocent = {ReturnKind.READER_DEAD, ReturnKind.UNREACHABLE, ReturnKind.UNKNOWN, ReturnKind.AUTO_REPLY}
    for end in range(0, len(whole), 37):
        assert read(whole[:end], office()).kind in innocent


@given(st.binary(max_size=400), st.sampled_from(NAMES), st.integers(0, 2000))
def test_whatever_is_put_into_a_mail_it_can_be_read_and_stored(noise: bytes, name: str, place: int) -> None:
    whole = returned(name)
    found = read(whole[:place] + noise + whole[place:], office())
    assert "\0" not in found.told
    found.told.encode()
    found.server.encode()


@given(st.binary(max_size=300))
def test_noise_alone_is_nothing_that_is_held_against_anybody(noise: bytes) -> None:
    assert read(noise, office()).kind not in (ReturnKind.READER_DEAD, ReturnKind.COMPLAINT, ReturnKind.UNSUBSCRIBE)
