from __future__ import annotations

import smtplib
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from partnerpost.demo.sink import MailSink, opened_sink


def hand_over(sink: MailSink, recipient: str, text: str = "Dzień dobry, Köln!") -> None:
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = "office@example.org"
    message["To"] = recipient
    message["Subject"] = "Fristen"
    message.set_content(text)
    with smtplib.SMTP(sink.host, sink.port, timeout=10) as server:
        server.send_message(message)


def test_a_message_becomes_a_file_that_says_to_whom(tmp_path: Path) -> None:
    with opened_sink(tmp_path / "mail") as sink:
        hand_over(sink, "koeln@example.org")
        hand_over(sink, "hamm@example.org")
    assert [path.name for path in sorted((tmp_path / "mail").iterdir())] == [
        "01-koeln@example.org.eml",
        "02-hamm@example.org.eml",
    ]
    assert sink.messages()["hamm@example.org"].get_content().strip() == "Dzień dobry, Köln!"
    assert (sink.taken, sink.refused) == (2, [])


def test_nobody_is_refused_for_good_and_leaves_no_file(tmp_path: Path) -> None:
    with opened_sink(tmp_path) as sink, pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        hand_over(sink, "nobody@example.org")
    assert refusal.value.recipients["nobody@example.org"][0] == 550
    assert (sink.taken, sink.refused) == (0, ["nobody@example.org"])
    assert not any(tmp_path.iterdir())


def test_an_address_cannot_leave_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    with opened_sink(folder) as sink:
        hand_over(sink, '"../../up"@example.org')
    assert [path.parent for path in sink.files] == [folder]
    assert [path.name for path in tmp_path.iterdir()] == ["mail"]


def test_two_sinks_listen_side_by_side(tmp_path: Path) -> None:
    with opened_sink(tmp_path / "a") as first, opened_sink(tmp_path / "b") as second:
        assert first.port != second.port
        hand_over(second, "bottrop@example.org")
    assert (first.taken, second.taken) == (0, 1)
