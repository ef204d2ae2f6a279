"""The inbox: what is new, one decision per row, each undone in one step."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import func, select

from aggregator import review
from aggregator.model import CrawlRun, OpportunityState
from aggregator.search import one
from web.desk.frame import desk_page
from web.desk.lately import last_decision
from web.rendering import frame
from web.security.entrance import Editor, Reader
from web.security.sessions import SignedIn
from web.site import Site, TheSite

router = APIRouter(prefix="/desk")

PER_PAGE = 20
_IN_PLACE = "X-In-Place"


class View(StrEnum):
    """What part of the inbox is shown."""

    ALL = "alle"
    URGENT = "dringend"
    NOTICES = "meldungen"
    LATER = "spaeter"


class Verb(StrEnum):
    """What can be done with a row, as it stands in the address."""

    ACCEPT = "annehmen"
    REJECT = "verwerfen"
    LATER = "spaeter"


_PARTS = {View.URGENT: review.Part.URGENT, View.NOTICES: review.Part.NOTICES}
_DOING = {Verb.ACCEPT: review.accept, Verb.REJECT: review.reject, Verb.LATER: review.later}


@router.api_route("/eingang", methods=["GET", "HEAD"])
def inbox(request: Request, site: TheSite, person: Reader, ansicht: str = "", seite: str = "1") -> Response:
    """The rows, changed ones first, then urgent ones."""
    return _inbox_page(request, site, person, view=_view(ansicht), page=_page(seite))


@router.post("/eintrag/{number}/{verb}")
def decide(
    request: Request,
    site: TheSite,
    person: Editor,
    number: str,
    verb: str,
    fassung: Annotated[str, Form()] = "",
    ansicht: Annotated[str, Form()] = "",
) -> Response:
    """Accept, reject or put off one row; answered in place where the script asks, else with the inbox anew."""
    if verb not in set(Verb) or not re.fullmatch(r"[0-9]{1,9}", number):
        raise HTTPException(404)
    version = int(fassung) if re.fullmatch(r"[0-9]{1,9}", fassung) else None
    try:
        with site.store.writing() as session:
            _DOING[Verb(verb)](session, int(number), person_id=person.person_id, now=site.now(), version=version)
    except review.Unknown:
        raise HTTPException(404, "no-opportunity") from None
    except review.AlreadyDecided as faster:
        return _forestalled(request, site, person, int(number), faster)
    if request.headers.get(_IN_PLACE):
        return _in_place(request, site, person, int(number), done=verb, view=_view(ansicht))
    return _back(request, _view(ansicht))


@router.post("/rueckgaengig")
def take_back(
    request: Request,
    site: TheSite,
    person: Editor,
    entscheidung: Annotated[str, Form()] = "",
    ansicht: Annotated[str, Form()] = "",
    zurueck: Annotated[str, Form()] = "",
) -> Response:
    """Undo one's own last decision, or the merger or parting that is named; back to where the button stood."""
    decision_id = int(entscheidung) if re.fullmatch(r"[0-9]{1,9}", entscheidung) else None
    try:
        with site.store.writing() as session:
            undone = review.undo(session, person_id=person.person_id, now=site.now(), decision_id=decision_id)
    except review.AlreadyDecided as faster:
        return _forestalled(request, site, person, 0, faster)
    except review.CannotJoin as wrong:
        template = "desk/geht-nicht-zeile.html" if request.headers.get(_IN_PLACE) else "desk/geht-nicht.html"
        return desk_page(request, person, template, status=409, number="", obstacle=wrong.obstacle)
    if request.headers.get(_IN_PLACE) and undone is not None:
        return _in_place(request, site, person, undone.opportunity_id, done="undone", view=_view(ansicht))
    return _back(request, _view(ansicht), zurueck)


def _inbox_page(request: Request, site: Site, person: SignedIn, *, view: View, page: int) -> Response:
    today = site.today()
    state = OpportunityState.LATER if view is View.LATER else OpportunityState.NEW
    with site.store.reading() as session:
        shown = review.inbox(
            session,
            today=today,
            state=state,
            part=_PARTS.get(view, review.Part.OFFERS),
            limit=PER_PAGE,
            offset=(page - 1) * PER_PAGE,
        )
        counts = review.inbox(session, today=today, limit=1)
        put_off = review.inbox(session, today=today, state=OpportunityState.LATER, limit=1).total
        lately = last_decision(session, person)
        last_run = session.exec(select(func.max(CrawlRun.finished_at))).one()
    return desk_page(
        request,
        person,
        "desk/eingang.html",
        inbox=shown,
        counts=counts,
        last_run=site.local(last_run) if last_run else None,
        put_off=put_off,
        lately=lately,
        view=view.value,
        page=page,
        pages=max(1, -(-shown.total // PER_PAGE)),
        hour=site.local(site.now()).hour,
    )


def _in_place(request: Request, site: Site, person: SignedIn, number: int, *, done: str, view: View) -> Response:
    """The pieces of the page that changed; the script puts each where its id is."""
    today = site.today()
    with site.store.reading() as session:
        item = one(session, number)
        left = review.inbox(session, today=today, limit=1)
        put_off = review.inbox(session, today=today, state=OpportunityState.LATER, limit=1).total
        lately = last_decision(session, person)
        part = _PARTS.get(view, review.Part.OFFERS)
        rows = review.inbox(session, today=today, part=part, limit=500).rows if done == "undone" else ()
    row = next((row for row in rows if row.view.id == number), None)
    return desk_page(
        request,
        person,
        "desk/antwort.html",
        item=item,
        row=row,
        done=done,
        inbox=left,
        put_off=put_off,
        lately=lately,
        view=view.value,
    )


def _forestalled(
    request: Request, site: Site, person: SignedIn, number: int, faster: review.AlreadyDecided
) -> Response:
    """Nothing is overwritten; who was faster is told, with the time on the office's clock."""
    template = "desk/vergeben-zeile.html" if request.headers.get(_IN_PLACE) else "desk/vergeben.html"
    return desk_page(request, person, template, status=409, number=number, faster=faster, at=site.local(faster.at))


def _back(request: Request, view: View, page: str = "") -> Response:
    query = "" if view is View.ALL else f"?ansicht={view.value}"
    path = f"/desk/{page}" if re.fullmatch(r"gleich|eintrag/[0-9]{1,9}", page) else f"/desk/eingang{query}"
    return RedirectResponse(frame(request).link(path), 303, headers={"Cache-Control": "no-store"})


def _view(word: str) -> View:
    return View(word) if word in set(View) else View.ALL


def _page(word: str) -> int:
    return max(1, int(word)) if re.fullmatch(r"[0-9]{1,5}", word) else 1
