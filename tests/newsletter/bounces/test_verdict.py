from __future__ import annotations

import pytest

from aggregator.model import ReturnKind
from newsletter.bounces.refusals import judge
from newsletter.bounces.verdict import status_in, verdict


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("550 5.1.1 user unknown", ReturnKind.READER_DEAD),
        ("550 no such user", ReturnKind.READER_DEAD),
        ("550 5.5.0 Requested action not taken: mailbox unavailable", ReturnKind.READER_DEAD),
        ("552 5.2.2 mailbox full", ReturnKind.MAILBOX_FULL),
        ("552 too much", ReturnKind.MAILBOX_FULL),
        ("given up after 15 attempts: 452 4.2.2 over quota", ReturnKind.MAILBOX_FULL),
        ("550 5.7.1 rejected", ReturnKind.SENDER_BLOCKED),
        ("550 5.7.515 Access denied", ReturnKind.SENDER_BLOCKED),
        ("550 5.7.26 unauthenticated mail: DMARC policy", ReturnKind.SENDER_BLOCKED),
        ("554 no", ReturnKind.SENDER_BLOCKED),
        ("550 5.1.1 user unknown, as far as Spamhaus lets us say", ReturnKind.SENDER_BLOCKED),
        ("553 5.1.8 domain of sender address does not resolve", ReturnKind.SENDER_BLOCKED),
        ("450 4.1.1 user unknown at the moment", ReturnKind.UNREACHABLE),
        ("550 anything", ReturnKind.UNREACHABLE),
        ("given up after 15 attempts: 421 closing", ReturnKind.UNREACHABLE),
        ("Subject: line breaks cannot stand in a header", ReturnKind.SENDER_BLOCKED),
    ],
)
def test_a_refusal_of_a_mail_server_is_judged(reply: str, kind: ReturnKind) -> None:
    assert judge(reply)[0] is kind


def test_a_day_is_no_status() -> None:
    assert status_in("Am 5.1.1 um 5.1.27 bin ich da; 5.1.2027 auch") == ""
    assert status_in("550-5.1.1 unbekannt") == "5.1.1"
    assert status_in("550 #5.1.0 Address rejected.") == "5.1.0"


@pytest.mark.parametrize("said", ["spfx", "transpf", "undmarc", "dkimono"])
def test_a_word_within_a_word_says_nothing(said: str) -> None:
    assert verdict("5.1.1", said) is ReturnKind.READER_DEAD
