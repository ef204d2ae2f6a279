"""Sources in files, both ways: a table or list from elsewhere taken in, ours handed on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, File, HTTPException, Request, Response, UploadFile

from aggregator.sources import FileFormat, SourceInvalid, add_missing, format_of, from_file, list_sources, written
from web.desk.frame import desk_page
from web.language import language_of
from web.security.entrance import Technician, TechnicianReader
from web.site import TheSite

router = APIRouter(prefix="/desk/quellen")

_MOST_BYTES = 5_000_000
_TYPES = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.OPML: "text/x-opml; charset=utf-8",
    FileFormat.YAML: "application/yaml; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: how many sources are new, or the fault. `line` is 0 where none can be named."""

    name: str
    added: int = 0
    known: int = 0
    fault: str = ""
    line: int = 0


@router.api_route("/dateien", methods=["GET", "HEAD"])
def files(request: Request, person: TechnicianReader) -> Response:
    """Where files go in and out."""
    return desk_page(request, person, "desk/quellen-dateien.html", outcome=None)


@router.post("/dateien")
def take_in(
    request: Request, site: TheSite, person: Technician, datei: Annotated[UploadFile | None, File()] = None
) -> Response:
    """Add the sources of a file; with a fault in it nothing of it is taken."""
    name = PurePath(datei.filename or "").name if datei is not None else ""
    content = datei.file.read(_MOST_BYTES + 1) if datei is not None else b""
    if not content.strip():
        return desk_page(request, person, "desk/quellen-dateien.html", status=422, outcome=Outcome(name, fault="empty"))
    if len(content) > _MOST_BYTES:
        return desk_page(request, person, "desk/quellen-dateien.html", status=413, outcome=Outcome(name, fault="large"))
    try:
        drafts = from_file(content, format_of(PurePath(name)))
        with site.store.writing() as session:
            added = add_missing(session, drafts, now=site.now(), person_id=person.person_id)
    except SourceInvalid as error:
        return desk_page(
            request, person, "desk/quellen-dateien.html", status=422, outcome=_fault(name, error, language_of(request))
        )
    outcome = Outcome(name, len(added), len(drafts) - len(added))
    return desk_page(request, person, "desk/quellen-dateien.html", outcome=outcome)


@router.api_route("/quellen.{ending}", methods=["GET", "HEAD"])
def hand_out(site: TheSite, _person: TechnicianReader, ending: str) -> Response:
    """All sources in one file; of a list for feed readers the feeds alone."""
    if ending not in set(FileFormat):
        raise HTTPException(404)
    file_format = FileFormat(ending)
    with site.store.reading() as session:
        text = written([line.source for line in list_sources(session)], file_format)
    # a spreadsheet takes a file for UTF-8 only where it begins with the mark
    body = text.encode("utf-8-sig" if file_format is FileFormat.CSV else "utf-8")
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="quellen.{ending}"'}
    return Response(body, media_type=_TYPES[file_format], headers=headers)


def _fault(name: str, wrong: SourceInvalid, language: str) -> Outcome:
    whose = f"{wrong.source}: " if wrong.source else ""
    return Outcome(name, fault=f"{whose}{wrong.sentence(language)}", line=wrong.line)
