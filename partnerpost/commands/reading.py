"""`read` and `compare`: the understanding of the house, as filters for JSON lines."""

from __future__ import annotations

import sys
import typing
from datetime import UTC, datetime

import typer


def join(app: typer.Typer) -> None:
    """Hang these commands into the command line."""
    app.command(
        epilog="""Example: echo '{"id":1,"title":"Preis","text":"Einsendeschluss: 15.12.2026"}' | partnerpost read"""
    )(read)
    app.command(epilog="""Example: echo '{"pair_id":1,"a":{"title":"A"},"b":{"title":"A"}}' | partnerpost compare""")(
        compare
    )


def read() -> None:
    """Read texts: JSON lines in (`id`, `title`, `text` or `html`, …), facts out, one line each."""
    from aggregator.reading import lines

    today = datetime.now(UTC).date()
    for answer in lines.answers(_input(), today=today):
        sys.stdout.write(answer + "\n")


def compare() -> None:
    """Compare pairs: JSON lines in (`pair_id`, `a`, `b`), `same`, `different` or `unsure` out, with the reason."""
    from aggregator.identity import lines

    for answer in lines.answers(_input()):
        sys.stdout.write(answer + "\n")


def _input() -> typing.Iterator[str]:
    # bytes that are no UTF-8 become replacement characters: one bad line must not end the run
    return (raw.decode("utf-8", "replace") for raw in sys.stdin.buffer)
