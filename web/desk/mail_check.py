"""The check of the mail set-up at the desk: what was found last, and a button that looks again."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from newsletter.preflight import kept
from newsletter.preflight.findings import Finding
from newsletter.preflight.running import check
from newsletter.preflight.words import name_of, said_of
from newsletter.wording import Wording
from web.desk.frame import desk_page
from web.language import language_of
from web.rendering import frame
from web.security.entrance import Actor, Reader
from web.site import TheSite

router = APIRouter(prefix="/desk/versand")


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding in words; `record` is what has to be entered somewhere, to be copied."""

    light: str
    name: str
    said: str
    record: str


@router.api_route("", methods=["GET", "HEAD"])
def last(request: Request, site: TheSite, person: Reader) -> Response:
    """What was found last, the red first."""
    with site.store.reading() as session:
        checked = kept.latest(session)
        forbids = kept.forbids(session, site.mail, now=site.now())
    words = Wording(language_of(request))
    found = [_shown(one, words) for one in checked.findings] if checked else []
    order = ("red", "yellow", "green", "off")
    return desk_page(
        request,
        person,
        "desk/versand.html",
        checked=checked,
        found=sorted(found, key=lambda one: order.index(one.light)),
        forbids=forbids,
        is_needed=kept.is_needed(site.mail),
        local=site.local,
    )


@router.post("")
def again(request: Request, site: TheSite, person: Actor) -> Response:  # noqa: ARG001 - who is signed in may look
    """Look at everything now; that takes some seconds."""
    check(site.store, site.mail, now=site.now())
    return RedirectResponse(frame(request).link("/desk/versand"), 303, headers={"Cache-Control": "no-store"})


def _shown(found: Finding, words: Wording) -> Shown:
    record = found.values.get("record", "")
    said = said_of(found, words)
    record = record if record and said.endswith(record) else ""
    return Shown(found.light.value, name_of(found.look, words), said.removesuffix(record).rstrip(), record)
