"""Setting up the second step, and taking it away again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from aggregator.model import Person, StaffAction
from web.desk.access import access_page, back, knows_password
from web.desk.arriving import admit, renew
from web.desk.frame import desk_page
from web.rendering import frame
from web.security import brakes, passwords, second_step
from web.security.acts import note
from web.security.brakes import Wait
from web.security.entrance import Actor, Reader
from web.security.sessions import SignedIn, end_sessions
from web.site import Site, TheSite, site_of
from web.wording import wording

router = APIRouter(prefix="/desk/zugang/zweiter-schritt")

Text = Annotated[str, Form()]


@router.api_route("", methods=["GET", "HEAD"])
def set_up(request: Request, site: TheSite, person: Reader) -> Response:
    """The secret that waits for its first code, as picture, link and text."""
    with site.store.reading() as session:
        secret = second_step.waiting(session, person.person_id)
    if secret is None:
        return RedirectResponse(frame(request).link("/desk/zugang#zweiter-schritt"), 303)
    return _page(request, person, secret)


@router.post("/neu")
def begin(request: Request, site: TheSite, person: Actor) -> Response:
    """Make a secret; it counts only after its first code."""
    with site.store.writing() as session:
        second_step.begin(session, person.person_id)
    return RedirectResponse(frame(request).link("/desk/zugang/zweiter-schritt"), 303)


@router.post("")
def confirm(request: Request, site: TheSite, person: Actor, code: Text = "") -> Response:
    """Take the first code. The recovery codes are shown now and never again; all other sessions end."""
    me = person.person_id
    with site.store.writing() as session:
        secret = second_step.waiting(session, me)
        codes = second_step.confirm(session, me, code, now=site.now())
        if codes is not None:
            note(session, StaffAction.SECOND_STEP_ADDED, by=me, about=me, now=site.now(), after={"codes": len(codes)})
            end_sessions(session, me, but=person.token)
            token = renew(request, session, session.get_one(Person, me))
    if codes is None:
        if secret is None:
            return RedirectResponse(frame(request).link("/desk/zugang#zweiter-schritt"), 303)
        return _page(request, person, secret, status=422, fault="wrong")
    now = SignedIn(me, person.name, person.language, token, site.now(), person.roles)
    response = desk_page(request, now, "desk/ersatzcodes.html", codes=codes)
    admit(response, site, token, me)
    return response


@router.post("/weg")
def remove(request: Request, site: TheSite, person: Actor, passwort: Text = "", code: Text = "") -> Response:
    """Take the second step away, for somebody who proves by password or code who they are."""
    said = _proven(site, person.person_id, passwort, code)
    if isinstance(said, Wait):
        return access_page(request, person, status=429, fault="step_wait", minutes=said.minutes)
    if not said:
        return access_page(request, person, status=422, fault="step_wrong")
    me = person.person_id
    with site.store.writing() as session:
        if second_step.remove(session, me):
            note(session, StaffAction.SECOND_STEP_REMOVED, by=me, about=me, now=site.now())
    return back(request, "zweiter-schritt-weg")


def _proven(site: Site, person_id: int, password: str, code: str) -> bool | Wait:
    if password:
        with site.store.reading() as session:
            stored = passwords.hash_of(session, person_id)
        return stored is not None and knows_password(site, person_id, stored, password)
    counted = [brakes.of_person(person_id, "code", secret=site.mail.secret)]
    with site.store.writing() as session:
        taken = brakes.take(session, counted, now=site.now())
        if isinstance(taken, Wait):
            return taken
        passed = second_step.passes(session, person_id, code, now=site.now())
        if passed is not None:
            brakes.give_back(session, counted)
    return passed is not None


def _page(request: Request, person: SignedIn, secret: str, *, status: int = 200, fault: str = "") -> Response:
    site = site_of(request)
    _ = wording(frame(request).language)
    with site.store.reading() as session:
        address = session.get_one(Person, person.person_id).address
    link = second_step.app_address(secret, address=address, office=site.settings.office_name or "Partnerpost")
    return desk_page(
        request,
        person,
        "desk/zweiter-schritt.html",
        status=status,
        fault=fault,
        link=link,
        picture=second_step.picture(link, title=_("QR-Code für die App")),
        secret=second_step.spaced(secret),
    )
