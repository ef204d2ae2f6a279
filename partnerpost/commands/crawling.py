"""`crawl`: look at sources now."""

from __future__ import annotations

import typer

from partnerpost.printing import AsJson, say_json, say_table


def join(app: typer.Typer) -> None:
    """Hang this command into the command line."""
    app.command(epilog="Example: partnerpost crawl dfjw dpjw")(crawl)


def crawl(
    keys: list[str] = typer.Argument(None, metavar="[SOURCE…]", help="Keys of sources; none: all that are not paused."),
    language: str = typer.Option("en", help="Language of the sentences about failures: de, fr, en, pl."),
    as_json: bool = AsJson,
) -> None:
    """Collect sources now, and say of each how it went. Exit code 1 if one failed; the others are kept."""
    from aggregator import sources
    from aggregator.finding import RunOutcome
    from aggregator.intake import Intake
    from crawlers.crawl import crawl as collect
    from partnerpost.office import opened
    from partnerpost.reports import run_line

    with opened() as office:
        with office.store.reading() as session:
            visits = sources.visits(session, keys=keys or None, now=office.now())
        door = Intake(office.store, clock=office.now)
        reports = collect(visits, door, office.settings.crawl, snapshots=office.settings.snapshots)
    lines = [run_line(report, language) for report in reports]
    if as_json:
        say_json([line.as_dict() for line in lines])
    else:
        say_table(
            ["source", "outcome", "found", "new", "changed", "what happened"],
            [(r.source, r.outcome, r.found, r.new, r.changed, r.sentence) for r in lines],
        )
    if any(report.outcome is RunOutcome.FAILED for report in reports):
        raise typer.Exit(1)
