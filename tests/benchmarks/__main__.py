"""`make bench`: every benchmark beside its peer or limit in the same run; a table, and `var/bench.json`."""

from __future__ import annotations

import argparse
import json
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from rich.console import Console
from rich.table import Table

from partnerpost import logs
from tests import benchmarks
from tests.benchmarks import Measure

RESULTS = Path("var/bench.json")


def main() -> None:
    """Run all benchmarks, or those named on the command line."""
    every = sorted(module.name for module in iter_modules(benchmarks.__path__) if not module.name.startswith("_"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(every)}; none: all")
    wanted = parser.parse_args().names or every
    if unknown := sorted(set(wanted) - set(every)):
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(every)}")
    logs.configure("text", "warning")
    measured: list[Measure] = []
    for name in wanted:
        measured += import_module(f"tests.benchmarks.{name}").measure()
    Console().print(_table(measured))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps([_row(each) for each in measured], indent=1, ensure_ascii=False), encoding="utf-8")


def _table(measured: list[Measure]) -> Table:
    table = Table("what", "ours", "unit", "against", "theirs", "ratio", header_style="bold", show_edge=False)
    for each in measured:
        table.add_row(
            each.name, f"{each.value:,.3g}", each.unit, each.against, f"{each.against_value:,.3g}", f"{each.ratio:.2f}"
        )
    return table


def _row(each: Measure) -> dict[str, object]:
    return {
        "name": each.name,
        "value": each.value,
        "unit": each.unit,
        "against": each.against,
        "against_value": each.against_value,
        "ratio": each.ratio,
    }


main()
