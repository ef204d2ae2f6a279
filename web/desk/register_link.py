"""A link with which a municipality corrects its own list."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request, Response

from aggregator.register import lookup, municipality
from newsletter.tokens import register_token
from web.desk.frame import desk_page
from web.language import language_of
from web.plain import plain
from web.register.own_list import LINK_LASTS
from web.security.entrance import Editor, EditorReader
from web.site import TheSite
from web.wording import wording

router = APIRouter(prefix="/desk/register/link")

_LONGEST = 100


@router.api_route("", methods=["GET", "HEAD"])
def choose(request: Request, site: TheSite, person: EditorReader, ort: str = "") -> Response:
    """Find the municipality, then press a button."""
    text = plain(ort)[:_LONGEST]
    with site.store.reading() as session:
        found = lookup(session, text)
    return desk_page(request, person, "desk/register-link.html", text=text, found=found, made=None)


@router.post("")
def make(request: Request, site: TheSite, person: Editor, ags: Annotated[str, Form()] = "") -> Response:
    """Show the link, once more than once: it is signed, not kept."""
    with site.store.reading() as session:
        town = municipality(session, ags)
    if town is None:
        return desk_page(request, person, "desk/register-link.html", status=422, text=plain(ags), found=[], made=None)
    token = register_token(town.ags, person.person_id, secret=site.mail.secret, now=site.now())
    link = f"{site.settings.base_url.rstrip('/')}/partnerliste/{token}"
    until = (site.local(site.now()) + timedelta(seconds=LINK_LASTS.total_seconds())).date()
    _ = wording(language_of(request))
    subject = _("Ihre Partnerstädte: stimmt unsere Liste noch?")
    body = _(
        "Guten Tag,\n\nunter diesem Link sehen Sie, welche Partner von {town} wir kennen, und können die Liste"
        " berichtigen:\n\n{link}\n\nVielen Dank!"
    ).format(town=town.name, link=link)
    mail = f"mailto:?subject={quote(subject)}&body={quote(body)}"
    made = {"town": town, "link": link, "until": until, "mail": mail}
    return desk_page(request, person, "desk/register-link.html", text="", found=[], made=made)
