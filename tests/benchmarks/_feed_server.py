"""Made feeds on loopback, in a process of their own: arguments are how many feeds and how many entries in each."""

from __future__ import annotations

import asyncio
import sys
from hashlib import sha256

from tests.crawlers import texts

_ETAG = 'ETag: "1"\r\n'


def bodies(feeds: int, entries: int) -> dict[str, bytes]:
    """Feeds by path; no two entries are the same."""
    return {f"/{feed}": texts.rss(*(_item(feed, entry) for entry in range(entries))).encode() for feed in range(feeds)}


def _item(feed: int, entry: int) -> str:
    # a name of its own for each, or they would be one call told a hundred times
    name = sha256(f"{feed}-{entry}".encode()).hexdigest()
    title = f"Stiftung {name[:8]} sucht {name[8:14]} und {name[14:20]}"
    return texts.item(entry, guid=f"{feed}-{entry}", link=f"https://{name[:12]}.example/{feed}/{entry}", title=title)


async def serve(served: dict[str, bytes]) -> None:
    """Print the port, then answer until the end."""

    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                asked = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                body = served.get(asked.split(" ")[1])
                if body is None:
                    writer.write(b"HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n")
                elif "if-none-match" in asked.lower():
                    writer.write(f"HTTP/1.1 304 Same\r\n{_ETAG}\r\n".encode())
                else:
                    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n{_ETAG}Content-Length: {len(body)}\r\n\r\n"
                    writer.write(head.encode() + body)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()

    server = await asyncio.start_server(connection, "127.0.0.1", 0, backlog=500)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(bodies(int(sys.argv[1]), int(sys.argv[2]))))
