"""A web server of our own on loopback, with good manners where asked for and every bad one we know."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import TypeAlias

Answer: TypeAlias = "Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in; header names in lower case, `at` in seconds of a monotonic clock."""

    path: str
    headers: Mapping[str, str]
    at: float


@dataclass(slots=True)
class Site:
    """Serves what is put into `answers` by path; everything else is left to `unknown`, robots.txt is a 404."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    unknown: Answer | None = None
    most_at_once: int = 0
    port: int = 0
    _at_once: int = 0
    _loop: asyncio.AbstractEventLoop | None = None
    _thread: threading.Thread | None = None

    def url(self, path: str = "/") -> str:
        """The address of a path on this site."""
        return f"http://127.0.0.1:{self.port}{path}"

    def serve(self, path: str, body: str | bytes, kind: str = "text/xml; charset=utf-8", **headers: str) -> str:
        """Answer a path with a body; gives its address. Header names with `_` for `-`."""
        self.answers[path] = whole(body, kind, **headers)
        return self.url(path)

    def asked_for(self, path: str) -> list[Asked]:
        """The requests for a path, in the order they came."""
        return [asked for asked in self.asked if asked.path == path]

    def __enter__(self) -> Site:
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True)
        self._thread.start()
        ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        assert self._loop is not None and self._thread is not None
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(10)

    _stopped: asyncio.Event = field(default_factory=asyncio.Event)

    async def _serve(self, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        connections: set[asyncio.Task[None]] = set()
        writers: list[asyncio.StreamWriter] = []

        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            connections.add(task)
            writers.append(writer)
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._connection(reader, writer)
            connections.discard(task)
            writer.close()

        server = await asyncio.start_server(accept, "127.0.0.1", 0, backlog=100)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._stopped.wait()
        # who is let in while the server closes is forgotten by asyncio with an open socket: so nobody is, from here on
        for listener in server.sockets:
            self._loop.remove_reader(listener.fileno())
        await asyncio.sleep(0.01)
        server.close()
        for task in list(connections):
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        for writer in writers:
            writer.transport.abort()  # whoever waits for what is left to be sent waits for ever
        await asyncio.sleep(0)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.split(":", 1) for line in lines[1:] if ":" in line)
        asked = Asked(lines[0].split(" ")[1], {name.lower(): value.strip() for name, value in pairs}, time.monotonic())
        self.asked.append(asked)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            unknown = status(404) if self.unknown is None or asked.path == "/robots.txt" else self.unknown
            path = asked.path if asked.path in self.answers else asked.path.partition("?")[0]
            await self.answers.get(path, unknown)(asked, writer)
            await writer.drain()
        finally:
            self._at_once -= 1


def head(code: int, **headers: str) -> bytes:
    """Status line and headers; the connection ends with the body."""
    lines = [f"HTTP/1.1 {code} Whatever", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def whole(body: str | bytes, kind: str = "text/xml; charset=utf-8", **headers: str) -> Answer:
    """A body as it should be; answers 304 where the validators in `headers` are sent back."""
    sent = body.encode() if isinstance(body, str) else body

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        etag, modified = headers.get("ETag"), headers.get("Last_Modified")
        if (etag and asked.headers.get("if-none-match") == etag) or (
            modified and asked.headers.get("if-modified-since") == modified
        ):
            writer.write(head(304, **headers))
            return
        await asyncio.sleep(0.002)
        writer.write(head(200, Content_Type=kind, Content_Length=str(len(sent)), **headers) + sent)

    return answer


def status(code: int, **headers: str) -> Answer:
    """Nothing but a status."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head(code, Content_Length="0", **headers))

    return answer


def error(code: int, body: str, kind: str = "text/html; charset=utf-8", **headers: str) -> Answer:
    """An error that says something."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        sent = body.encode()
        writer.write(head(code, Content_Type=kind, Content_Length=str(len(sent)), **headers) + sent)

    return answer


def endless_redirects() -> Answer:
    """Each answer points to the next address, which answers the same."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head(302, Location=asked.path, Content_Length="0"))

    return answer


def flood(megabytes: int, *, announced: bool) -> Answer:
    """A feed that never ends, with or without saying so before."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        length = {"Content_Length": str(megabytes * 1_000_000)} if announced else {}
        writer.write(head(200, Content_Type="text/xml", **length))
        for _ in range(megabytes):
            writer.write(b"<rss>" + b"x" * 999_995)
            await writer.drain()

    return answer


def gzip_bomb(megabytes: int) -> Answer:
    """Some kilobytes that unpack to many megabytes."""
    packer = zlib.compressobj(9, wbits=31)
    packed = b"".join([packer.compress(bytes(1_000_000)) for _ in range(megabytes)]) + packer.flush()

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(
            head(200, Content_Type="text/xml", Content_Encoding="gzip", Content_Length=str(len(packed))) + packed
        )

    return answer


def dripping() -> Answer:
    """A server that sends a byte now and then, for ever."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, Content_Type="text/xml"))
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.05)

    return answer


def silent() -> Answer:
    """A server that takes the request and never answers."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    return answer


def broken_off(body: bytes, announced: int) -> Answer:
    """Fewer bytes than announced."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, Content_Type="text/xml", Content_Length=str(announced)) + body)

    return answer


def in_turn(*answers: Answer) -> Answer:
    """One answer after the other; the last one stays."""
    left = list(answers)

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(asked, writer)

    return answer


def raw(*pieces: bytes) -> Answer:
    """These very bytes, whatever they mean, then the end of the connection."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()

    return answer


def dripping_headers() -> Answer:
    """A server whose headers come a byte at a time and never end."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    return answer


def endless_headers() -> Answer:
    """Header lines, each of them short, without end."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(1_000_000):
            writer.write(f"X-{number}: {'y' * 500}\r\n".encode())
            await writer.drain()

    return answer


def many_redirects(hops: int, target: str) -> Answer:
    """So many redirects, each to an address of its own, before the target."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        done = int(asked.path.partition("?")[2] or 0)
        where = target if done == hops else f"{asked.path.partition('?')[0]}?{done + 1}"
        writer.write(head(302, Location=where, Content_Length="0"))

    return answer


def growing_cookies(body: str) -> Answer:
    """A body whose cookie grows with each answer, by what came back of it and 4 kB more."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        cookie = asked.headers.get("cookie", "a=") + "x" * 4000
        writer.write(head(200, Content_Type="text/xml", Set_Cookie=cookie) + body.encode())

    return answer
