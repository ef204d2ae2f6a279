"""Made listings with their detail pages on loopback: arguments are how many listings and how many details in each."""

from __future__ import annotations

import asyncio
import sys
from hashlib import sha256

_MENU = "".join(f'<li class="menu-item"><a href="/bereich/{n}" title="{n}">Bereich {n}</a></li>' for n in range(120))
_HEAD = (
    '<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{title} | Stiftung</title>'
    '<link rel="stylesheet" href="/stil.css"><script>var settings = {{"a": [1, 2, 3]}};</script></head>'
    '<body><header><nav><ul>{menu}</ul></nav></header><div class="wrap"><main>'
)
_FOOT = "</main><aside><ul>{menu}</ul></aside></div><footer><p>Impressum, Datenschutz</p></footer></body></html>"
_SENTENCES = (
    "Die Stiftung {name} sucht Partner für Begegnungen zwischen Städten und Gemeinden in Europa. ",
    "Gefördert werden Vorhaben, die Menschen aus mindestens zwei Ländern zusammenbringen. ",
    "Der Antrag wird über das Portal gestellt; Fragen beantwortet die Geschäftsstelle gern. ",
)


async def serve(listings: int, details: int) -> None:
    """Print the port, then answer until the end."""

    def body(path: str) -> bytes | None:
        parts = path.strip("/").split("/")
        if parts[0] != "liste":
            return None
        return _listing(int(parts[1]), details) if len(parts) == 2 else _detail(path)

    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                asked = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                found = body(asked.split(" ")[1])
                if found is None:
                    writer.write(b"HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n")
                else:
                    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(found)}\r\n\r\n"
                    writer.write(head.encode() + found)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()

    server = await asyncio.start_server(connection, "127.0.0.1", 0, backlog=500)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


def _listing(number: int, details: int) -> bytes:
    links = "".join(
        f'<article><h2><a href="/liste/{number}/aufruf-{one}">Aufruf {number}-{one}</a></h2><p>Mehr dazu</p></article>'
        for one in range(details)
    )
    return _page(f"Liste {number}", f"<h1>Liste {number}</h1>{links}")


def _detail(path: str) -> bytes:
    name = sha256(path.encode()).hexdigest()[:10]
    text = "".join(f"<p>{''.join(_SENTENCES).format(name=name)}</p>" for _ in range(12))
    return _page(f"Aufruf {name}", f"<h1>Aufruf {name}</h1><p>Bewerbungsschluss: 31. März 2027.</p>{text}")


def _page(title: str, content: str) -> bytes:
    return (_HEAD.format(title=title, menu=_MENU) + content + _FOOT.format(menu=_MENU)).encode()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
