"""Jinja environments, one per kind of output and language, with the wording of that language installed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from aggregator import taxonomy
from templates import language as written

_FOLDER = Path(__file__).parent


@cache
def environment(folder: str, language: str) -> Environment:
    """The templates of one folder (`web`, `mail`, `text`) in one language.

    Everything is escaped: Jinja's own choice by file name would leave `.mjml` open. An unknown name in a template is
    an error, not an empty place.
    """
    made = Environment(
        loader=FileSystemLoader(_FOLDER / folder),
        autoescape=folder != "text",  # noqa: S701  (plain text has nothing to escape)
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(translations(folder, language), newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(_filters(language))
    made.globals["language"] = language
    return made


@cache
def translations(folder: str, language: str) -> NullTranslations:
    """The wording of a folder in a language. German is what the templates themselves say.

    `mail` and `text` are two dresses of one thing and share the catalogue `mail.<language>.po`. Catalogues are read
    as they are written: there is no compiled twin that could be forgotten.
    """
    domain = "mail" if folder == "text" else folder
    path = _FOLDER / "locales" / f"{domain}.{language}.po"
    if language == "de" or not path.exists():
        return NullTranslations()
    with path.open("rb") as lines:
        catalog = read_po(lines, locale=language, domain=domain)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled, domain)


def _filters(language: str) -> dict[str, Any]:
    def money(amount: Decimal, currency: str) -> str:
        return written.money(amount, currency, language)

    def named(facet: str) -> Callable[[str], str]:
        return lambda code: taxonomy.label(facet, code, language)

    def long_date(day: date) -> str:
        return written.long_date(day, language)

    def clock(moment: time) -> str:
        return written.clock(moment, language)

    return {
        "long_date": long_date,
        "short_date": lambda day: written.short_date(day, language),
        "month": lambda day: written.month_and_year(day, language),
        "clock": clock,
        "percent": lambda share: written.percent(share, language),
        "money": money,
        "number": lambda value: written.number(value, language),
        "country": named("country"),
        "topic": named("topic"),
        "kind": named("kind"),
        "audience": named("audience"),
    }
