"""`sources`: which places are watched."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from partnerpost.printing import AsJson, say_json, say_table

if TYPE_CHECKING:
    from aggregator.model import Source
    from aggregator.sources import SourceDraft

app = typer.Typer(help="Which places are watched: choose, add, list, show, import, export.", no_args_is_help=True)

_FEW = 10  # more keys are not printed to be typed again: a crawl without keys visits all
_KEY = re.compile(r"[a-z0-9][a-z0-9-]*")


@app.command("list", epilog="Example: partnerpost sources list --json")
def list_sources(as_json: bool = AsJson) -> None:
    """All sources with the end of their last run."""
    from aggregator import sources
    from partnerpost.office import opened

    with opened() as office, office.store.reading() as session:
        lines = sources.list_sources(session)
    rows = [
        _described(line.source)
        | {
            "state": line.source.state.value,
            "last_run": line.last_run.outcome.value if line.last_run else None,
            "found": line.last_run.found if line.last_run else None,
            "new": line.last_run.new if line.last_run else None,
        }
        for line in lines
    ]
    if as_json:
        say_json(rows)
        return
    columns = ["key", "name", "priority", "kind", "state", "last_run", "found", "new"]
    say_table([name.replace("_", " ") for name in columns], [[row[name] for name in columns] for row in rows])


@app.command(epilog="Example: partnerpost sources catalogue --priority 1 --language de")
def catalogue(
    priority: int = typer.Option(None, min=1, max=3, help="Only these: 1 (first), 2 or 3."),
    country: str = typer.Option(None, help="Only those for this country: PL, FR, EU, DE-NW."),
    language: str = typer.Option(None, help="Only those in this language: de, fr, en, pl."),
    keys: bool = typer.Option(False, "--keys", help="Only the keys, one on a line, ready for `sources add`."),
    as_json: bool = AsJson,
) -> None:
    """The sources that come with the program, the most important first."""
    from partnerpost.shipped import chosen

    rows = [_described(source) for source in chosen(priority=priority, country=country, language=language)]
    if as_json:
        say_json(rows)
    elif keys:
        typer.echo("\n".join(str(row["key"]) for row in rows))
    elif not rows:
        typer.echo("The catalogue holds no such source.")
    else:
        columns = ["key", "name", "priority", "kind", "language", "evidence"]
        say_table(columns, [[row[name] for name in columns] for row in rows])


@app.command(epilog="Example: partnerpost sources add https://example.org/feed.xml --kind feed --language de")
def add(
    places: list[str] = typer.Argument(metavar="ADDRESS | KEY…", help="An address, or keys of the catalogue."),
    kind: str = typer.Option(
        "", help="Of an address: feed (the usual), listing, standing, calendar, sitemap, wordpress, newsletter or json."
    ),
    name: str = typer.Option("", help="Name people know it by; empty: its host."),
    key: str = typer.Option("", help="Short name for commands; empty: made from the name."),
    language: str = typer.Option("", help="Language of the source: de, fr, en, pl."),
    as_json: bool = AsJson,
) -> None:
    """Watch one more place, or some of the catalogue; those of the catalogue already known are left as they are."""
    from aggregator import sources
    from aggregator.model import SourceAction
    from aggregator.sources import add_missing
    from aggregator.sources.tending import note
    from partnerpost.office import opened
    from partnerpost.refusal import Refused
    from partnerpost.shipped import by_keys
    from partnerpost.source_files import draft_from

    by_key = all(_KEY.fullmatch(place) for place in places)
    if by_key and (kind or name or key or language):
        raise Refused("the catalogue says itself what a source is: add its keys without further options")
    if by_key:
        drafts = by_keys(places)
        with opened() as office, office.store.writing() as session:
            added = add_missing(session, drafts, now=office.now(), same_keys=True)
    elif len(places) > 1:
        raise Refused("add addresses one by one, and keys of the catalogue apart from them")
    else:
        drafts = [draft_from(url=places[0], kind=kind or "feed", name=name, key=key, language=language)]
        with opened() as office, office.store.writing() as session:
            source = sources.add_source(session, drafts[0], now=office.now())
            note(session, source, SourceAction.ADD, person_id=None, now=office.now())
            added = [source.key]
    known = len(drafts) - len(added)
    if as_json:
        say_json({"added": added, "known": known})
    else:
        typer.echo(f"{len(added)} added, {known} known already.{_try(added)}")


@app.command(epilog="Example: partnerpost sources show dfjw")
def show(
    key: str = typer.Argument(help="Key of the source."),
    probe: bool = typer.Option(False, "--probe", help="What the last look at its address showed, as JSON."),
) -> None:
    """One source as YAML, as it would stand in the catalogue; or what the last look at its address showed."""
    from aggregator import sources
    from aggregator.sources.probes import to_document
    from partnerpost.office import opened
    from partnerpost.refusal import Refused

    with opened() as office, office.store.reading() as session:
        found = {line.source.key: line.source for line in sources.list_sources(session)}
        if key not in found:
            raise Refused(f"there is no source {key!r}: `partnerpost sources list` shows all keys")
        if not probe:
            typer.echo(sources.to_yaml(found[key]), nl=False)
            return
        looked = sources.probe_of(found[key])
    if looked is None:
        raise Refused(f"nobody has looked at {key} yet: `partnerpost sources probe {key}`")
    say_json({"at": looked.at, **to_document(looked)})


@app.command("import", epilog="Example: partnerpost sources import blogroll.opml")
def import_files(
    files: list[Path] = typer.Argument(help="YAML files or folders of them, CSV tables, or OPML lists of feeds."),
    as_json: bool = AsJson,
) -> None:
    """Add all sources of files; those already known are left as they are."""
    from aggregator.sources import add_missing
    from partnerpost.office import opened
    from partnerpost.source_files import drafts_from

    drafts = [draft for path in files for draft in drafts_from(path)]
    with opened() as office, office.store.writing() as session:
        added = add_missing(session, drafts, now=office.now())
    known = len(drafts) - len(added)
    if as_json:
        say_json({"added": len(added), "known": known})
    else:
        typer.echo(f"{len(added)} added, {known} known already.{_try(added)}")


@app.command(epilog="Example: partnerpost sources export sources.csv")
def export(
    path: Path = typer.Argument(help="File to write; for YAML a folder, made where it is not; - for the terminal."),
    file_format: str = typer.Option("", "--format", help="yaml, csv or opml; empty: by the end of the file's name."),
) -> None:
    """Write every source into YAML files, a CSV table or an OPML list, ready to be imported elsewhere."""
    from aggregator import sources
    from aggregator.sources import FileFormat, format_of, written
    from partnerpost.office import opened
    from partnerpost.refusal import Refused
    from partnerpost.source_files import write_into

    try:
        chosen_format = FileFormat(file_format.lower()) if file_format else format_of(path)
    except ValueError:
        raise Refused(f"there is no format {file_format!r}; there are {', '.join(FileFormat)}") from None
    with opened() as office, office.store.reading() as session:
        kept = [line.source for line in sources.list_sources(session)]
    if chosen_format is FileFormat.OPML:
        feeds = [source for source in kept if source.kind.value == "feed"]
        typer.echo(f"OPML lists feeds alone: {len(feeds)} of {len(kept)} sources.", err=True)
        kept = feeds
    if str(path) == "-":
        typer.echo(written(kept, chosen_format), nl=False)
        return
    write_into(path, kept, chosen_format)
    typer.echo(f"{len(kept)} sources written to {path}")


def _try(added: list[str]) -> str:
    """What to do next: only a source that was collected well once is collected by itself."""
    few = added if len(added) <= _FEW else []
    return f" Try now: {' '.join(['partnerpost crawl', *few])}" if added else ""


def _described(source: Source | SourceDraft) -> dict[str, object]:
    """What is told of every source, in the catalogue's words."""
    return {
        "key": source.key,
        "name": source.name,
        "url": source.url,
        "kind": source.kind.value,
        "rank": source.rank.value,
        "priority": source.priority,
        "language": source.language,
        "countries": list(source.countries),
        "topics": list(source.topics),
        "kinds": list(source.kinds),
        "evidence": source.evidence,
    }
