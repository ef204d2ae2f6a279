"""`review`: the desk on the command line."""

from __future__ import annotations

import typer

from partnerpost.printing import AsJson, say_json, say_table

app = typer.Typer(help="Decide what is shown: list, accept, reject.", no_args_is_help=True)


@app.command("list", epilog="Example: partnerpost review list --limit 50")
def list_new(
    limit: int = typer.Option(20, min=1, max=500, help="How many."),
    notices: bool = typer.Option(False, "--notices", help="Reports and notices that offer nothing, kept apart."),
    as_json: bool = AsJson,
) -> None:
    """What waits for a decision, most urgent first."""
    from aggregator import review
    from partnerpost.office import opened

    with opened() as office, office.store.reading() as session:
        part = review.Part.NOTICES if notices else review.Part.OFFERS
        inbox = review.inbox(session, today=office.today(), choice=review.Choice(part), limit=limit)
    rows = [row.view for row in inbox.rows]
    if as_json:
        say_json([{"id": v.id, "title": v.title, "kind": v.kind, "deadline": v.deadline, "url": v.url} for v in rows])
        return
    say_table(["id", "deadline", "kind", "title"], [(v.id, v.deadline or "–", v.kind, v.title) for v in rows])
    typer.echo(f"{inbox.offers} waiting, {inbox.urgent} urgent, {inbox.notices} notices")


@app.command(epilog="Example: partnerpost review accept 12 13")
def accept(ids: list[int] = typer.Argument(help="Numbers from `review list`.")) -> None:
    """Accept opportunities: they are shown to everybody and can be sent."""
    _decide("accept", ids, "")


@app.command(epilog="Example: partnerpost review reject 14 --reason 'only Saxony'")
def reject(
    ids: list[int] = typer.Argument(help="Numbers from `review list`."), reason: str = typer.Option("", help="Why.")
) -> None:
    """Reject opportunities: they stay stored, but nobody sees them."""
    _decide("reject", ids, reason)


def _decide(action: str, ids: list[int], reason: str) -> None:
    from aggregator import review
    from partnerpost.office import opened

    decide = {"accept": review.accept, "reject": review.reject}[action]
    with opened() as office:
        for opportunity_id in ids:
            with office.store.writing() as session:
                decide(session, opportunity_id, person_id=None, now=office.now(), reason=reason or "command line")
            typer.echo(f"{opportunity_id}: {action}ed")
