"""`sources`: which places are watched."""

from __future__ import annotations

from pathlib import Path

import typer

from partnerpost.printing import AsJson, say_json, say_table

app = typer.Typer(help="Which places are watched: list, add, show, import, export.", no_args_is_help=True)


@app.command("list", epilog="Example: partnerpost sources list --json")
def list_sources(as_json: bool = AsJson) -> None:
    """All sources with the end of their last run."""
    from aggregator import sources
    from partnerpost.office import opened

    with opened() as office, office.store.reading() as session:
        lines = sources.list_sources(session)
    rows = [
        {
            "key": line.source.key,
            "name": line.source.name,
            "kind": line.source.kind.value,
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
    say_table(["key", "name", "kind", "state", "last run", "found", "new"], [list(row.values()) for row in rows])


@app.command(epilog="Example: partnerpost sources add https://example.org/feed.xml --kind feed --language de")
def add(
    url: str = typer.Argument(help="Address of the feed, page, calendar or API."),
    kind: str = typer.Option("feed", help="feed, listing, standing, calendar or json."),
    name: str = typer.Option("", help="Name people know it by; empty: its host."),
    key: str = typer.Option("", help="Short name for commands; empty: made from the name."),
    language: str = typer.Option("", help="Language of the source: de, fr, en, pl."),
    as_json: bool = AsJson,
) -> None:
    """Watch one more place."""
    from aggregator import sources
    from partnerpost.office import opened
    from partnerpost.source_files import draft_from

    draft = draft_from(url=url, kind=kind, name=name, key=key, language=language)
    with opened() as office, office.store.writing() as session:
        added = sources.add_source(session, draft, now=office.now()).key
    say_json({"added": added}) if as_json else typer.echo(f"Added. Try it now: partnerpost crawl {added}")


@app.command(epilog="Example: partnerpost sources show dfjw")
def show(key: str = typer.Argument(help="Key of the source.")) -> None:
    """One source as YAML, as it would stand in the catalogue."""
    from aggregator import sources
    from partnerpost.office import opened
    from partnerpost.refusal import Refused

    with opened() as office, office.store.reading() as session:
        found = {line.source.key: line.source for line in sources.list_sources(session)}
        if key not in found:
            raise Refused(f"there is no source {key!r}: `partnerpost sources list` shows all keys")
        typer.echo(sources.to_yaml(found[key]), nl=False)


@app.command("import", epilog="Example: partnerpost sources import blogroll.opml")
def import_files(
    files: list[Path] = typer.Argument(help="YAML files of the catalogue, or OPML lists of feeds."),
    as_json: bool = AsJson,
) -> None:
    """Add all sources of files; those already known are left as they are."""
    from partnerpost.office import opened
    from partnerpost.source_files import add_missing, drafts_from

    drafts = [draft for path in files for draft in drafts_from(path)]
    with opened() as office, office.store.writing() as session:
        added = add_missing(session, drafts, now=office.now())
    known = len(drafts) - added
    say_json({"added": added, "known": known}) if as_json else typer.echo(f"{added} added, {known} known already.")


@app.command(epilog="Example: partnerpost sources export catalogue/")
def export(folder: Path = typer.Argument(help="Folder for one YAML file per source; made where it is not.")) -> None:
    """Write every source as a YAML file, ready to be imported elsewhere."""
    from aggregator import sources
    from partnerpost.office import opened
    from partnerpost.refusal import Refused

    with opened() as office, office.store.reading() as session:
        written = {line.source.key: sources.to_yaml(line.source) for line in sources.list_sources(session)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for key, text in written.items():
            (folder / f"{key}.yaml").write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refused(f"{folder} cannot be written: {error.strerror}") from error
    typer.echo(f"{len(written)} sources written to {folder}")
