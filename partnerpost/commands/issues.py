"""`issue`: make, look at and send a newsletter issue."""

from __future__ import annotations

from pathlib import Path

import typer

from partnerpost.printing import AsJson, say_json

app = typer.Typer(help="Newsletter issues: new, preview, send.", no_args_is_help=True)


@app.command(epilog="Example: partnerpost issue new --title 'Dezember 2026'")
def new(title: str = typer.Option(..., help="Title, as readers see it."), as_json: bool = AsJson) -> None:
    """Draft an issue from what is accepted and not yet over."""
    from newsletter import issues
    from partnerpost.office import opened

    with opened() as office, office.store.writing() as session:
        issue = issues.draft_issue(session, title=title, today=office.today(), now=office.now())
        made = {"issue": issue.id, "entries": len(issues.entries(session, issue.id or 0))}
    say_json(made) if as_json else typer.echo(f"Issue {made['issue']} with {made['entries']} entries.")


@app.command(epilog="Example: partnerpost issue preview 1 --language fr --out preview.html")
def preview(
    issue_id: int = typer.Argument(help="Number of the issue."),
    language: str = typer.Option("de", help="de, fr, en or pl."),
    out: Path = typer.Option(Path("preview.html"), help="Where to write it; the text part beside it as .txt."),
) -> None:
    """Render an issue as a reader without any preference would see it."""
    from newsletter.issues.looking import Eyes, seen_by
    from partnerpost.office import opened
    from partnerpost.refusal import Refused

    with opened() as office, office.store.reading() as session:
        mail = seen_by(session, issue_id, office.mail, Eyes(), language=language, today=office.today())
    try:
        out.write_text(mail.html, encoding="utf-8")
        out.with_suffix(".txt").write_text(mail.text, encoding="utf-8")
    except OSError as error:
        raise Refused(f"{out} cannot be written: {error.strerror}") from error
    typer.echo(f"{mail.subject}\n{out} and {out.with_suffix('.txt')}")


@app.command(epilog="Example: partnerpost issue send 1")
def send(issue_id: int = typer.Argument(help="Number of the issue."), as_json: bool = AsJson) -> None:
    """Release an issue, compose its editions, hand them over; again: go on with what is open, never twice."""
    from newsletter import editions, issues
    from newsletter.delivery import send_issue, way_out
    from newsletter.preflight import kept as preflight
    from partnerpost.office import opened
    from partnerpost.refusal import Refused

    with opened() as office:
        office.require_sending()
        with office.store.reading() as session:
            if preflight.forbids(session, office.mail, now=office.now()):
                raise Refused("the mail set-up is unchecked or not in order: `partnerpost doctor mail` says what to do")
        with office.store.writing() as session:
            issues.release(session, issue_id, now=office.now())
        with office.store.writing() as session:
            composed = editions.compose(session, issue_id, office.mail, today=office.today(), now=office.now())
        sent = send_issue(
            office.store, way_out(office.mail), issue_id, office.mail, clock=office.now, worker="command line"
        )
    if not composed.deliveries and not sent.tried:
        typer.echo("Nobody to send to: there is no confirmed reader, or nothing in the issue concerns them.", err=True)
    told = {
        "editions": composed.editions,
        "handed_over": sent.handed_over,
        "deferred": sent.deferred,
        "refused": sent.refused,
        "uncertain": sent.uncertain,
        "skipped": sent.skipped,
    }
    say_json(told | {"paused": sent.paused}) if as_json else typer.echo(
        ", ".join(f"{count} {name}" for name, count in told.items()) + (f"\n{sent.paused}" if sent.paused else "")
    )
    if sent.refused or sent.uncertain or sent.deferred or sent.paused:
        raise typer.Exit(1)
