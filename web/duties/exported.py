"""One opportunity as open data: the same fields in every kind of file, and what they mean."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from aggregator import taxonomy
from aggregator.cells import as_cell
from aggregator.search import OpportunityView
from web.finder.quoting import is_web_address
from web.site import Site

_AT_ONCE = 100


@cache
def _slug(facet: str, code: str) -> str:
    """As it stands in the addresses of the finder; a code we do not know stands for itself."""
    term = taxonomy.terms(facet).get(code)
    return term.slug if term else code


FIELDS: Mapping[str, Callable[[OpportunityView, Site], Any]] = {
    "id": lambda view, _site: view.id,
    "url": lambda view, site: f"{site.settings.base_url}/angebot/{view.id}",
    "title": lambda view, _site: view.title,
    "language": lambda view, _site: view.language,
    "kind": lambda view, _site: view.kind,
    "status": lambda view, _site: view.status,
    "organiser": lambda view, _site: view.organiser,
    "deadline": lambda view, _site: _iso(view.deadline),
    "deadline_time": lambda view, _site: _iso(view.deadline_time),
    "deadline_zone": lambda view, _site: view.deadline_zone,
    "certainty": lambda view, _site: view.certainty,
    "event_start": lambda view, _site: _iso(view.event_start),
    "event_end": lambda view, _site: _iso(view.event_end),
    "place": lambda view, _site: view.place,
    "amount_min": lambda view, _site: None if view.amount_min is None else str(view.amount_min),
    "amount_max": lambda view, _site: None if view.amount_max is None else str(view.amount_max),
    "currency": lambda view, _site: view.currency,
    "countries": lambda view, _site: list(view.countries),
    "topics": lambda view, _site: [_slug("topic", code) for code in view.topics],
    "audiences": lambda view, _site: [_slug("audience", code) for code in view.audiences],
    "source": lambda view, _site: view.seen_at[0].source_name if view.seen_at else "",
    "source_url": lambda view, _site: view.url if is_web_address(view.url) else None,
    "evidence": lambda view, _site: _sentence(view),
    "updated": lambda view, _site: view.updated_at.isoformat(),
    "checked": lambda view, site: site.local(view.checked_at).date().isoformat(),
}
"""By name, in the order of the columns; the page `/daten` explains each."""


def record(view: OpportunityView, site: Site) -> dict[str, Any]:
    """All fields of one opportunity."""
    return {name: read(view, site) for name, read in FIELDS.items()}


def as_csv(views: Iterator[OpportunityView], site: Site) -> Iterator[str]:
    """A heading and a row for each (RFC 4180); several values in a cell are parted by `|`."""
    row = io.StringIO()
    cells = csv.writer(row, lineterminator="\r\n")
    cells.writerow(FIELDS)
    for number, view in enumerate(views, start=1):
        cells.writerow(_cell(value) for value in record(view, site).values())
        if number % _AT_ONCE == 0:
            yield row.getvalue()
            row.seek(0)
            row.truncate()
    yield row.getvalue()


def as_lines(views: Iterator[OpportunityView], site: Site) -> Iterator[str]:
    """An object on each line (JSON Lines)."""
    yield from _gathered(json.dumps(record(view, site), ensure_ascii=False) + "\n" for view in views)


def as_document(views: Iterator[OpportunityView], site: Site) -> Iterator[str]:
    """One JSON document that says where it is from and under which licence, with all of them in `items`."""
    head = {
        "attribution": attribution(site),
        "licence": site.settings.data_licence,
        "licence_url": site.settings.data_licence_url,
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "items": [\n'
    written = (json.dumps(record(view, site), ensure_ascii=False) for view in views)
    yield from _gathered(("" if number == 0 else ",\n") + one for number, one in enumerate(written))
    yield "\n]}\n"


def attribution(site: Site) -> str:
    """What who uses the data has to write beside them."""
    return f"{site.settings.office_name or 'Partnerpost'}, {site.settings.base_url}"


def _gathered(pieces: Iterator[str]) -> Iterator[str]:
    some: list[str] = []
    for piece in pieces:
        some.append(piece)
        if len(some) == _AT_ONCE:
            yield "".join(some)
            some.clear()
    yield "".join(some)


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return as_cell("|".join(value))
    return "" if value is None else as_cell(str(value))


def _iso(value: Any) -> str | None:
    return None if value is None else value.isoformat()


def _sentence(view: OpportunityView) -> str | None:
    proof = view.proof_of("deadline")
    return proof.quote if proof else None
