"""The steps of a look on the terminal, while they happen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table

from crawlers.discovery import Stage, Step

SAID = {Stage.FETCH: "fetch", Stage.RECOGNISE: "recognise", Stage.READ: "look for deadlines"}


@contextmanager
def watched(console: Console, *, quiet: bool) -> Iterator[Callable[[Step], None]]:
    """Gives the function to tell steps to: a list that moves on a terminal, a line for each elsewhere, else nothing."""
    if quiet:
        yield lambda _: None
    elif not console.is_terminal:
        yield lambda step: _line(console, step)
    else:
        steps: dict[Stage, Step] = {}
        with Live(_shown(steps), console=console, transient=False) as live:

            def told(step: Step) -> None:
                steps[step.stage] = step
                live.update(_shown(steps))

            yield told


def _line(console: Console, step: Step) -> None:
    if step.seconds is not None:
        console.print(f"{SAID[step.stage]}: {step.seconds:.1f} s", highlight=False)


def _shown(steps: dict[Stage, Step]) -> Table:
    table = Table.grid(padding=(0, 1))
    for stage, step in steps.items():
        done = step.seconds is not None
        table.add_row("✓" if done else Spinner("dots"), SAID[stage], f"{step.seconds:.1f} s" if done else "")
    return table
