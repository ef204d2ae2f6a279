"""The web server: a port of our own, taken before anything else starts, and uvicorn behind it."""

from __future__ import annotations

import signal
import socket

import uvicorn

from crawlers.discovery import Discovery
from partnerpost.office import Office
from partnerpost.refusal import Refused
from partnerpost.shipped import catalogue
from web.app import create_app


def listen(host: str, port: int) -> socket.socket:
    """Take the port now. Raises Refused, in one line, where another program has it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # said to be TCP, or asyncio leaves Nagle on: then every answer waits 40 ms for an acknowledgement
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        reason = error.strerror or str(error)
        raise Refused(
            f"cannot listen on {host}:{port} ({reason}): choose another with --port or PARTNERPOST_SERVE__PORT"
        ) from error
    return listening


def serve_until_stopped(office: Office, listening: socket.socket) -> None:
    """Answer requests until ctrl-c or a term signal; running requests are finished."""
    discovery = Discovery(office.settings.crawl, clock=office.now)
    app = create_app(
        office.store,
        office.settings.web,
        office.mail,
        clock=office.now,
        discovery=discovery,
        suggested=catalogue,
    )
    # uvicorn raises the signal again when it has ended; a plain one would end us before we have tidied up
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=list(office.settings.serve.trusted_proxies),
        lifespan="on",
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # uvicorn has already let its requests end
    finally:
        listening.close()
