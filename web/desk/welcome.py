"""The first time: somebody opens the link they were given and chooses a password. So does who has forgotten it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from sqlmodel import Session

from aggregator.model import LinkPurpose, Person, StaffAction
from web.desk.arriving import let_in
from web.desk.sign_in_pages import Carried, code_page
from web.rendering import private_page
from web.security import passwords
from web.security.acts import note
from web.security.login import Unusable, use_login_link, who_may_enter
from web.security.sessions import end_sessions
from web.security.signing_in import Halfway, after_link
from web.site import Site, TheSite

router = APIRouter(prefix="/desk/beitreten")

Text = Annotated[str, Form()]


@router.api_route("/{token}", methods=["GET", "HEAD"])
def welcome(request: Request, site: TheSite, token: str) -> Response:
    """The form for a password; only sending it uses the link up."""
    with site.store.reading() as session:
        person = who_may_enter(session, token, now=site.now(), purpose=LinkPurpose.JOIN)
    return _page(request, person)


@router.post("/{token}")
def join(request: Request, site: TheSite, token: str, neu: Text = "", nochmal: Text = "") -> Response:
    """Keep the password and let them in; where a second step is on, its code is asked for first."""
    with site.store.reading() as session:
        person = who_may_enter(session, token, now=site.now(), purpose=LinkPurpose.JOIN)
    if not isinstance(person, Person):
        return _page(request, person)
    flaw = passwords.flaw_of(neu, nochmal, known=guessable(site, person))
    if flaw is not None:
        return _page(request, person, status=422, flaw=flaw.value)
    made = passwords.hashed(neu)
    with site.store.writing() as session:
        used = use_login_link(session, token, now=site.now(), purpose=LinkPurpose.JOIN)
        halfway = _joined(site, session, used, made) if isinstance(used, Person) else None
    if not isinstance(used, Person) or used.id is None:
        return _page(request, used)
    if halfway is not None:
        return code_page(request, halfway.seal, Carried())
    return let_in(request, used.id, how="invitation")


def guessable(site: Site, person: Person) -> tuple[str, ...]:
    """What a stranger would try first as this person's password."""
    return person.name, person.address, site.settings.office_name


def _joined(site: Site, session: Session, person: Person, made: str) -> Halfway | None:
    assert person.id is not None
    action = StaffAction.JOINED if person.joined_at is None else StaffAction.PASSWORD_SET
    passwords.keep(session, person.id, made, now=site.now())
    end_sessions(session, person.id)
    person.joined_at = person.joined_at or site.now()
    session.add(person)
    note(session, action, by=person.id, about=person.id, now=site.now(), after={"how": "link"})
    return after_link(site, session, person)


def _page(request: Request, person: Person | Unusable, *, status: int = 200, flaw: str = "") -> Response:
    if not isinstance(person, Person):
        return private_page(request, "desk/link.html", status=404, why=person.value, name="")
    return private_page(
        request, "desk/beitreten.html", status=status, name=person.name, address=person.address, flaw=flaw
    )
