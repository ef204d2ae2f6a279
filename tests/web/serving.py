"""The site on a real server: loopback, a port of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

PATIENCE = 60.0
"""Seconds a client waits for an answer: a busy machine is no fault of the site."""


def client(address: str, **options: Any) -> httpx.Client:
    """Who asks the site at an address, with httpx's own options."""
    # loopback speaks no TLS: to read whom the world trusts takes longer than most answers
    return httpx.Client(base_url=address, timeout=PATIENCE, verify=False, **options)


def listening() -> socket.socket:
    """A port of our own, for a site that has to know its address before it answers."""
    # asyncio switches Nagle off for sockets that say they are TCP: else each answer waits 40 ms for the client's ACK
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    return listener


@contextmanager
def serving(app: FastAPI, listener: socket.socket | None = None) -> Iterator[str]:
    """Serve an application; gives its address without a slash at the end."""
    listener = listener or listening()
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.005)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()
