"""The same list as a table for spreadsheets: docs/decisions/019-tables-for-spreadsheets.md."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from aggregator import taxonomy
from aggregator.cells import as_cell
from aggregator.search.views import OpportunityView
from web.finder.quoting import is_web_address
from web.language import in_language
from web.plain import plain
from web.settings import WebSettings
from web.wording import wording

MEDIA_TYPE = "text/csv; charset=utf-8"
_MARK = "\ufeff"  # a spreadsheet takes a file for UTF-8 only where it begins with it


def table_of(views: Iterable[OpportunityView], settings: WebSettings, language: str) -> bytes:
    """UTF-8 with its mark, semicolons, CRLF; days as ISO dates, sums with a point. No cell is taken for a formula."""
    text = io.StringIO()
    text.write(_MARK)
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(_head(language))
    for view in views:
        rows.writerow([as_cell(plain(cell)) for cell in _row(view, settings, language)])
    return text.getvalue().encode()


def _head(language: str) -> list[str]:
    _ = wording(language)
    return [
        *(_("Nummer"), _("Titel"), _("Art"), _("Frist"), _("Uhrzeit"), _("Beginn"), _("Ende"), _("Ort")),
        *(_("Länder"), _("Themen"), _("Für wen"), _("Höchstens"), _("Währung"), _("Veranstalter")),
        *(_("Satz aus der Quelle"), _("Adresse hier"), _("Adresse der Quelle"), _("geprüft am")),
    ]


def _row(view: OpportunityView, settings: WebSettings, language: str) -> list[str]:
    def named(facet: str, codes: tuple[str, ...]) -> str:
        return ", ".join(taxonomy.label(facet, code, language) for code in codes)

    proof = view.proof_of("deadline")
    return [
        str(view.id),
        view.title,
        taxonomy.label("kind", view.kind, language),
        *(day.isoformat() if day else "" for day in (view.deadline,)),
        view.deadline_time.isoformat("minutes") if view.deadline_time else "",
        *(day.isoformat() if day else "" for day in (view.event_start, view.event_end)),
        view.place,
        named("country", view.countries),
        named("topic", view.topics),
        named("audience", view.audiences),
        f"{view.amount_max:f}" if view.amount_max is not None else "",
        view.currency or "",
        view.organiser,
        proof.quote if proof else "",
        f"{settings.base_url}{in_language(language, f'/angebot/{view.id}')}",
        view.url if is_web_address(view.url) else "",
        view.checked_at.date().isoformat(),
    ]
