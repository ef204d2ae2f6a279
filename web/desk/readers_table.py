"""The list of readers comes in and goes out as a table: a dry run first, each line with its legal basis (R21)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, File, HTTPException, Request, Response, UploadFile
from fastapi.responses import RedirectResponse, StreamingResponse

from aggregator.model import ReaderAction, ReaderFile
from newsletter.readership.exporting import as_table
from newsletter.readership.finding import find
from newsletter.readership.importing import Verdict, dry_run, take
from newsletter.readership.office import note
from newsletter.readership.table import TableUnreadable, decoded
from web.desk.frame import desk_page
from web.desk.reader_faults import columns, sentence
from web.language import language_of
from web.numbers import number_or_404
from web.plain import plain
from web.rendering import frame
from web.security.entrance import Editor, EditorReader
from web.site import Site, TheSite

router = APIRouter(prefix="/desk/leser")

_MOST_BYTES = 10_000_000
_SHOWN = 100
_ROWS_AT_ONCE = 500
_MARK = "\ufeff"  # a spreadsheet takes a file for UTF-8 only where it begins with it


@router.post("/liste.csv")
def as_file(site: TheSite, person: Editor) -> Response:
    """All readers. A form and not a link: that somebody took the list along stands in the journal."""
    with site.store.writing() as session:
        note(
            session,
            ReaderAction.EXPORTED,
            by=person.person_id,
            rows=sum(find(session).counted.values()),
            now=site.now(),
        )
    name = f"leser-{site.today().isoformat()}.csv"
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_written(site), media_type="text/csv; charset=utf-8", headers=headers)


@router.api_route("/datei", methods=["GET", "HEAD"])
def hand_in(request: Request, person: EditorReader) -> Response:
    """Choose a file."""
    return desk_page(request, person, "desk/leser-datei.html", fault="", name="", columns=columns())


@router.post("/datei")
def keep(
    request: Request, site: TheSite, person: Editor, datei: Annotated[UploadFile | None, File()] = None
) -> Response:
    """Keep the file for a day and lead to its dry run; a file that is no such table is refused in words."""
    name = plain(PurePath(datei.filename or "").name)[:200] if datei is not None else ""
    content = datei.file.read(_MOST_BYTES + 1) if datei is not None else b""
    try:
        text = decoded(content, most=_MOST_BYTES)
        with site.store.writing() as session:
            dry_run(session, text, site.mail, today=site.today())
            kept = ReaderFile(person_id=person.person_id, name=name or "leser.csv", content=text, at=site.now())
            session.add(kept)
            session.flush()
            number = kept.id
    except TableUnreadable as error:
        said = sentence(error.fault, language_of(request))
        return desk_page(request, person, "desk/leser-datei.html", status=422, fault=said, name=name, columns=columns())
    return RedirectResponse(frame(request).link(f"/desk/leser/datei/{number}"), 303)


@router.api_route("/datei/{number}", methods=["GET", "HEAD"])
def look(request: Request, site: TheSite, person: EditorReader, number: str) -> Response:
    """What the table would do; nothing has been done."""
    language = language_of(request)
    with site.store.reading() as session:
        kept = session.get(ReaderFile, number_or_404(number))
        if kept is None:
            raise HTTPException(404)
        found = dry_run(session, kept.content, site.mail, today=site.today())
        name = kept.name
    return desk_page(
        request,
        person,
        "desk/leser-probe.html",
        number=number,
        name=name,
        found=found,
        groups=[(verdict.value, found.of(verdict)) for verdict in Verdict],
        faults=[(fault.line, sentence(fault, language)) for fault in found.faults],
        most=_SHOWN,
    )


@router.post("/datei/{number}")
def take_in(request: Request, site: TheSite, person: Editor, number: str) -> Response:
    """Take in what can be; pressed twice there is nothing left to take in."""
    with site.store.writing() as session:
        kept = session.get(ReaderFile, number_or_404(number), with_for_update=True)
        if kept is not None:
            take(session, kept, site.mail, by=person.person_id, today=site.today(), now=site.now())
    path = frame(request).link("/desk/leser?fertig=eingelesen")
    return RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})


def _written(site: Site) -> Iterator[str]:
    with site.store.reading() as session:
        yield _MARK
        rows = as_table(session)
        while piece := "".join(islice(rows, _ROWS_AT_ONCE)):
            yield piece
