"""The links in the mails of alerts: confirm, change, end, take along, delete. Opening one changes nothing."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse, RedirectResponse

from aggregator.model import Alert, AlertState
from aggregator.search import counts, one
from newsletter import alerts
from newsletter.alerts.asked import read_asked
from newsletter.alerts.ordering import in_words
from web.alerts.wishes import RHYTHMS, Often, asked_of, often, read_often, wish_of
from web.finder.address import Wish, read_wish
from web.finder.choices import choices
from web.language import language_of
from web.rendering import frame, private_page
from web.site import Site, TheSite

router = APIRouter(prefix="/benachrichtigung")

_LONGEST_TOKEN = 400


@router.api_route("/bestaetigen/{token}", methods=["GET", "HEAD"])
def ask_to_confirm(request: Request) -> Response:
    """The second step: one button."""
    return private_page(request, "alerts/bestaetigen.html")


@router.post("/bestaetigen/{token}")
def confirm(request: Request, site: TheSite, token: str) -> Response:
    """From now on they are told."""
    what = ""
    if len(token) <= _LONGEST_TOKEN:
        with site.store.writing() as session:
            alert = alerts.confirm(session, token, site.mail, now=site.now())
            what = in_words(session, alert) if alert else ""
    return private_page(request, "alerts/bestaetigt.html", status=200 if what else 404, what=what)


@router.api_route("/{token}", methods=["GET", "HEAD"])
def show(request: Request, site: TheSite, token: str) -> Response:
    """What is told and when, to be changed here."""
    alert = _alert(site, token)
    if alert is None:
        return _unknown(request)
    wish = wish_of(read_asked(alert.asked))
    return _page(request, site, token, alert, wish, often(alert.rhythm))


@router.post("/{token}")
async def change(request: Request, site: TheSite, token: str) -> Response:
    """Ask something else from now on, or be told at other times."""
    form = await request.form()
    typed = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    return await run_in_threadpool(_change, request, site, token, typed)


@router.api_route("/{token}/beenden", methods=["GET", "HEAD"])
def ask_to_end(request: Request, site: TheSite, token: str) -> Response:
    """One sentence, one button."""
    if _alert(site, token) is None:
        return _unknown(request)
    return private_page(request, "alerts/beenden.html", token=token)


@router.post("/{token}/beenden")
async def end(request: Request, site: TheSite, token: str) -> Response:
    """End it at once, without reasons. A mail program's one click (RFC 8058) gets a short answer."""
    form = await request.form()
    ended = await run_in_threadpool(_end, site, token)
    if form.get("List-Unsubscribe") == "One-Click":
        # never an error and never a redirect: the mail program could only show it as our failure
        return PlainTextResponse("ended\n" if ended else "unknown link\n", headers={"Cache-Control": "no-store"})
    return private_page(request, "alerts/beendet.html", token=token) if ended else _unknown(request)


@router.api_route("/{token}/loeschen", methods=["GET", "HEAD"])
def ask_to_erase(request: Request, site: TheSite, token: str) -> Response:
    """What is deleted, one button."""
    if _alert(site, token) is None:
        return _unknown(request)
    return private_page(request, "alerts/loeschen.html", token=token)


@router.post("/{token}/loeschen")
def erase(request: Request, site: TheSite, token: str) -> Response:
    """Delete everything that is kept about it (Art. 17 GDPR)."""
    if len(token) > _LONGEST_TOKEN:
        return _unknown(request)
    with site.store.writing() as session:
        done = alerts.erase(session, token, secret=site.mail.secret)
    return private_page(request, "alerts/geloescht.html") if done else _unknown(request)


@router.api_route("/{token}/daten.json", methods=["GET", "HEAD"])
def take_along(request: Request, site: TheSite, token: str) -> Response:
    """Everything that is kept about it (Art. 15 and 20 GDPR)."""
    alert = _alert(site, token)
    if alert is None:
        return _unknown(request)
    with site.store.reading() as session:
        data = alerts.everything_kept(session, alert)
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="benachrichtigung.json"'}
    return Response(json.dumps(data, ensure_ascii=False, indent=2), media_type="application/json", headers=headers)


def _change(request: Request, site: Site, token: str, typed: list[tuple[str, str]]) -> Response:
    if len(token) > _LONGEST_TOKEN:
        return _unknown(request)
    wish, _ = read_wish(typed)
    chosen = read_often(dict(typed).get("wie_oft", ""))
    try:
        with site.store.writing() as session:
            alert = alerts.with_token(session, token, secret=site.mail.secret)
            if alert is None or alert.state is not AlertState.CONFIRMED:
                return _unknown(request)
            alerts.change(session, alert, asked_of(wish), RHYTHMS[chosen], site.mail, now=site.now())
    except alerts.TooWide:
        kept = _alert(site, token)
        assert kept is not None
        return _page(request, site, token, kept, wish, chosen, too_wide=True)
    return RedirectResponse(frame(request).link(f"/benachrichtigung/{token}") + "?gespeichert=1", 303)


def _page(
    request: Request, site: Site, token: str, alert: Alert, wish: Wish, chosen: Often, *, too_wide: bool = False
) -> Response:
    today, language = site.today(), language_of(request)
    values: dict[str, Any] = {"token": token, "alert": alert, "wish": wish, "often": chosen, "too_wide": too_wide}
    with site.store.reading() as session:
        values["item"] = one(session, alert.opportunity_id) if alert.opportunity_id else None
        values["what"] = in_words(session, alert)
        values["choices"] = choices(wish, counts(session, Wish().query(today), today=today), language, today=today)
    saved = request.query_params.get("gespeichert") == "1"
    status = 422 if too_wide else 200
    return private_page(request, "alerts/benachrichtigung.html", status=status, saved=saved, **values)


def _alert(site: Site, token: str) -> Alert | None:
    if len(token) > _LONGEST_TOKEN:
        return None
    with site.store.reading() as session:
        return alerts.with_token(session, token, secret=site.mail.secret, locked=False)


def _end(site: Site, token: str) -> bool:
    if len(token) > _LONGEST_TOKEN:
        return False
    with site.store.writing() as session:
        return alerts.end(session, token, secret=site.mail.secret, now=site.now())


def _unknown(request: Request) -> Response:
    return private_page(request, "alerts/unbekannt.html", status=404)
