"""`serve`, `web` and `worker`: the parts that stay."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import AbstractContextManager, nullcontext
from threading import Event, Thread
from zoneinfo import ZoneInfo

import typer


def join(app: typer.Typer) -> None:
    """Hang these commands into the command line."""
    app.command(epilog="Example: partnerpost serve --port 8080")(serve)
    app.command(epilog="Example: partnerpost web --port 8080")(web)
    app.command(epilog="Example: partnerpost worker")(worker)


_Host = typer.Option("", help="Address to listen on; empty: from the settings.")
_Port = typer.Option(0, help="Port to listen on; 0: from the settings.")


def serve(host: str = _Host, port: int = _Port) -> None:
    """Serve finder and desk, and run one worker beside them; ctrl-c ends both."""
    from partnerpost.beside import worker_beside

    _serve(host, port, beside=worker_beside())


def web(host: str = _Host, port: int = _Port) -> None:
    """Serve finder and desk alone; workers run elsewhere."""
    _serve(host, port, beside=nullcontext())


def _serve(host: str, port: int, *, beside: AbstractContextManager[None]) -> None:
    from partnerpost.hosting import listen, serve_until_stopped
    from partnerpost.office import opened

    with opened() as office:
        wanted = office.settings.serve
        listening = listen(host or wanted.host, port or wanted.port)
        for name in office.settings.web.missing_duties:
            typer.echo(
                f"web.{name} is empty: the public pages lack what the law asks for (docs/public-duties.md)", err=True
            )
        typer.echo(f"Finder and desk at {office.settings.web.base_url} · ctrl-c ends", err=True)
        with beside:
            serve_until_stopped(office, listening)


def worker(
    tied: bool = typer.Option(False, "--tied", help="Leave when standard input closes: ends with whoever started it."),
) -> None:
    """Run one worker: it crawls what is due and sends what is released. As many as needed may run."""
    from partnerpost.office import opened
    from schedules.jobs import Means
    from schedules.worker import work

    stop = Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    if tied:
        Thread(target=_when_alone, args=(stop,), name="tied", daemon=True).start()
    with opened() as office:
        means = Means(
            store=office.store,
            crawl=office.settings.crawl,
            mail=office.mail,
            snapshots=office.settings.snapshots,
            clock=office.now,
            zone=ZoneInfo(office.settings.schedule.zone),
            worker=f"{os.uname().nodename}-{os.getpid()}",
        )
        work(means, office.settings.schedule, stop)


def _when_alone(stop: Event) -> None:
    # not through sys.stdin: its lock would still be held when the interpreter ends, and that ends it with an abort
    while os.read(sys.stdin.fileno(), 4096):
        pass
    stop.set()
