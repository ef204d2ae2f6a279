"""The site over a filled store, on loopback, as `partnerpost serve` runs it: arguments are number and seconds kept."""

from __future__ import annotations

import logging
import sys
import tempfile
from pathlib import Path

import structlog
import uvicorn

from aggregator.store import Store
from aggregator.store.migrate import upgrade
from partnerpost.hosting import listen
from tests.benchmarks._desk_stocked import fill
from tests.web.example import MAIL, NOW, SETTINGS
from web.app import create_app


def serve(number: int, kept: int) -> None:
    """Fill a store, print the port, then answer until the end."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder)}/public.sqlite")
        upgrade(store)
        fill(store, number)
        settings = SETTINGS.model_copy(update={"keep_pages_seconds": kept, "requests_at_once": 10**9})
        app = create_app(store, settings, MAIL, clock=lambda: NOW)
        listening = listen("127.0.0.1", 0)
        sys.stdout.write(f"{listening.getsockname()[1]}\n")
        sys.stdout.flush()
        uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False)).run(sockets=[listening])


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
