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
def off(why: str = typer.Option("by hand", help="Stands on the desk, in the log and in `doctor`.")) -> None:
    """Hold all mail: issues, alerts, links, reports. What is due waits. Running workers stop within seconds."""
    from newsletter import holding
    from partnerpost.office import opened

    with opened() as office, office.store.writing() as session:
        holding.hold(session, why)
    typer.echo("No mail leaves until: partnerpost sending on")


@app.command(epilog="Example: partnerpost sending on")
def on() -> None:
    """Let mail leave, from this machine too: after a restore, or where a worker runs for the first time.

    Look first at what waits. Issues that went out already, after a backup was made, are stopped at the desk.
    """
    from newsletter import holding
    from newsletter.delivery import guard
    from newsletter.delivery.standing import on_their_way
    from partnerpost.office import opened

    with opened() as office:
        file = office.mail.sending_mark
        assert file is not None  # the settings of the house always name one
        with office.store.writing() as session:
            holding.lift(session)
            installation = guard.allow_sending(session, file)
            issues = on_their_way(session)
        with office.store.reading() as session:
            guard.keep_in_file(session, installation, file)
    named = ", ".join(str(number) for number in issues)
    typer.echo(f"Mail leaves from here. Issues on their way: {named}." if named else "Mail leaves from here.")
