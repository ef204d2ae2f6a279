"""`demo`: the whole way of one item, on built-in example sites."""

from __future__ import annotations

import typer

_STAFF = ("anna@example.org", "Anna Beispiel")


def join(app: typer.Typer) -> None:
    """Hang this command into the command line."""
    app.command(epilog="Example: DEMO_EXIT=1 partnerpost demo")(demo)


def demo(
    leave: bool = typer.Option(False, "--exit", envvar="DEMO_EXIT", help="Stop after the table; last line is JSON."),
) -> None:
    """Show everything on five example sites of this machine; then serve finder and desk until ctrl-c."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from rich.console import Console

    from partnerpost import hosting, logs
    from partnerpost.demo.run import opened_demo
    from partnerpost.people import login_link
    from partnerpost.settings import load

    settings = load()
    logs.configure(settings.log_format, "warning")
    listening = None if leave else hosting.listen(settings.serve.host, settings.serve.port)

    def now() -> datetime:
        return datetime.now(UTC)

    today = now().astimezone(ZoneInfo(settings.office.zone)).date()
    with opened_demo(settings, today=today, now=now, console=Console()) as shown:
        if listening is None:
            typer.echo(shown.summary.as_json())
            return
        office = shown.office
        address, name = _STAFF
        with office.store.writing() as session:
            link = login_link(
                session, address=address, name=name, base_url=office.settings.web.base_url, now=now(), minutes=600
            )
        typer.echo(f"\nFinder  {office.settings.web.base_url}/\nDesk    {link}\nStop    ctrl-c\n")
        hosting.serve_until_stopped(office, listening)
