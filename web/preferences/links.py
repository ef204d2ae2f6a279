"""The links in our mails: leave the newsletter, confirm it. Opening one changes nothing: scanners open them too.

Some scanners even post what they find. Only a form that says what its button says, or the words of RFC 8058, counts.
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse
from sqlmodel import Session

from aggregator.model import Subscriber, SubscriberState
from newsletter import subscribers, tokens
from newsletter.consent import How
from newsletter.readership.choices import choices_of, interest_in
from web.language import language_of
from web.preferences.countries import by_name
from web.preferences.tokens import LONGEST, where
from web.rendering import private_page
from web.site import Site, TheSite

router = APIRouter()


@router.api_route("/abmelden/{token}", methods=["GET", "HEAD"])
def ask_to_leave(request: Request) -> Response:
    """One sentence, one button."""
    return private_page(request, "links/abmelden.html")


@router.post("/abmelden/{token}")
async def leave(request: Request, site: TheSite, token: str) -> Response:
    """Leave at once, without login and without reasons. A mail program's one click (RFC 8058) gets a short answer."""
    form = await request.form()
    if form.get("List-Unsubscribe") == "One-Click":
        left = await run_in_threadpool(_leave, site, token, How.ONE_CLICK)
        # never an error and never a redirect: the mail program could only show it as our failure
        return PlainTextResponse("unsubscribed\n" if left else "unknown link\n", headers={"Cache-Control": "no-store"})
    if form.get("abmelden") != "ja":
        return private_page(request, "links/abmelden.html")
    left = await run_in_threadpool(_leave, site, token, How.LINK)
    return private_page(request, "links/abgemeldet.html", status=200 if left else 404, done=left, token=token)


@router.post("/abmelden/{token}/rueckgaengig")
async def come_back(request: Request, site: TheSite, token: str) -> Response:
    """It was a mistake: everything as before, for a day."""
    form = await request.form()
    if form.get("rueckgaengig") != "ja":
        return private_page(request, "links/abmelden.html")
    done = await run_in_threadpool(_come_back, site, token)
    return private_page(request, "links/wieder-da.html", status=200 if done else 404, done=done)


@router.api_route("/bestaetigen/{token}", methods=["GET", "HEAD"])
def ask_to_confirm(request: Request, site: TheSite, token: str) -> Response:
    """The second step of signing up: one button; who has pressed it before sees that it is done."""
    if len(token) > LONGEST:
        return _confirmed(request, site, None)
    with site.store.reading() as session:
        reader = subscribers.standing(session, token, secret=site.mail.secret, now=site.now())
        if reader is None or reader.state is SubscriberState.CONFIRMED:
            return _confirmed(request, site, reader, session, link=token)
    return private_page(request, "links/bestaetigen.html")


@router.post("/bestaetigen/{token}")
async def confirm(request: Request, site: TheSite, token: str) -> Response:
    """From now on they get the newsletter."""
    form = await request.form()
    pressed = form.get("bestaetigen") == "ja"
    return await run_in_threadpool(_confirm if pressed else ask_to_confirm, request, site, token)


def _confirm(request: Request, site: Site, token: str) -> Response:
    if len(token) > LONGEST:
        return _confirmed(request, site, None)
    with site.store.writing() as session:
        secret = site.mail.secret
        done = subscribers.confirm(session, token, secret=secret, now=site.now(), where=where(request, site))
        reader = subscribers.standing(session, token, secret=secret, now=site.now()) if done else None
        return _confirmed(request, site, reader, session, link=token)


def _confirmed(
    request: Request, site: Site, reader: Subscriber | None, session: Session | None = None, *, link: str = ""
) -> Response:
    """That it is done; what was chosen only behind a fresh link, or an old mail would open it for ever."""
    if reader is None or reader.id is None or session is None:
        return private_page(request, "links/bestaetigt.html", status=404, done=False)
    if tokens.read_confirm(link, secret=site.mail.secret, now=site.now()) is None:
        return private_page(request, "links/bestaetigt.html", done=True, token="")
    interest = interest_in(session, choices_of(session, reader))
    token = tokens.preferences_token(reader.id, reader.address, secret=site.mail.secret, now=site.now())
    return private_page(
        request,
        "links/bestaetigt.html",
        done=True,
        town=interest.municipality,
        countries=by_name(interest.countries, language_of(request)),
        token=token,
    )


def _leave(site: Site, token: str, how: How) -> bool:
    if len(token) > LONGEST:
        return False
    with site.store.writing() as session:
        return subscribers.unsubscribe_by_token(session, token, secret=site.mail.secret, now=site.now(), how=how)


def _come_back(site: Site, token: str) -> bool:
    if len(token) > LONGEST:
        return False
    with site.store.writing() as session:
        return subscribers.come_back(session, token, secret=site.mail.secret, now=site.now())
