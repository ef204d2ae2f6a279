"""My access: name and language, password, and the browsers I am signed in with."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from aggregator.model import Person, StaffAction
from templates import LANGUAGES
from web.desk.arriving import admit, renew
from web.desk.frame import desk_page
from web.desk.welcome import guessable
from web.language import in_language
from web.rendering import frame
from web.security import brakes, passwords, second_step
from web.security.acts import note
from web.security.brakes import Wait
from web.security.entrance import Actor, Reader
from web.security.passkeys import number_of_passkeys
from web.security.people import PeopleRefused, change_profile
from web.security.sessions import SignedIn, end_session, end_sessions, sessions_of
from web.site import Site, TheSite, site_of

router = APIRouter(prefix="/desk/zugang")

Text = Annotated[str, Form()]
_DONE = frozenset({"angaben", "passwort", "sitzung", "sitzungen", "zweiter-schritt-weg"})


@router.api_route("", methods=["GET", "HEAD"])
def access(request: Request, person: Reader, fertig: str = "") -> Response:
    """Everything about one's own way in; `fertig` names what has just been done."""
    return access_page(request, person, done=fertig if fertig in _DONE else "")


@router.post("/angaben")
def describe(request: Request, site: TheSite, person: Actor, name: Text = "", sprache: Text = "") -> Response:
    """Change name and language; the page goes on in that language."""
    try:
        with site.store.writing() as session:
            me = session.get_one(Person, person.person_id)
            change_profile(session, me, name=name, language=sprache, by=person.person_id, now=site.now())
    except PeopleRefused:
        return access_page(request, person, status=422, fault="name", typed=name)
    return RedirectResponse(in_language(me.language, "/desk/zugang?fertig=angaben"), 303)


@router.post("/passwort")
def change_password(
    request: Request, site: TheSite, person: Actor, passwort: Text = "", neu: Text = "", nochmal: Text = ""
) -> Response:
    """Change the password: all other sessions end, this one goes on under a new mark."""
    with site.store.reading() as session:
        me = session.get_one(Person, person.person_id)
        stored = passwords.hash_of(session, person.person_id)
    flaw = passwords.flaw_of(neu, nochmal, known=guessable(site, me))
    if flaw is not None:
        return access_page(request, person, status=422, fault=flaw.value)
    if stored is not None:
        said = knows_password(site, person.person_id, stored, passwort)
        if isinstance(said, Wait):
            return access_page(request, person, status=429, fault="wait", minutes=said.minutes)
        if not said:
            return access_page(request, person, status=422, fault="wrong")
    made = passwords.hashed(neu)
    with site.store.writing() as session:
        passwords.keep(session, person.person_id, made, now=site.now())
        note(session, StaffAction.PASSWORD_SET, by=person.person_id, about=person.person_id, now=site.now())
        token = _afresh(request, session, person)
    response = back(request, "passwort")
    admit(response, site, token, person.person_id)
    return response


@router.post("/sitzung")
def end_one(request: Request, site: TheSite, person: Actor, sitzung: Text = "") -> Response:
    """End one of my sessions."""
    with site.store.writing() as session:
        if end_session(session, person.person_id, sitzung):
            _ended(session, site, person, 1)
    return back(request, "sitzung")


@router.post("/sitzungen")
def end_others(request: Request, site: TheSite, person: Actor) -> Response:
    """End all my sessions but this one."""
    with site.store.writing() as session:
        ended = end_sessions(session, person.person_id, but=person.token)
        if ended:
            _ended(session, site, person, ended)
    return back(request, "sitzungen")


def knows_password(site: Site, person_id: int, stored: str, password: str) -> bool | Wait:
    """Whether somebody signed in knows their password; counted like a sign-in, for sessions can be left open."""
    counted = [brakes.of_person(person_id, "password_change", secret=site.mail.secret)]
    with site.store.writing() as session:
        taken = brakes.take(session, counted, now=site.now())
    if isinstance(taken, Wait):
        return taken
    if not passwords.fits(stored, password):
        return False
    with site.store.writing() as session:
        brakes.give_back(session, counted)
    return True


def access_page(request: Request, person: SignedIn, *, status: int = 200, **said: object) -> Response:
    """The page with what is kept; `said` adds what was just done or is wrong."""
    site = site_of(request)
    number = person.person_id
    with site.store.reading() as session:
        me = session.get_one(Person, number)
        values = {
            "me": me,
            "roles": [role.value for role in sorted(me.roles)],
            "has_password": passwords.hash_of(session, number) is not None,
            "second_step": second_step.is_on(session, number),
            "codes_left": second_step.codes_left(session, number),
            "number_of_passkeys": number_of_passkeys(session, number),
            "sessions": sessions_of(session, number, now=site.now(), here=person.token),
        }
    values |= {"languages": LANGUAGES, "local": site.local, "done": "", "fault": "", "minutes": 0, "typed": me.name}
    return desk_page(request, person, "desk/zugang.html", status=status, **{**values, **said})


def back(request: Request, done: str) -> Response:
    """To the page of one's own access, which says what was done."""
    path = frame(request).link(f"/desk/zugang?fertig={done}")
    return RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})


def _afresh(request: Request, session: Session, person: SignedIn) -> str:
    end_sessions(session, person.person_id, but=person.token)
    return renew(request, session, session.get_one(Person, person.person_id))


def _ended(session: Session, site: Site, person: SignedIn, number: int) -> None:
    me = person.person_id
    note(session, StaffAction.SESSION_ENDED, by=me, about=me, now=site.now(), before={"sessions": number})
