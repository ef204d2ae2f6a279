"""Several entries decided on at once: all of a source, or of whatever is looked at, listed before anything is done."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response

from aggregator import review
from aggregator.search import many
from web.desk.clusters import versions
from web.desk.deciding import ACTIONS, Verb, back
from web.desk.frame import desk_page
from web.desk.selection import Chosen, Kept, Selection
from web.security.entrance import Editor, Reader
from web.security.sessions import SignedIn
from web.site import Site, TheSite

router = APIRouter(prefix="/desk")

MOST_SOURCES = 100
MOST = 200
"""So many are decided on with one press at most: more nobody reads through."""


@router.api_route("/eingang/quellen", methods=["GET", "HEAD"])
def by_source(request: Request, site: TheSite, person: Reader, selection: Chosen) -> Response:
    """What waits, source by source, those with most first."""
    with site.store.reading() as session:
        groups = review.by_source(session, today=site.today(), choice=selection.choice)
    ordered = sorted(groups, key=lambda group: (-group.number, group.name.casefold()))
    return desk_page(request, person, "desk/nach-quelle.html", groups=ordered[:MOST_SOURCES], selection=selection)


@router.api_route("/eingang/alle", methods=["GET", "HEAD"])
def look_through(request: Request, site: TheSite, person: Reader, selection: Chosen, was: str = "") -> Response:
    """All that would be decided on, each with a tick to take away."""
    if was not in set(Verb):
        raise HTTPException(404)
    return _list(request, site, person, selection, Verb(was))


def _list(
    request: Request, site: Site, person: SignedIn, selection: Selection, verb: Verb, *, nothing_chosen: bool = False
) -> Response:
    with site.store.reading() as session:
        views, total = review.waiting_together(session, today=site.today(), choice=selection.choice, limit=MOST)
        groups = review.by_source(session, today=site.today(), choice=selection.choice)
    source = next((group.name for group in groups if group.code == selection.source), "")
    return desk_page(
        request,
        person,
        "desk/alle.html",
        views=views,
        total=total,
        most=MOST,
        verb=verb.value,
        selection=selection,
        source=source,
        nothing_chosen=nothing_chosen,
        status=422 if nothing_chosen else 200,
    )


@router.post("/eingang/alle")
def decide_all(
    request: Request,
    site: TheSite,
    person: Editor,
    selection: Kept,
    was: Annotated[str, Form()] = "",
    eintrag: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Decide on those that are ticked; who changed meanwhile is left out and named."""
    if was not in set(Verb):
        raise HTTPException(404)
    seen = dict(list(versions(eintrag).items())[:MOST])
    if not seen:
        return _list(request, site, person, selection, Verb(was), nothing_chosen=True)
    with site.store.writing() as session:
        done = review.decide_all(session, ACTIONS[Verb(was)], seen, person_id=person.person_id, now=site.now())
    if not done.left_out:
        return back(request, selection)
    with site.store.reading() as session:
        views = {view.id: view for view in many(session, list(done.left_out))}
    return desk_page(
        request,
        person,
        "desk/alle-ausser.html",
        status=409,
        number=len(done.decisions),
        verb=was,
        selection=selection,
        left_out=[
            (views[number], faster, site.local(faster.at))
            for number, faster in done.left_out.items()
            if number in views
        ],
    )
