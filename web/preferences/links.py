"""The links in our mails: leave the newsletter, confirm it. Opening one changes nothing: scanners open them too."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse

from newsletter import subscribers
from web.rendering import private_page
from web.site import Site, TheSite

router = APIRouter()

_LONGEST_TOKEN = 400


@router.api_route("/abmelden/{token}", methods=["GET", "HEAD"])
def ask_to_leave(request: Request) -> Response:
    """One sentence, one button."""
    return private_page(request, "links/abmelden.html")


@router.post("/abmelden/{token}")
async def leave(request: Request, site: TheSite, token: str) -> Response:
    """Leave at once, without login and without reasons. A mail program's one click (RFC 8058) gets a short answer."""
    form = await request.form()
    one_click = form.get("List-Unsubscribe") == "One-Click"
    left = await run_in_threadpool(_leave, site, token)
    if one_click:
        # never an error and never a redirect: the mail program could only show it as our failure
        return PlainTextResponse("unsubscribed\n" if left else "unknown link\n", headers={"Cache-Control": "no-store"})
    return private_page(request, "links/abgemeldet.html", status=200 if left else 404, done=left)


@router.api_route("/bestaetigen/{token}", methods=["GET", "HEAD"])
def ask_to_confirm(request: Request) -> Response:
    """The second step of signing up: one button."""
    return private_page(request, "links/bestaetigen.html")


@router.post("/bestaetigen/{token}")
def confirm(request: Request, site: TheSite, token: str) -> Response:
    """From now on they get the newsletter."""
    done = False
    if len(token) <= _LONGEST_TOKEN:
        with site.store.writing() as session:
            done = subscribers.confirm(session, token, secret=site.mail.secret, now=site.now())
    return private_page(request, "links/bestaetigt.html", status=200 if done else 404, done=done)


def _leave(site: Site, token: str) -> bool:
    if len(token) > _LONGEST_TOKEN:
        return False
    with site.store.writing() as session:
        return subscribers.unsubscribe_by_token(session, token, secret=site.mail.secret, now=site.now())
