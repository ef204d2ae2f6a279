"""A DNS of our own on loopback, and what a well-kept office has in it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Zone = dict[tuple[str, str], list[str]]


class _Answering(socketserver.BaseRequestHandler):
    zone: ClassVar[Zone]
    is_broken: ClassVar[bool] = False

    def handle(self) -> None:
        data, sock = self.request
        asked = dns.message.from_wire(data)
        answer = dns.message.make_response(asked)
        answer.flags |= dns.flags.RA
        question = asked.question[0]
        name, kind = question.name.to_text().lower().rstrip("."), dns.rdatatype.to_text(question.rdtype)
        if self.is_broken:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif found := self.zone.get((name, kind)):
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
        elif not any(known == name for known, _ in self.zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        sock.sendto(answer.to_wire(), self.client_address)


@contextmanager
def dns_server(zone: Zone, *, is_broken: bool = False) -> Iterator[str]:
    """Serve these records; gives `address:port`."""
    handler = type("Handler", (_Answering,), {"zone": zone, "is_broken": is_broken})
    server = socketserver.ThreadingUDPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def text(said: str) -> str:
    """A TXT record in strings of at most 255 characters."""
    return " ".join(f'"{said[at : at + 250]}"' for at in range(0, len(said), 250))
