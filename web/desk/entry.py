"""Coming in and going out: a link from the office opens the desk once."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from web.language import in_language
from web.rendering import frame, private_page
from web.security.entrance import Actor
from web.security.login import use_login_link, who_may_enter
from web.security.sessions import close_session, drop_cookie, open_session, set_cookie
from web.site import TheSite

router = APIRouter(prefix="/desk")


@router.api_route("/anmelden", methods=["GET", "HEAD"])
def how_to_enter(request: Request) -> Response:
    """How to get a link."""
    return private_page(request, "desk/anmelden.html", link=None)


@router.api_route("/anmelden/{token}", methods=["GET", "HEAD"])
def ask_to_enter(request: Request, site: TheSite, token: str) -> Response:
    """A button; only pressing it uses the link up."""
    with site.store.reading() as session:
        person = who_may_enter(session, token, now=site.now())
    if person is None:
        return private_page(request, "desk/anmelden.html", status=404, link="unusable")
    return private_page(request, "desk/anmelden.html", link="good", name=person.name)


@router.post("/anmelden/{token}")
def enter(request: Request, site: TheSite, token: str) -> Response:
    """Use the link up and open a session."""
    with site.store.writing() as session:
        person = use_login_link(session, token, now=site.now())
        opened = open_session(session, person, now=site.now()) if person else None
    if person is None or opened is None:
        return private_page(request, "desk/anmelden.html", status=404, link="unusable")
    response = RedirectResponse(in_language(person.language, "/desk/"), 303, headers={"Cache-Control": "no-store"})
    set_cookie(response, site.settings, opened)
    return response


@router.post("/abmelden")
def leave(request: Request, site: TheSite, person: Actor) -> Response:
    """Close the session here and in the store."""
    with site.store.writing() as session:
        close_session(session, person.token)
    response = RedirectResponse(frame(request).link("/desk/anmelden"), 303, headers={"Cache-Control": "no-store"})
    drop_cookie(response, site.settings)
    return response
