"""Coming in and going out: by address and password, a code where one is asked for, or a link from the office."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from aggregator.model import Person, StaffAction
from web.desk.arriving import come_from, let_in, still_there
from web.desk.sign_in_pages import Carried, code_page, sign_in_page
from web.rendering import frame, private_page
from web.security import kept as typed
from web.security.acts import note
from web.security.brakes import Wait
from web.security.cookies import drop_cookie
from web.security.entrance import Actor, Reader
from web.security.login import use_login_link, who_may_enter
from web.security.sessions import close_session
from web.security.signing_in import Halfway, by_code, by_password
from web.site import TheSite

router = APIRouter(prefix="/desk")

Text = Annotated[str, Form()]
_LONGEST_ADDRESS = 400


@router.api_route("/anmelden", methods=["GET", "HEAD"])
def how_to_enter(request: Request, weiter: str = "") -> Response:
    """The form; `weiter` is the page of the desk to go to afterwards."""
    return sign_in_page(request, Carried(typed.wanted(weiter) or ""))


@router.post("/anmelden")
def sign_in(
    request: Request, site: TheSite, adresse: Text = "", passwort: Text = "", weiter: Text = "", eingaben: Text = ""
) -> Response:
    """Let somebody in, ask for the code, or say in the same words for every address that this does not fit."""
    carried = Carried(typed.wanted(weiter) or "", eingaben, adresse[:_LONGEST_ADDRESS])
    if not adresse.strip() or not passwort:
        return sign_in_page(request, carried, status=422, fault="empty")
    found = by_password(site, adresse, passwort, come_from(request))
    if isinstance(found, Wait):
        return sign_in_page(request, carried, status=429, fault="wait", minutes=found.minutes)
    if isinstance(found, Halfway):
        return code_page(request, found.seal, carried)
    if found is None or found.id is None:
        return sign_in_page(request, carried, status=422, fault="wrong")
    return let_in(request, found.id, how="password", weiter=weiter, kept=typed.read(eingaben))


@router.post("/anmelden/code")
def second_step(
    request: Request,
    site: TheSite,
    schritt: Text = "",
    code: Text = "",
    ersatz: Text = "",
    weiter: Text = "",
    eingaben: Text = "",
) -> Response:
    """Take the code of the app, or one of the recovery codes."""
    carried = Carried(typed.wanted(weiter) or "", eingaben)
    given, recovery = code.strip() or ersatz.strip(), bool(ersatz.strip())
    said = by_code(site, schritt, given, come_from(request)) if given else False
    if isinstance(said, Wait):
        return code_page(request, schritt, carried, status=429, fault="wait", minutes=said.minutes)
    if said is False:
        fault = "wrong" if given else "empty"
        return code_page(request, schritt, carried, status=422, fault=fault, recovery=recovery)
    if not isinstance(said, Person) or said.id is None:
        return sign_in_page(request, carried, status=422, fault="late")
    return let_in(request, said.id, how="password and code", weiter=weiter, kept=typed.read(eingaben))


@router.post("/eingaben")
def what_was_typed(request: Request, person: Reader, eingaben: Text = "") -> Response:
    """For those who signed in another way meanwhile: what was typed, to be sent again."""
    kept = typed.read(eingaben)
    if kept is None:
        return RedirectResponse(frame(request).link("/desk/"), 303)
    return still_there(request, kept, name=person.name, csrf=person.csrf)


@router.api_route("/anmelden/{token}", methods=["GET", "HEAD"])
def ask_to_enter(request: Request, site: TheSite, token: str) -> Response:
    """A button; only pressing it uses the link up."""
    with site.store.reading() as session:
        person = who_may_enter(session, token, now=site.now())
    if not isinstance(person, Person):
        return private_page(request, "desk/link.html", status=404, why=person.value, name="")
    return private_page(request, "desk/link.html", why="", name=person.name)


@router.post("/anmelden/{token}")
def enter(request: Request, site: TheSite, token: str) -> Response:
    """Use the link up and open a session."""
    with site.store.writing() as session:
        person = use_login_link(session, token, now=site.now())
    if not isinstance(person, Person) or person.id is None:
        return private_page(request, "desk/link.html", status=404, why=str(person), name="")
    return let_in(request, person.id, how="link")


@router.post("/abmelden")
def leave(request: Request, site: TheSite, person: Actor) -> Response:
    """Close the session here and in the store."""
    with site.store.writing() as session:
        close_session(session, person.token)
        how = {"how": "signed out"}
        note(session, StaffAction.SESSION_ENDED, by=person.person_id, about=person.person_id, now=site.now(), after=how)
    response = RedirectResponse(frame(request).link("/desk/anmelden"), 303, headers={"Cache-Control": "no-store"})
    drop_cookie(response, site.settings)
    return response
