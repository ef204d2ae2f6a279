"""The example sites on loopback: each at its own port, so that no politeness towards one slows down another."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import Message
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from partnerpost.demo.sites.page import Page, Site

_HOST = "127.0.0.1"


class SiteServer:
    """One site at one address. It listens from the start and answers after `show`; `requests` counts all asked."""

    def __init__(self, port: int = 0) -> None:
        """Take a port, any free one if 0. Raises OSError if it is busy."""
        self.requests = 0
        self.unchanged = 0
        self._site: Site | None = None
        self._counting = threading.Lock()
        self._server = ThreadingHTTPServer((_HOST, port), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def address(self) -> str:
        """Scheme, host and port, without a slash at the end."""
        return f"http://{_HOST}:{self._server.server_port}"

    def show(self, site: Site) -> None:
        """Answer with this site from now on; a later one takes its place, as when a page is edited."""
        self._site = site
        if not self._thread.is_alive():
            self._thread.start()

    def close(self) -> None:
        """Stop answering and give the port back."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def page(self, target: str) -> Page | None:
        """What stands at a request target such as `/appels?page=2`."""
        parts = urlsplit(target)
        return None if self._site is None else self._site.page(parts.path, dict(parse_qsl(parts.query)))

    def count(self, status: HTTPStatus) -> None:
        """Note one answer."""
        with self._counting:
            self.requests += 1
            self.unchanged += status is HTTPStatus.NOT_MODIFIED

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        return type("Handler", (_Handler,), {"site": self})


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD, with validators."""

    site: SiteServer
    protocol_version = "HTTP/1.1"
    server_version = "ExampleSite"
    sys_version = ""
    # without it every answer waits for the visitor's delayed acknowledgement (40 ms on Linux)
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        page = self.site.page(self.path)
        if page is None:
            self._answer(HTTPStatus.NOT_FOUND, {"Content-Type": "text/plain; charset=utf-8"}, b"Not found.\n")
        elif unchanged(page, self.headers):
            self._answer(HTTPStatus.NOT_MODIFIED, _validators(page), b"")
        else:
            self._answer(HTTPStatus.OK, {"Content-Type": page.content_type, **_validators(page)}, page.body)

    do_HEAD = do_GET  # noqa: N815 - the name is the protocol's

    def _answer(self, status: HTTPStatus, headers: Mapping[str, str], body: bytes) -> None:
        self.site.count(status)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the ledger of runs tells what happened."""


def unchanged(page: Page, headers: Message) -> bool:
    """Whether the visitor has this page already (RFC 9110, 13.2.2: If-None-Match wins over If-Modified-Since)."""
    known = headers.get("If-None-Match")
    if known is not None:
        return known.strip() == "*" or page.etag in (tag.strip().removeprefix("W/") for tag in known.split(","))
    since = _moment(headers.get("If-Modified-Since"))
    return since is not None and page.modified <= since


def _validators(page: Page) -> dict[str, str]:
    return {"ETag": page.etag, "Last-Modified": format_datetime(page.modified, usegmt=True)}


def _moment(header: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(header) if header else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
