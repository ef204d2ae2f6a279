"""`sending`: whether mail may leave at all."""

from __future__ import annotations

import typer

app = typer.Typer(help="Whether mail may leave: on, off, state.", no_args_is_help=True)


@app.command(epilog="Example: partnerpost sending state")
def state() -> None:
    """Say whether mail may leave, and why not. Exit code 1 where it may not."""
    from newsletter import holding
    from partnerpost.office import opened

    with opened() as office, office.store.reading() as session:
        why = holding.held(session)
    typer.echo(f"held: {why}" if why else "on")
    if why:
        raise typer.Exit(1)


@app.command(epilog="Example: partnerpost sending off --why 'wrong mail server'")
def off(why: str = typer.Option("by hand", help="Stands in the log and in `doctor`, so that all know.")) -> None:
    """Hold all mail: issues, alerts, links, reports. What is due waits. Running workers stop within seconds."""
    from newsletter import holding
    from partnerpost.office import opened

    with opened() as office, office.store.writing() as session:
        holding.hold(session, why[:80])
    typer.echo("No mail leaves until: partnerpost sending on")


@app.command(epilog="Example: partnerpost sending on")
def on() -> None:
    """Let mail leave again, also after a restore. Look first at what waits: issues at the desk, `sending state`."""
    from newsletter import holding
    from partnerpost.office import opened

    with opened() as office, office.store.writing() as session:
        was = holding.lift(session)
    typer.echo("Mail leaves again." if was else "Nothing was held.")
