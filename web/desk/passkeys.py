"""Passkeys: coming in with one, and a page where people look after theirs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from web.desk.arriving import let_in
from web.desk.frame import desk_page
from web.desk.sign_in_pages import Carried, sign_in_page
from web.numbers import number_or_404
from web.plain import plain
from web.rendering import frame
from web.security import kept
from web.security.entrance import Actor, Reader
from web.security.identities import identity_of
from web.security.passkey_options import options_to_add, options_to_enter
from web.security.passkeys import (
    LONGEST_NAME,
    PasskeyRefused,
    add_passkey,
    passkeys_of,
    remove_passkey,
    use_passkey,
)
from web.security.relying import RelyingParty
from web.security.sessions import SignedIn
from web.security.staff import who_works_here
from web.site import TheSite, site_of

router = APIRouter(prefix="/desk")

Text = Annotated[str, Form()]
_MINE = "/desk/zugang/schluessel"


@router.post("/anmelden/schluessel/frage")
def ask_for_any(site: TheSite) -> Response:
    """What the browser is to ask a passkey for; leaves nothing in the store."""
    return _json(options_to_enter(RelyingParty.of(site), now=site.now()))


@router.post("/anmelden/schluessel")
def enter(request: Request, site: TheSite, antwort: Text = "", weiter: Text = "", eingaben: Text = "") -> Response:
    """Let in whose passkey answered, and lead them on to the page they wanted or to what they had typed."""
    try:
        with site.store.writing() as session:
            person_id = use_passkey(session, antwort, relying=RelyingParty.of(site), now=site.now())
    except PasskeyRefused as refused:
        carried = Carried(kept.wanted(weiter) or "", eingaben)
        return sign_in_page(request, carried, status=403, fault=f"passkey_{refused.reason}")
    return let_in(request, person_id, how="passkey", weiter=weiter, kept=kept.read(eingaben))


@router.api_route("/zugang/schluessel", methods=["GET", "HEAD"])
def mine(request: Request, person: Reader) -> Response:
    """The passkeys of the person who asks."""
    return _page(request, person)


@router.post("/zugang/schluessel/frage")
def ask_for_new(site: TheSite, person: Actor) -> Response:
    """What the browser is to make a passkey of, for this session alone."""
    with site.store.reading() as session:
        who = who_works_here(session, person.person_id)
        known = passkeys_of(session, person.person_id)
    assert who is not None
    return _json(options_to_add(RelyingParty.of(site), who, person, known, now=site.now()))


@router.post("/zugang/schluessel")
def add(
    request: Request,
    site: TheSite,
    person: Actor,
    name: Text = "",
    antwort: Text = "",
) -> Response:
    """Keep a new passkey under the name its person gives it."""
    named = plain(name)[:LONGEST_NAME]
    try:
        with site.store.writing() as session:
            key = add_passkey(session, antwort, named, signed_in=person, relying=RelyingParty.of(site), now=site.now())
    except PasskeyRefused as refused:
        return _page(request, person, status=422, typed=named, fault="script" if not antwort else refused.reason)
    return _back(request, f"?neu={key.id}")


@router.post("/zugang/schluessel/{number}/entfernen")
def remove(request: Request, site: TheSite, person: Actor, number: str) -> Response:
    """Let a passkey open nothing any more; pressed twice, it is as gone as before."""
    with site.store.writing() as session:
        remove_passkey(session, number_or_404(number), person_id=person.person_id, now=site.now())
    return _back(request, "?entfernt=1")


def _page(request: Request, person: SignedIn, *, status: int = 200, typed: str = "", fault: str = "") -> Response:
    site = site_of(request)
    with site.store.reading() as session:
        keys = passkeys_of(session, person.person_id)
        linked = identity_of(session, site.settings.oidc, person.person_id)
    new = next((key for key in keys if str(key.id) == request.query_params.get("neu")), None)
    return desk_page(
        request,
        person,
        "desk/schluessel.html",
        status=status,
        keys=keys,
        linked=linked,
        new=new,
        removed="entfernt" in request.query_params,
        typed=typed,
        fault=fault,
    )


def _back(request: Request, query: str) -> Response:
    return RedirectResponse(frame(request).link(_MINE) + query, 303, headers={"Cache-Control": "no-store"})


def _json(text: str) -> Response:
    return Response(text, media_type="application/json", headers={"Cache-Control": "no-store"})
