"""What the demo tells while it goes: a progress bar per step, and at the end a table of what happened at each."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from aggregator.finding import RunReport
from newsletter.delivery import Sent
from partnerpost.reports import run_line


@dataclass(slots=True)
class Step:
    """One step on the way. `said` becomes its line of the table."""

    name: str
    progress: Progress
    task: TaskID
    said: str = ""
    seconds: float = 0.0

    def advance(self, by: int = 1) -> None:
        """So many more are done."""
        self.progress.advance(self.task, by)

    def reach(self, done: int, total: int) -> None:
        """So many of so many are done."""
        self.progress.update(self.task, completed=done, total=total)


@dataclass(slots=True)
class Telling:
    """The story of one run on a console. Seconds are measured, for the reader; nothing is decided by them."""

    console: Console
    steps: list[Step] = field(default_factory=list)

    @contextmanager
    def step(self, name: str, total: int) -> Iterator[Step]:
        """Tell one step: a bar of `total` parts, full when it ends well."""
        started = time.monotonic()
        columns = (
            TextColumn("{task.description:<10}"),
            BarColumn(bar_width=32),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.console) as progress:
            step = Step(name, progress, progress.add_task(name, total=total))
            yield step
            task = progress.tasks[0]
            progress.update(step.task, completed=task.total)
        step.seconds = time.monotonic() - started
        self.steps.append(step)

    def table(self) -> Table:
        """What happened at each step, and how long it took."""
        table = Table("Step", "What happened", "Seconds", title="The way of every item", title_justify="left")
        table.columns[2].justify = "right"
        for step in self.steps:
            table.add_row(step.name, step.said, f"{step.seconds:.1f}")
        return table


def said_of_runs(reports: Sequence[RunReport]) -> str:
    """What the sources gave, and in a sentence for each what went wrong."""
    found = sum(report.found for report in reports)
    requests = sum(sum(report.statuses.values()) for report in reports)
    told = ", ".join(f"{report.source_key} {report.found}" for report in reports)
    lines = [run_line(report, "en") for report in reports]
    troubles = [f"{line.source}: {line.sentence}" for line in lines if line.sentence]
    return "\n".join([f"{found} findings in {requests} requests: {told}", *troubles])


def said_of_sending(sent: Sent) -> str:
    """How many messages the mail server took, and what became of the others."""
    others = {"deferred": sent.deferred, "refused": sent.refused, "uncertain": sent.uncertain, "skipped": sent.skipped}
    told = "".join(f", {number} {state}" for state, number in others.items() if number)
    paused = f"; {sent.paused}" if sent.paused else ""
    return f"{sent.handed_over} messages handed over to a mail server of our own{told}{paused}"
