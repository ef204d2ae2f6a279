from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest

from newsletter.delivery import Answer, AnswerLost, Envelope, FolderTransport, MailServerAway, SmtpTransport
from tests.newsletter.delivery.server import mail_server, rude_server, says
from tests.newsletter.samples import settings

UP_TO_DATA = ("250 hello", "250 sender", "250 recipient", "354 go")


def _envelope(recipient: str = "a@example.org", data: bytes = b"Subject: x\r\n\r\nbody\r\n") -> Envelope:
    return Envelope("post@partnerbuero.example", recipient, f"<1.{recipient}@b.example>", data)


def _transport(port: int, **changes: object) -> SmtpTransport:
    return SmtpTransport(settings(smtp_host="127.0.0.1", smtp_port=port, smtp_timeout=1.0, **changes))


def test_what_is_handed_over_arrives_byte_by_byte(tmp_path: Path) -> None:
    data = b"Subject: x\r\n\r\n.\r\n..two dots\r\n.hidden\r\n\r\n"
    with mail_server(tmp_path) as (inbox, port):
        transport = _transport(port)
        answer = transport.hand_over(_envelope(data=data))
        transport.close()
    assert answer == Answer(250, "taken")
    assert inbox.mails() == [data]


def test_many_messages_go_over_one_connection(tmp_path: Path) -> None:
    with mail_server(tmp_path) as (inbox, port):
        transport = _transport(port)
        for number in range(5):
            transport.hand_over(_envelope(f"{number}@example.org"))
        transport.close()
    assert len(inbox.recipients) == 5
    assert len(inbox.sessions) == 1


def test_letters_beyond_ascii_before_the_at_go_where_the_server_takes_them(tmp_path: Path) -> None:
    data = "To: jürgen@example.org\r\nSubject: x\r\n\r\nbody\r\n".encode()
    with mail_server(tmp_path, smtputf8=True) as (inbox, port):
        transport = _transport(port)
        assert transport.hand_over(_envelope("jürgen@example.org", data)).code == 250
        transport.close()
    assert inbox.recipients == ["jürgen@example.org"]
    assert inbox.mails() == [data]


def test_elsewhere_they_are_refused_with_the_reason_and_the_next_one_goes(tmp_path: Path) -> None:
    with mail_server(tmp_path) as (inbox, port):
        transport = _transport(port)
        answer = transport.hand_over(_envelope("jürgen@example.org"))
        assert transport.hand_over(_envelope("b@example.org")).code == 250
        transport.close()
    assert answer.code == 553
    assert "SMTPUTF8" in answer.text
    assert inbox.recipients == ["b@example.org"]


def test_a_refused_recipient_does_not_harm_the_next_one(tmp_path: Path) -> None:
    with mail_server(tmp_path) as (inbox, port):
        inbox.to_recipients["gone@example.org"] = "550 nobody here"
        transport = _transport(port)
        assert transport.hand_over(_envelope("gone@example.org")) == Answer(550, "nobody here")
        assert transport.hand_over(_envelope("b@example.org")).code == 250
        transport.close()
    assert inbox.recipients == ["b@example.org"]


def test_a_refused_message_is_told(tmp_path: Path) -> None:
    with mail_server(tmp_path) as (inbox, port):
        inbox.to_messages["a@example.org"] = "451 greylisted"
        transport = _transport(port)
        assert transport.hand_over(_envelope()) == Answer(451, "greylisted")
        transport.close()


def test_a_dead_server_is_away() -> None:
    with rude_server() as port:
        pass
    with pytest.raises(MailServerAway, match="cannot be used"):
        _transport(port).hand_over(_envelope())


def test_a_server_that_refuses_us_is_away_not_the_reader_gone() -> None:
    with rude_server(says("250 hello", "550 we do not know you")) as port, pytest.raises(MailServerAway, match="550"):
        _transport(port).hand_over(_envelope())


def test_a_server_that_greets_with_554_is_away() -> None:
    def refuse(connection: socket.socket) -> None:

        connection.sendall(b"554 no\r\n")

    with rude_server(refuse) as port, pytest.raises(MailServerAway, match="554"):
        _transport(port).hand_over(_envelope())


def test_a_connection_closed_before_the_text_is_known_not_to_have_taken_it() -> None:
    with rude_server(says("250 hello", "250 sender")) as port:
        assert _transport(port).hand_over(_envelope()).code // 100 == 4


def test_a_connection_closed_after_the_text_leaves_nobody_knowing() -> None:
    with rude_server(says(*UP_TO_DATA)) as port, pytest.raises(AnswerLost):
        _transport(port).hand_over(_envelope())


def test_an_answer_that_never_comes_leaves_nobody_knowing() -> None:
    def hang(connection: socket.socket) -> None:

        says(*UP_TO_DATA)(connection)
        time.sleep(1.5)

    with rude_server(hang) as port, pytest.raises(AnswerLost, match="timed out"):
        _transport(port).hand_over(_envelope())


def test_garbage_after_the_text_leaves_nobody_knowing() -> None:
    with rude_server(says(*UP_TO_DATA, then="ni hao")) as port, pytest.raises(AnswerLost, match="not understood"):
        _transport(port).hand_over(_envelope())


def test_a_connection_the_server_closed_while_idle_is_made_anew() -> None:
    with rude_server(says(*UP_TO_DATA, then="250 taken"), says(*UP_TO_DATA, then="250 taken too")) as port:
        transport = _transport(port)
        first, second = transport.hand_over(_envelope()), transport.hand_over(_envelope("b@example.org"))
        transport.close()
    assert (first.text, second.text) == ("taken", "taken too")


def test_a_server_that_closes_politely_after_its_limit_is_asked_again() -> None:
    conversation = says(*UP_TO_DATA, then="250 taken\r\n421 enough for one connection")
    with rude_server(conversation, says(*UP_TO_DATA, then="250 taken too")) as port:
        transport = _transport(port)
        first, second = transport.hand_over(_envelope()), transport.hand_over(_envelope("b@example.org"))
        transport.close()
    assert (first.code, second.code) == (250, 250)


def test_a_folder_takes_each_message_once(tmp_path: Path) -> None:
    transport = FolderTransport(tmp_path / "mail")
    for _ in range(2):
        assert transport.hand_over(_envelope()).code == 250
    transport.close()
    assert [path.read_bytes() for path in (tmp_path / "mail").iterdir()] == [_envelope().data]


def test_a_recipient_cannot_name_a_file_elsewhere(tmp_path: Path) -> None:
    FolderTransport(tmp_path / "mail").hand_over(_envelope("../../x@example.org"))
    assert [path.parent for path in tmp_path.rglob("*.eml")] == [tmp_path / "mail"]


def test_a_folder_that_cannot_be_written_is_away(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file")
    with pytest.raises(MailServerAway, match="cannot be written"):
        FolderTransport(tmp_path / "mail").hand_over(_envelope())
