"""Postfix's smtp-sink, which takes everything and keeps nothing: unpacked from the Debian package, not installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks._serving import ROOT
from tests.newsletter.delivery.server import free_port

_PLACE = ROOT / "var/bench-postfix"
_BACKLOG = "1000"


def program() -> Path | None:
    """Where smtp-sink is; None where it cannot be had."""
    if installed := shutil.which("smtp-sink", path=f"{os.environ.get('PATH', '')}:/usr/sbin"):
        return Path(installed)
    found = _PLACE / "usr/sbin/smtp-sink"
    if not found.exists():
        _PLACE.mkdir(parents=True, exist_ok=True)
        get = "apt-get download postfix && dpkg -x postfix_*.deb ."
        if subprocess.run(["sh", "-c", get], cwd=_PLACE, stdout=subprocess.DEVNULL, check=False).returncode:
            sys.stderr.write("smtp-sink cannot be had (Debian package postfix): measured without it\n")
            return None
    return found


@contextmanager
def sink(path: Path) -> Iterator[int]:
    """A running smtp-sink; gives its port."""
    port = free_port()
    environment = os.environ | {"LD_LIBRARY_PATH": str(_PLACE / "usr/lib/postfix")}
    user = ["-u", "nobody"] if os.getuid() == 0 else []
    command = [str(path), *user, f"127.0.0.1:{port}", _BACKLOG]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        try:
            _wait_for(port)
            yield port
        finally:
            running.terminate()


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("smtp-sink does not answer")
