"""Who is turned away at the door of the desk, and what to do: sign in, send a form again, ask who holds the role."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from web.desk.arriving import still_there
from web.desk.frame import desk_page
from web.desk.sign_in_pages import Carried, Over, sign_in_page
from web.rendering import frame, private_page
from web.security import kept as typed
from web.security.entrance import ForeignForm, NotAllowed, NotSignedIn
from web.security.people import holding
from web.security.rights import HELD_BY
from web.site import site_of

_RESENDS = "/desk/eingaben"
_IN_PLACE = "x-in-place"


async def not_signed_in(request: Request, error: Exception) -> Response:
    """Pages lead to the sign-in and back; a form is answered with the sign-in that carries what was typed."""
    assert isinstance(error, NotSignedIn)
    if request.method in {"GET", "HEAD"}:
        return _to_sign_in(request)
    if request.headers.get(_IN_PLACE):
        # the script sends the whole form again and shows that answer
        return Response(status_code=401, headers={"Cache-Control": "no-store"})
    try:
        kept = await _typed(request)
    except typed.TooLarge:
        return sign_in_page(request, Carried(), status=401, over=Over(large=True))
    carried = Carried(eingaben=kept.as_text() if kept else "")
    return sign_in_page(request, carried, status=401, over=Over(files=kept is not None and kept.files))


async def foreign_form(request: Request, error: Exception) -> Response:
    """Not obeyed, since another session made it; one button sends it again in the session of now."""
    assert isinstance(error, ForeignForm)
    person = error.person
    try:
        kept = await _typed(request)
    except typed.TooLarge:
        kept = None
    if kept is None:
        return private_page(request, "fehler.html", status=403, status_code=403, reason="foreign-form")
    return still_there(request, kept, name=person.name, csrf=person.csrf, foreign=True)


def not_allowed(request: Request, error: Exception) -> Response:
    """Which role is needed, and who of the office holds it."""
    assert isinstance(error, NotAllowed)
    needed = HELD_BY[error.right]
    with site_of(request).store.reading() as session:
        who = [person.name for person in holding(session, needed)]
    roles = [role.value for role in needed]
    return desk_page(request, error.person, "desk/keine-rolle.html", status=403, needed=sorted(roles), who=who)


def _to_sign_in(request: Request) -> RedirectResponse:
    around = frame(request)
    path = quote(around.path, safe="/") + (f"?{around.query}" if around.query else "")
    back = typed.wanted(path)
    query = f"?{urlencode({'weiter': back})}" if back and back != "/desk/" else ""
    return RedirectResponse(around.link("/desk/anmelden") + query, 303, headers={"Cache-Control": "no-store"})


async def _typed(request: Request) -> typed.Kept | None:
    form = await request.form()
    path = frame(request).path
    if path == _RESENDS:
        return typed.read(str(form.get("eingaben", "")))
    return typed.keep(quote(path, safe="/"), form.multi_items())
