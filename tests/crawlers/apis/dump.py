"""The open dump of foerderdatenbank.de: a table of all programmes, in a ZIP."""

from __future__ import annotations

import csv
import io
import zipfile

from aiohttp import web

COLUMNS = (
    "id_hash",
    "url",
    "title",
    "description",
    "more_info",
    "funding_type",
    "funding_area",
    "funding_location",
    "eligible_applicants",
    "funding_body",
    "on_website_from",
    "deleted",
)


class Dump:
    """Serves `body` as the file, with an ETag of its own."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.asked = 0

    @property
    def routes(self) -> web.RouteDef:
        return web.get("/data/csv_data.zip", self.file)

    async def file(self, request: web.Request) -> web.Response:
        self.asked += 1
        etag = f'"{hash(self.body)}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304)
        return web.Response(body=self.body, content_type="application/zip", headers={"ETag": etag})


def programme(number: int = 1, **cells: str) -> dict[str, str]:
    """One row, with commas, quotes and line ends in its cells."""
    return {
        "id_hash": f"hash-{number}",
        "url": f"https://www.foerderdatenbank.example/FDB/Land/NRW/begegnung-{number}.html",
        "title": f"Begegnungen mit Partnerstädten {number}",
        "description": 'Das Land fördert "Begegnungen",\nauch in der Partnerstadt. Anträge bis zum 31. März 2027.',
        "more_info": "Gefördert werden bis zu 5.000 Euro je Begegnung.",
        "funding_type": "['Zuschuss']",
        "funding_area": "['Kultur, Medien & Sport', 'Gesundheit & Soziales']",
        "funding_location": "['Nordrhein-Westfalen']",
        "eligible_applicants": "['Kommune', 'Verband/Vereinigung', 'Sonstige']",
        "funding_body": "Staatskanzlei des Landes",
        "on_website_from": "2026-05-02",
        "deleted": "False",
        **cells,
    }


def as_csv(*rows: dict[str, str], delimiter: str = ",") -> str:
    """The table as text."""
    written = io.StringIO()
    lines = csv.DictWriter(written, COLUMNS, delimiter=delimiter)
    lines.writeheader()
    lines.writerows(rows)
    return written.getvalue()


def zipped(text: str | bytes, name: str = "data/foerderdatenbank.csv") -> bytes:
    """The table in a ZIP, beside a file of words."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", "Licence: CC BY-ND")
        archive.writestr(name, text)
    return packed.getvalue()
