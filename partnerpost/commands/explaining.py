"""`explain`: one document, read aloud: which words became which fact, by which rule, and how sure that is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from partnerpost.printing import AsJson, say_json

if TYPE_CHECKING:
    from crawlers.settings import CrawlSettings

_DAY = ["%Y-%m-%d"]


def join(app: typer.Typer) -> None:
    """Hang this command into the command line."""
    app.command(epilog="Example: partnerpost explain ausschreibung.pdf")(explain)


def explain(
    what: str = typer.Argument(
        metavar="FILE|URL|-", help="HTML, text or PDF: a file, an http(s) address, - for input."
    ),
    title: str = typer.Option("", help="Title of the document, where it stands elsewhere."),
    language: str = typer.Option("", help="Language of the document (de, fr, …); empty: recognised."),
    published: datetime = typer.Option(None, formats=_DAY, help="Day of publication, for years that are not printed."),
    today: datetime = typer.Option(None, formats=_DAY, help="Read as on this day; none: today."),
    as_json: bool = AsJson,
) -> None:
    """Show a document with its facts marked, and beside each the rule, the confidence and the certainty."""
    from aggregator.reading import read
    from partnerpost.explaining.findings import found
    from partnerpost.explaining.given import Told, given

    told = Told(title, language or None, published.date() if published else None)
    document = given(what, told, _crawl_settings)
    reading = read(document.document, today=(today or datetime.now(UTC)).date())
    facts = found(reading)
    if as_json:
        from partnerpost.explaining.answer import answer

        say_json(answer(document, reading, facts))
    else:
        from partnerpost.explaining.page import say

        say(document, reading, facts)


def _crawl_settings() -> CrawlSettings:
    from partnerpost.settings import load

    return load().crawl
