"""A table of links is handed in, looked at beside the register, and filed as proposals."""

from __future__ import annotations

from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, File, HTTPException, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from aggregator.model import RegisterFile
from aggregator.register.comparing import dry_run
from aggregator.register.matching import Verdict
from aggregator.register.proposing import file_proposals, keep_file
from aggregator.register.table import TableUnreadable, decoded
from web.desk.frame import desk_page
from web.language import language_of
from web.numbers import entry_number
from web.plain import plain
from web.register.words import fields, in_register
from web.rendering import frame
from web.security.entrance import Editor, EditorReader
from web.site import TheSite

router = APIRouter(prefix="/desk/register/datei")

_MOST_BYTES = 5_000_000
_SHOWN = 100


@router.api_route("", methods=["GET", "HEAD"])
def hand_in(request: Request, person: EditorReader) -> Response:
    """Choose a file."""
    return desk_page(request, person, "desk/register-datei.html", fault="", name="", line=0)


@router.post("")
def take(
    request: Request, site: TheSite, person: Editor, datei: Annotated[UploadFile | None, File()] = None
) -> Response:
    """Keep the file and lead to its dry run; a file that is no such table is refused in words."""
    name = plain(PurePath(datei.filename or "").name) if datei is not None else ""
    content = datei.file.read(_MOST_BYTES + 1) if datei is not None else b""
    try:
        text = decoded(content, most=_MOST_BYTES)
        with site.store.writing() as session:
            dry_run(session, text)
            kept = keep_file(session, name or "register.csv", text, person_id=person.person_id, now=site.now())
    except TableUnreadable as error:
        said = error.fault.sentence(language_of(request))
        return desk_page(
            request, person, "desk/register-datei.html", status=422, fault=said, name=name, line=error.fault.line
        )
    return RedirectResponse(frame(request).link(f"/desk/register/datei/{kept.id}"), 303)


@router.api_route("/{number}", methods=["GET", "HEAD"])
def look(request: Request, site: TheSite, person: EditorReader, number: str) -> Response:
    """What the file would change; nothing has been changed."""
    language = language_of(request)
    with site.store.reading() as session:
        kept = session.get(RegisterFile, entry_number(number))
        if kept is None:
            raise HTTPException(404)
        found = dry_run(session, kept.content)
    return desk_page(
        request,
        person,
        "desk/register-probe.html",
        file=kept,
        found=found,
        groups=[(verdict.value, found.of(verdict)) for verdict in Verdict],
        faults=[(fault.line, fault.sentence(language)) for fault in found.faults],
        most=_SHOWN,
        fields=fields(language),
        in_register=lambda name, value: in_register(name, value, language),
    )


@router.post("/{number}")
def file(request: Request, site: TheSite, _person: Editor, number: str) -> Response:
    """File what is new, changed or unsure."""
    with site.store.writing() as session:
        kept = session.get(RegisterFile, entry_number(number))
        if kept is None:
            raise HTTPException(404)
        file_proposals(session, kept, dry_run(session, kept.content), now=site.now())
    return RedirectResponse(frame(request).link("/desk/register"), 303)
