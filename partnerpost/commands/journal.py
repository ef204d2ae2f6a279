"""`journal`: who did what and when, as a list or a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from aggregator.journal import Line


class _Form(StrEnum):
    TEXT = "text"
    CSV = "csv"
    JSON = "json"


def join(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("journal", epilog="Example: partnerpost journal --from 1.11.2026 --csv > journal.csv")(journal)


def journal(
    since: str = typer.Option("", "--from", help="First day, as people write it: 1.11.2026, 1 November, 2026-11-01."),
    until: str = typer.Option("", "--to", help="Last day, inclusive."),
    language: str = typer.Option("de", help="de, fr, en or pl."),
    as_csv: bool = typer.Option(False, "--csv", help="As a table in CSV, in words."),
    as_json: bool = typer.Option(False, "--json", help="As one JSON array, for machines."),
) -> None:
    """Every change, the newest first: who, when, before and after."""
    from aggregator.journal import Wanted, lines
    from partnerpost.office import opened
    from partnerpost.refusal import Refused
    from web.desk.journal_wish import midnight

    if language not in ("de", "fr", "en", "pl"):
        raise Refused(f"the journal is written in de, fr, en and pl, not in {language!r}")
    if as_csv and as_json:
        raise Refused("choose one of --csv and --json")
    with opened() as office:
        zone = ZoneInfo(office.settings.web.zone)
        first, last = (_day(text, language, office.today()) for text in (since, until))
        wanted = Wanted(
            since=midnight(first, zone) if first else None,
            until=midnight(last + timedelta(days=1), zone) if last else None,
        )
        form = _Form.CSV if as_csv else _Form.JSON if as_json else _Form.TEXT
        with office.store.reading() as session:
            for piece in _written(form, lines(session, wanted), language, zone):
                typer.echo(piece, nl=False)


def _day(text: str, language: str, today: date) -> date | None:
    from partnerpost.refusal import Refused
    from web.desk.journal_wish import read_day
    from web.desk.typed_facts import NotUnderstood

    try:
        return read_day(text, language, today=today) if text.strip() else None
    except NotUnderstood as wrong:
        raise Refused(str(wrong)) from wrong


def _written(form: _Form, found: Iterable[Line], language: str, zone: ZoneInfo) -> Iterable[str]:
    from aggregator.journal import as_json
    from web.desk.acts import in_words
    from web.desk.journal_table import as_table

    def local(moment: datetime) -> datetime:
        return moment.astimezone(zone)

    match form:
        case _Form.JSON:
            return as_json(found)
        case _Form.CSV:
            return as_table(found, language, local)
        case _:
            told = (in_words(line, language, local) for line in found)
            return (f"{one.at:%Y-%m-%d %H:%M}  {one.plainly(language)}\n" for one in told)
