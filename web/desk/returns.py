"""What came back, at the desk: how much of which kind, what people have to judge, complaints by provider."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from aggregator.model import ReturnedMail, ReturnKind
from newsletter.bounces import overview
from newsletter.bounces.keeping import text_of
from newsletter.bounces.rates import complaint_rates
from web.desk.frame import desk_page
from web.desk.issue_edits import Sent
from web.language import language_of
from web.numbers import number_or_404
from web.rendering import frame
from web.security.entrance import Editor, EditorReader
from web.site import TheSite
from web.wording import wording

router = APIRouter(prefix="/desk/ruecklaeufer")

KINDS = {
    "tot": ReturnKind.READER_DEAD,
    "voll": ReturnKind.MAILBOX_FULL,
    "unerreichbar": ReturnKind.UNREACHABLE,
    "abgewiesen": ReturnKind.SENDER_BLOCKED,
    "verzoegert": ReturnKind.DELAYED,
    "abwesend": ReturnKind.AUTO_REPLY,
    "schleife": ReturnKind.LOOP,
    "beschwerde": ReturnKind.COMPLAINT,
    "abmeldung": ReturnKind.UNSUBSCRIBE,
    "unklar": ReturnKind.UNKNOWN,
}
"""Kinds as they stand in addresses."""
_LONGEST = 20_000
_LAST = 10_000


@router.api_route("", methods=["GET", "HEAD"])
def everything(request: Request, site: TheSite, person: EditorReader, art: str = "", seite: str = "1") -> Response:
    """What came in the last 30 days; with `art` the mails of one kind, else those that wait for people."""
    kind = KINDS.get(art)
    page = min(int(seite), _LAST) if seite.isascii() and seite.isdecimal() and len(seite) < 6 and int(seite) else 1
    with site.store.reading() as session:
        counted = overview.counted(session, now=site.now())
        listed = overview.of_kind(session, kind, page=page) if kind else overview.to_judge(session, page=page)
        rates = complaint_rates(session, now=site.now())
    return desk_page(
        request,
        person,
        "desk/ruecklaeufer.html",
        kind=kind,
        art=art if kind else "",
        listed=listed,
        counted=[(word, code, counted[code]) for word, code in KINDS.items()],
        rates=rates,
        names=kind_words(language_of(request)),
        acts=act_words(language_of(request)),
        page=page,
        pages=-(-listed.total // overview.PER_PAGE),
        is_read=bool(site.mail.return_address),
        done=request.query_params.get("fertig", ""),
        local=site.local,
    )


@router.api_route("/{number}", methods=["GET", "HEAD"])
def one(request: Request, site: TheSite, person: EditorReader, number: str) -> Response:
    """One mail as it came, as far as it is kept."""
    with site.store.reading() as session:
        row = _existing(session, number)
        text = text_of(row).decode("utf-8", "replace").replace("\0", "")
    return desk_page(
        request,
        person,
        "desk/ruecklaeufer-einer.html",
        row=row,
        text=text[:_LONGEST],
        is_long=len(text) > _LONGEST or row.is_cut,
        names=kind_words(language_of(request)),
        acts=act_words(language_of(request)),
        local=site.local,
    )


@router.post("/{number}/beurteilt")
def judge(request: Request, site: TheSite, person: Editor, number: str, typed: Sent) -> Response:
    """Somebody has looked at it."""
    is_dead = typed.get("tat") == "tot"
    with site.store.writing() as session:
        row = _existing(session, number)
        secret = site.mail.secret
        overview.judge(session, row.id or 0, is_dead=is_dead, by=person.person_id, secret=secret, now=site.now())
    path = frame(request).link("/desk/ruecklaeufer") + "?fertig=beurteilt"
    return RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})


@cache
def kind_words(language: str) -> Mapping[str, str]:
    """What each kind is called."""
    _ = wording(language)
    return {
        ReturnKind.READER_DEAD: _("Adresse gibt es nicht"),
        ReturnKind.MAILBOX_FULL: _("Postfach voll"),
        ReturnKind.UNREACHABLE: _("Nicht zugestellt, Grund vergeht"),
        ReturnKind.SENDER_BLOCKED: _("Unsere Mail wurde abgewiesen"),
        ReturnKind.DELAYED: _("Verzögert"),
        ReturnKind.AUTO_REPLY: _("Automatische Antwort"),
        ReturnKind.LOOP: _("Im Kreis gelaufen"),
        ReturnKind.COMPLAINT: _("Beschwerde"),
        ReturnKind.UNSUBSCRIBE: _("Abmeldung per Mail"),
        ReturnKind.UNKNOWN: _("Nicht verstanden"),
    }


@cache
def act_words(language: str) -> Mapping[str, str]:
    """What followed."""
    _ = wording(language)
    return {
        "nothing": _("Nichts ist zu tun."),
        "nobody": _("Nichts geschah: Die Mail beweist nicht, wen sie betrifft."),
        "held_against": _("Vermerkt. Kommt es wieder, bekommt die Adresse keine Mail mehr."),
        "suppressed": _("Die Adresse bekommt keine Mail mehr."),
        "unsubscribed": _("Abgemeldet."),
        "alarm": _("Das liegt an uns, nicht an der Leserin oder dem Leser: Bitte der Technik sagen."),
    }


def _existing(session: Session, number: str) -> ReturnedMail:
    found = session.get(ReturnedMail, number_or_404(number))
    if found is None or found.kind is None:
        raise HTTPException(404)
    return found
