"""The socket that the site answers on."""

from __future__ import annotations

import asyncio
import socket

import pytest

from partnerpost.hosting import listen


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_no_answer_waits_until_its_packet_is_full(host: str) -> None:
    """Nagle's algorithm and the client's delayed acknowledgement together cost 40 ms an answer."""
    try:
        listening = listen(host, 0)
    except OSError:
        pytest.skip(f"there is no {host} here")

    async def delay_of_an_answer() -> int:
        met: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def told(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            accepted: socket.socket = writer.get_extra_info("socket")
            met.set_result(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        async with await asyncio.start_server(told, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname()[:2])
            found = await met
            writer.close()
            await writer.wait_closed()
        return found

    assert asyncio.run(delay_of_an_answer()) != 0
