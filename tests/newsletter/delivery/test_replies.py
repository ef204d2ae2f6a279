from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.delivery.replies import Garbled, Replies, Reply, read_line


def _heard(said: bytes) -> Reply:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(said)
        theirs.shutdown(socket.SHUT_WR)
        return Replies(ours, 5).next()


def test_a_reply_of_many_lines_is_one() -> None:
    assert _heard(b"250-first\r\n250 last\r\n") == Reply(250, ("first", "last"))


@pytest.mark.parametrize("said", [b"250\r\n", b"250 \r\n", b"250 fine\n"])
def test_servers_that_are_short_or_careless_are_understood(said: bytes) -> None:
    assert _heard(said).code == 250


@pytest.mark.parametrize(
    "said",
    [b"ni hao\r\n", b"999 what\r\n", b"250-a\r\n550 b\r\n", b"\r\n", b"25\r\n", b"x" * 3_000, b"250-a\r\n" * 99_9],
)
def test_what_is_no_reply_is_garbled_and_says_what_it_was(said: bytes) -> None:
    with pytest.raises(Garbled):
        _heard(said)


def test_a_server_that_goes_away_in_a_line_has_said_nothing() -> None:
    with pytest.raises(ConnectionError):
        _heard(b"250 fi")


@given(st.binary(max_size=80))
def test_a_line_is_a_code_or_garbled_whatever_it_is(line: bytes) -> None:
    try:
        code, _, _ = read_line(line)
    except Garbled:
        return
    assert 200 <= code <= 599
