"""The explanation on a terminal: what it is, what follows from the whole of it, then the text with its marks."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from aggregator.reading import Reading
from aggregator.reading.passages import LONGEST
from partnerpost.explaining.findings import Found
from partnerpost.explaining.given import Given
from partnerpost.explaining.marking import general, marked, shown


def say(given: Given, reading: Reading, facts: Sequence[Found]) -> None:
    """Print the explanation of one document; marks take the place of colours where there are none."""
    console = Console(highlight=False, markup=False, emoji=False)
    if reading.title:
        console.print(Text(shown(reading.title), "bold"))
    pages = given.pdf
    about = [
        f"language {reading.language}",
        f"{len(reading.text):,} characters",
        "1 fact" if len(facts) == 1 else f"{len(facts)} facts",
    ]
    if pages:
        about.append(f"{len(pages.page_starts)} pages")
        about += [f"{pages.left_out} pages left out: broken or beyond the limit"] if pages.left_out else []
    if len(reading.text) >= LONGEST:
        about.append("the rest is not read")
    console.print(Text(", ".join(about), "dim"))
    for line in general(facts):
        console.print(line)
    worth = (
        f"to collect: {', '.join(reading.reasons)}" if reading.reasons else "nothing to collect: no offer is made here"
    )
    console.print(Text(worth, "dim"))
    if reading.flags:
        console.print(Text(f"to look at: {', '.join(reading.flags)}", "yellow"))
    console.print(Rule(style="dim"))
    console.print(marked(reading, facts, coloured=bool(console.color_system) and not console.no_color, pdf=pages))
