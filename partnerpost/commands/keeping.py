"""`backup`, `restore` and `store copy`: what keeps an office safe, and what moves it."""

from __future__ import annotations

from pathlib import Path

import typer

from partnerpost.printing import AsJson, say_json, say_table

app = typer.Typer(help="The database: copy it into another one.", no_args_is_help=True)


def join(main: typer.Typer) -> None:
    """Hang these commands into the command line."""
    main.command(epilog="Example: partnerpost backup /backups/2026-11-28.tar.zst")(backup)
    main.command(epilog="Example: partnerpost restore /backups/2026-11-28.tar.zst")(restore)
    main.add_typer(app, name="store")


def backup(
    path: Path = typer.Argument(metavar="FILE", help="The archive to write: a new file, best on another disk."),
    without_secrets: bool = typer.Option(
        False, "--without-secrets", help="Leave the key and the settings file out; keep them elsewhere then."
    ),
    as_json: bool = AsJson,
) -> None:
    """Write everything into one file while the office goes on: database, stored pages, key and settings."""
    from partnerpost.backups import back_up
    from partnerpost.office import opened

    with opened() as office:
        made = back_up(office, path, secrets=not without_secrets)
    rows = sum(made.tables.values())
    if as_json:
        say_json(
            {
                "file": str(path),
                "bytes": made.bytes,
                "rows": rows,
                "snapshots": made.snapshots,
                "tables": made.tables,
            }
        )
        return
    typer.echo(
        f"{path}: {made.bytes / 1e6:.1f} MB; {rows} rows of {len(made.tables)} tables, {made.snapshots} stored pages."
    )
    typer.echo("It holds the addresses of all readers" + ("." if without_secrets else " and the key: keep it private."))


def restore(
    path: Path = typer.Argument(metavar="FILE", help="An archive that `partnerpost backup` wrote."),
    as_json: bool = AsJson,
) -> None:
    """Bring an office back into the empty data folder and database of these settings; it sends nothing by itself."""
    from partnerpost import backups, logs
    from partnerpost.settings import load

    settings = load()
    logs.configure(settings.log_format, "warning")
    restored = backups.restore(settings, path)
    made = restored.made
    if as_json:
        say_json({"made_at": made.made_at, "program": made.program, "tables": made.tables})
        return
    typer.echo(
        f"Restored as of {made.made_at:%Y-%m-%d %H:%M} UTC: {sum(made.tables.values())} rows,"
        f" {restored.snapshots} stored pages."
    )
    if restored.settings is not None:
        typer.echo(f"The settings of the backup are in {restored.settings}: compare them with the present ones.")
    if not made.secrets:
        typer.echo("The key was left out of this backup: put secret.key back before anything is sent.")
    typer.echo("No mail leaves this office until you run: partnerpost sending on")


@app.command(epilog="Example: partnerpost store copy sqlite:var/partnerpost.sqlite postgresql://office@db/partnerpost")
def copy(
    source: str = typer.Argument(help="sqlite:FILE or postgresql://USER@HOST/NAME; the password may be in PGPASSWORD."),
    target: str = typer.Argument(help="The same, but empty: a file that is not there yet, or a new database."),
    running: bool = typer.Option(
        False, "--running", help="Copy although the office works; what comes in meanwhile is not in the copy."
    ),
    as_json: bool = AsJson,
) -> None:
    """Copy all tables from one database into another, and compare every one of them at the end."""
    from aggregator.store import Store
    from aggregator.store.copying import copy_store
    from partnerpost import logs
    from partnerpost.moving import address_of, refuse_if_working

    logs.configure("text", "warning")
    store = Store(address_of(source), create=False)
    try:
        if not running:
            refuse_if_working(store)
        copied = copy_store(store, address_of(target))
    finally:
        store.close()
    if as_json:
        say_json([{"table": each.table, "rows": each.rows, "sum": f"{each.sum:016x}"} for each in copied])
        return
    say_table(("table", "rows", "sum"), ((each.table, each.rows, f"{each.sum:016x}") for each in copied if each.rows))
    typer.echo(
        f"{sum(each.rows for each in copied)} rows of {len(copied)} tables are the same on both sides.\n"
        "Next: set [store] url to the new database (docs/operations.md), then start the office."
    )
