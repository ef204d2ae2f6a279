"""`register`: the list of municipalities and their partners, in and out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from partnerpost.printing import AsJson, say_json

if TYPE_CHECKING:
    from aggregator.register.comparing import Comparison

app = typer.Typer(help="Which municipality has which partners: take a table in, write one.", no_args_is_help=True)

_MOST_BYTES = 50_000_000
_FAULTS_SHOWN = 20


@app.command("import", epilog="Example: partnerpost register import nrw.csv --dry-run")
def take_in(
    path: Path = typer.Argument(help="A table in CSV: UTF-8, commas, columns ags, partner, partner_country and more."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Only say what would change."),
    as_json: bool = AsJson,
) -> None:
    """Compare a table with the register and file what differs as proposals; people decide on them at the desk.

    Nothing is deleted, and what a municipality confirmed itself is not proposed to be changed.
    """
    from aggregator.register import comparing
    from aggregator.register.proposing import file_proposals, keep_file
    from aggregator.register.table import TableUnreadable, decoded
    from partnerpost.office import opened
    from partnerpost.refusal import Refused

    try:
        text = decoded(path.read_bytes(), most=_MOST_BYTES)
        with opened() as office, office.store.writing() as session:
            found = comparing.dry_run(session, text)
            filed = 0
            if not dry_run:
                kept = keep_file(session, path.name, text, person_id=None, now=office.now())
                filed = file_proposals(session, kept, found, now=office.now())
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}") from error
    except TableUnreadable as error:
        where = f"line {error.fault.line}: " if error.fault.line else ""
        raise Refused(f"{path}: {where}{error}") from error
    _say(found, filed, as_json)


def _say(found: Comparison, filed: int, as_json: bool) -> None:
    from aggregator.register.matching import Verdict

    counted = {verdict.value: len(found.of(verdict)) for verdict in Verdict}
    counted |= {"missing": len(found.missing), "filed": filed}
    faults = [{"line": fault.line, "fault": fault.sentence("en")} for fault in found.faults]
    if as_json:
        say_json({**counted, "faults": faults})
        return
    typer.echo(", ".join(f"{number} {name}" for name, number in counted.items()) + ".")
    for fault in faults[:_FAULTS_SHOWN]:
        typer.echo(f"line {fault['line']}: {fault['fault']}")
    if len(faults) > _FAULTS_SHOWN:
        typer.echo(f"… and {len(faults) - _FAULTS_SHOWN} more lines with a fault; --json tells all.")


@app.command("export", epilog="Example: partnerpost register export register.csv")
def write_out(path: Path = typer.Argument(help="Ends in .csv or .json.")) -> None:
    """Write all links into one file; the columns of the table are those of the import."""
    from aggregator.register.exporting import ATTRIBUTION, all_links
    from aggregator.register.table import as_records, as_table
    from partnerpost.office import opened
    from partnerpost.refusal import Refused

    if path.suffix not in (".csv", ".json"):
        raise Refused(f"{path} ends neither in .csv nor in .json")
    with opened() as office, office.store.reading() as session:
        records = list(as_records(all_links(session)))
    whole = {"attribution": ATTRIBUTION, "links": records}
    text = "".join(as_table(records)) if path.suffix == ".csv" else json.dumps(whole, ensure_ascii=False, indent=1)
    try:
        # a spreadsheet takes a file for UTF-8 only where it begins with the mark
        with path.open("w", encoding="utf-8-sig" if path.suffix == ".csv" else "utf-8", newline="") as lines:
            lines.write(text)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}") from error
    typer.echo(f"{len(records)} links written to {path}.")
