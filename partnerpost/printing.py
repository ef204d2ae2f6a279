"""How commands answer: tables for people, JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

AsJson = typer.Option(False, "--json", help="Answer in JSON, for machines.")


def say_json(value: Any) -> None:
    """One JSON document on standard output; dates as ISO 8601."""
    typer.echo(json.dumps(value, ensure_ascii=False, default=str))


def say_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table as wide as the terminal; long sentences wrap."""
    table = Table(*columns, header_style="bold", show_edge=False, pad_edge=False)
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    Console().print(table)
