"""From one entry to the next: deciding on one leads on to the one that waits behind it in the inbox."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from aggregator import review
from aggregator.review import Beside
from web.desk.deciding import carry_out, forestalled_page, verb_or_404
from web.desk.selection import Selection, selection_of
from web.numbers import entry_number
from web.rendering import frame
from web.security.entrance import Editor, Reader
from web.site import Site, TheSite

router = APIRouter(prefix="/desk")


@router.api_route("/eintrag/{number}/naechster", methods=["GET", "HEAD"])
def following(request: Request, site: TheSite, _person: Reader, number: str) -> Response:
    """The entry that stands behind this one in the inbox; at its end the inbox."""
    return _lead(request, _beside(request, site, entry_number(number)).after)


@router.api_route("/eintrag/{number}/voriger", methods=["GET", "HEAD"])
def previous(request: Request, site: TheSite, _person: Reader, number: str) -> Response:
    """The entry that stands before this one in the inbox; at its beginning the inbox."""
    return _lead(request, _beside(request, site, entry_number(number)).before)


@router.post("/eintrag/{number}/{verb}/weiter")
def decide(
    request: Request,
    site: TheSite,
    person: Editor,
    number: str,
    verb: str,
    fassung: Annotated[str, Form()] = "",
) -> Response:
    """Accept, reject or put off an entry, and go on to the next one that waits."""
    asked, opportunity_id = verb_or_404(verb), entry_number(number)
    beside = _beside(request, site, opportunity_id)
    try:
        carry_out(site, person, asked, opportunity_id, fassung)
    except review.AlreadyDecided as faster:
        return forestalled_page(request, site, person, selected(request), opportunity_id, faster)
    return _lead(request, beside.after)


def selected(request: Request) -> Selection:
    """The look at the inbox from which somebody came, as it stands in the address."""
    return selection_of(*(request.query_params.get(name, "") for name in ("ansicht", "quelle", "land", "ab")))


def with_view(request: Request, path: str) -> str:
    """A path in the language of the page that remembers from where somebody came."""
    return frame(request).link(path) + carried(request)


def carried(request: Request) -> str:
    """The end of an address that remembers from where somebody came."""
    return selected(request).query()


def _beside(request: Request, site: Site, opportunity_id: int) -> Beside:
    with site.store.reading() as session:
        return review.beside(session, opportunity_id, today=site.today(), choice=selected(request).choice)


def _lead(request: Request, number: int | None) -> Response:
    path = "/desk/eingang" if number is None else f"/desk/eintrag/{number}"
    return RedirectResponse(with_view(request, path), 303, headers={"Cache-Control": "no-store"})
