"""The people of the office: who is there, who is invited, what each may do. For the Technik alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session, col, func, select

from aggregator.model import LinkPurpose, LoginLink, Person, Role, StaffAct, StaffAction, StaffSession
from templates import LANGUAGES
from web.desk.frame import desk_page
from web.desk.invitation import invitation
from web.numbers import number_or_404
from web.rendering import frame
from web.security import people, second_step
from web.security.acts import note
from web.security.entrance import Technician, TechnicianReader
from web.security.people import PeopleRefused
from web.security.sessions import SignedIn, end_sessions, sessions_of
from web.site import Site, TheSite, site_of

router = APIRouter(prefix="/desk/personen")

Text = Annotated[str, Form()]
Ticked = Annotated[list[str] | None, Form()]
_DONE = frozenset({"geaendert", "sitzungen", "zweiter-schritt", "entfernt", "zurueck"})


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody in the list: when they last did something or came in, and until when an open invitation holds."""

    person: Person
    seen: datetime | None
    link_until: datetime | None


@router.api_route("", methods=["GET", "HEAD"])
def everybody(request: Request, person: TechnicianReader) -> Response:
    """All who are here, are invited, or were here."""
    return _list(request, person)


@router.post("")
def invite(
    request: Request,
    site: TheSite,
    person: Technician,
    name: Text = "",
    adresse: Text = "",
    rollen: Ticked = None,
    sprache: Text = "de",
) -> Response:
    """Invite somebody; the page shows the link, once."""
    typed: dict[str, object] = {"name": name, "adresse": adresse, "rollen": rollen or [], "sprache": sprache}
    try:
        with site.store.writing() as session:
            new = people.invite(
                session,
                address=adresse,
                name=name,
                roles=_roles(rollen),
                language=sprache,
                by=person.person_id,
                now=site.now(),
            )
            made = invitation(site, session, new)
    except PeopleRefused as refused:
        return _list(request, person, status=422, refusal=refused.refusal.value, typed=typed)
    return desk_page(request, person, "desk/einladung.html", one=made)


@router.api_route("/{number}", methods=["GET", "HEAD"])
def somebody(request: Request, site: TheSite, person: TechnicianReader, number: str, fertig: str = "") -> Response:
    """One of them, with all that can be done; `fertig` names what has just been done."""
    with site.store.reading() as session:
        one = _one(session, number)
    return _person(request, person, one, done=fertig if fertig in _DONE else "")


@router.post("/{number}/aendern")
def change(
    request: Request,
    site: TheSite,
    person: Technician,
    number: str,
    name: Text = "",
    rollen: Ticked = None,
    sprache: Text = "de",
) -> Response:
    """Name, language and roles in one; new roles end the sessions of that person."""
    try:
        with site.store.writing() as session:
            people.wait_for_turn(session)
            one = _one(session, number)
            people.change_profile(session, one, name=name, language=sprache, by=person.person_id, now=site.now())
            people.change_roles(session, one, _roles(rollen), by=person.person_id, now=site.now())
    except PeopleRefused as refused:
        return _refused(request, site, person, number, refused, {"name": name, "rollen": rollen or []})
    return _back(request, number, "geaendert")


@router.post("/{number}/zugang")
def new_access(request: Request, site: TheSite, person: Technician, number: str) -> Response:
    """A new link, for somebody who lost the last one or the password; the page shows it, once."""
    with site.store.writing() as session:
        one = _one(session, number)
        if one.left_at is not None:
            raise HTTPException(404)
        made = invitation(site, session, one)
        note(session, StaffAction.LINK_MADE, by=person.person_id, about=one.id, now=site.now())
    return desk_page(request, person, "desk/einladung.html", one=made)


@router.post("/{number}/sitzungen")
def end_all(request: Request, site: TheSite, person: Technician, number: str) -> Response:
    """End all sessions of somebody (one's own: all but this one)."""
    with site.store.writing() as session:
        one = _one(session, number)
        ended = end_sessions(session, one.id or 0, but=person.token)
        if ended:
            before = {"sessions": ended}
            note(session, StaffAction.SESSION_ENDED, by=person.person_id, about=one.id, now=site.now(), before=before)
    return _back(request, number, "sitzungen")


