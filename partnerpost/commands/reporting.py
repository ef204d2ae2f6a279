"""`report`: what staff are told in the morning."""

from __future__ import annotations

from pathlib import Path

import typer

app = typer.Typer(help="Reports to staff: morning.", no_args_is_help=True)


@app.callback()
def reports() -> None:
    """Reports to staff."""


@app.command(epilog="Example: partnerpost report morning --language de")
def morning(
    language: str = typer.Option("de", help="de, fr, en or pl; mails go out in each person's own."),
    hours: int = typer.Option(24, min=1, max=168, help="How far back it looks, in hours."),
    html: Path = typer.Option(None, help="Write the HTML part of the mail into this file as well."),
    send: bool = typer.Option(False, "--send", help="Send it to everybody at the desk who has none of today yet."),
) -> None:
    """Print what broke, what came and what waits; with --send, mail it."""
    from datetime import timedelta

    from newsletter.delivery import transport_for
    from newsletter.morning import gather, render_morning, send_reports
    from partnerpost.office import opened
    from partnerpost.refusal import Refused

    if language not in ("de", "fr", "en", "pl"):
        raise Refused(f"there are reports in de, fr, en and pl, not in {language!r}")
    with opened() as office:
        if send:
            office.require_sending()
            sent = send_reports(office.store, transport_for(office.mail), office.mail, clock=office.now)
            typer.echo(
                f"{sent.handed_over} handed over, {sent.refused} refused" + (f"\n{sent.paused}" * bool(sent.paused))
            )
            if sent.refused or sent.paused:
                raise typer.Exit(1)
            return
        with office.store.reading() as session:
            since = office.now() - timedelta(hours=hours)
            told = gather(session, since=since, now=office.now(), today=office.today())
        mail = render_morning(told, office.mail, language=language, now=office.now())
    typer.echo(mail.text if told.says_something else "Nothing to report.", nl=not told.says_something)
    if html is not None:
        try:
            html.write_text(mail.html, encoding="utf-8")
        except OSError as error:
            raise Refused(f"{html} cannot be written: {error.strerror}") from error
