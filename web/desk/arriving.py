"""The last step of every sign-in: a new session, the former one of this browser ended, and on to the page."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from aggregator.model import Person, StaffAction
from web.language import in_language, language_of
from web.rendering import frame, private_page
from web.security.acts import note
from web.security.browsers import browser_of
from web.security.cookies import cookie_of, known_browser, remember, set_cookie
from web.security.kept import Kept, wanted
from web.security.sessions import close_session, csrf_of, open_session
from web.security.signing_in import From
from web.site import Site, site_of


def come_from(request: Request) -> From:
    """Where a request comes from, for the brake on guessing."""
    site = site_of(request)
    known = known_browser(request, site.settings, secret=site.mail.secret, now=site.now())
    return From(request.client.host if request.client else "", known)


def let_in(request: Request, person_id: int, *, how: str, weiter: str = "", kept: Kept | None = None) -> Response:
    """Open a session and lead to the page that was wanted, or to what was typed. `how` is a word for the ledger."""
    site = site_of(request)
    with site.store.writing() as session:
        person = session.get_one(Person, person_id)
        note(session, StaffAction.SIGNED_IN, by=person_id, about=person_id, now=site.now(), after={"how": how})
        if person.joined_at is None:
            person.joined_at = site.now()
            session.add(person)
        token = renew(request, session, person)
    language = person.language
    if kept is not None:
        response = still_there(request, kept, name=person.name, csrf=csrf_of(token))
    else:
        path = in_language(language, wanted(weiter) or "/desk/")
        response = RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})
    admit(response, site, token, person_id)
    return response


def renew(request: Request, session: Session, person: Person) -> str:
    """A new session in place of the one this browser brings; gives its token, for `admit`."""
    site = site_of(request)
    former = cookie_of(request, site.settings)
    if former is not None:
        close_session(session, former)
    return open_session(session, person, now=site.now(), browser=browser_of(request.headers.get("user-agent", "")))


def admit(response: Response, site: Site, token: str, person_id: int) -> None:
    """Give the browser its session, and know it again the next time."""
    set_cookie(response, site.settings, token)
    remember(response, site.settings, person_id, secret=site.mail.secret, now=site.now())


def still_there(request: Request, kept: Kept, *, name: str, csrf: str, foreign: bool = False) -> Response:
    """What was typed, with one button that sends it again in the session of now."""
    around = frame(request, csrf=csrf)
    action = in_language(language_of(request), kept.path)
    status = 403 if foreign else 200
    return private_page(
        request,
        "desk/eingaben.html",
        around=around,
        status=status,
        kept=kept,
        action=action,
        name=name,
        foreign=foreign,
    )