@router.post("/{number}/zweiter-schritt")
def drop_second_step(request: Request, site: TheSite, person: Technician, number: str) -> Response:
    """For somebody whose telephone and recovery codes are gone."""
    with site.store.writing() as session:
        one = _one(session, number)
        if second_step.remove(session, one.id or 0):
            note(session, StaffAction.SECOND_STEP_REMOVED, by=person.person_id, about=one.id, now=site.now())
    return _back(request, number, "zweiter-schritt")


@router.post("/{number}/entfernen")
def remove(request: Request, site: TheSite, person: Technician, number: str) -> Response:
    """Let somebody go; they stay in the list, and in what they did."""
    return _moved(request, site, person, number, people.remove, "entfernt")


@router.post("/{number}/zurueck")
def reactivate(request: Request, site: TheSite, person: Technician, number: str) -> Response:
    """Let somebody come back."""
    return _moved(request, site, person, number, people.reactivate, "zurueck")


def _moved(
    request: Request, site: Site, person: SignedIn, number: str, move: Callable[..., None], done: str
) -> Response:
    try:
        with site.store.writing() as session:
            people.wait_for_turn(session)
            move(session, _one(session, number), by=person.person_id, now=site.now())
    except PeopleRefused as refused:
        return _refused(request, site, person, number, refused, {})
    return _back(request, number, done)


def _refused(
    request: Request, site: Site, person: SignedIn, number: str, refused: PeopleRefused, typed: dict[str, object]
) -> Response:
    with site.store.reading() as session:
        one = _one(session, number)
    return _person(request, person, one, status=422, refusal=refused.refusal.value, typed=typed)


def _list(
    request: Request,
    person: SignedIn,
    *,
    status: int = 200,
    refusal: str = "",
    typed: dict[str, object] | None = None,
) -> Response:
    site = site_of(request)
    with site.store.reading() as session:
        listed = _listed(session, site)
    return desk_page(
        request,
        person,
        "desk/personen.html",
        status=status,
        here=[one for one in listed if one.person.left_at is None and one.person.joined_at],
        invited=[one for one in listed if one.person.left_at is None and not one.person.joined_at],
        gone=[one for one in listed if one.person.left_at is not None],
        refusal=refusal,
        typed=typed or {"name": "", "adresse": "", "rollen": ["editor"], "sprache": "de"},
        roles=[role.value for role in Role],
        languages=LANGUAGES,
        local=site.local,
    )


def _person(request: Request, person: SignedIn, one: Person, *, status: int = 200, **said: object) -> Response:
    site = site_of(request)
    with site.store.reading() as session:
        open_sessions = sessions_of(session, one.id or 0, now=site.now())
        has_step = second_step.is_on(session, one.id or 0)
    values = {"done": "", "refusal": "", "typed": {}, **said}
    return desk_page(
        request,
        person,
        "desk/person.html",
        status=status,
        one=one,
        me=one.id == person.person_id,
        sessions=len(open_sessions),
        second_step=has_step,
        held=[role.value for role in one.roles],
        roles=[role.value for role in Role],
        languages=LANGUAGES,
        local=site.local,
        **values,
    )


def _listed(session: Session, site: Site) -> list[Listed]:
    """Everybody by name. An office has a handful: four questions in all."""
    acted = select(StaffSession.person_id, func.max(StaffSession.seen_at)).group_by(col(StaffSession.person_id))
    came = (
        select(StaffAct.about_id, func.max(StaffAct.at))
        .where(StaffAct.action == StaffAction.SIGNED_IN)
        .group_by(col(StaffAct.about_id))
    )
    invited = (
        select(LoginLink.person_id, func.max(LoginLink.expires_at))
        .where(LoginLink.purpose == LinkPurpose.JOIN, col(LoginLink.used_at).is_(None))
        .group_by(col(LoginLink.person_id))
    )
    seen = {number: at for number, at in [*session.exec(came), *session.exec(acted)] if at is not None}
    links = {number: until for number, until in session.exec(invited) if until > site.now()}
    return [
        Listed(person, seen.get(person.id), links.get(person.id or 0))
        for person in session.exec(select(Person).order_by(Person.name))
    ]


def _one(session: Session, number: str) -> Person:
    found = session.get(Person, number_or_404(number))
    if found is None:
        raise HTTPException(404)
    return found


def _roles(ticked: Sequence[str] | None) -> set[Role]:
    return {Role(word) for word in ticked or () if word in set(Role)}


def _back(request: Request, number: str, done: str) -> Response:
    path = frame(request).link(f"/desk/personen/{number}?fertig={done}")
    return RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})
