"""A reader's own page behind the link of a mail: what they get, how often, in which language. No password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from aggregator import taxonomy
from aggregator.model import ReaderMailKind, Subscriber, SubscriberState
from aggregator.register import count_countries, municipality, partner_countries
from newsletter import subscribers, tokens
from newsletter.addresses import masked
from newsletter.readership import outbox
from newsletter.readership.choices import Choices, change, choices_of, last_week
from templates import LANGUAGES
from templates.language import short_date
from web.finder.address import Wish
from web.language import in_language, language_of
from web.preferences.countries import by_name
from web.preferences.tokens import LONGEST
from web.preferences.town import Named, spelt
from web.preferences.typed import Typed, often, read_typed
from web.rendering import private_page
from web.site import Site, TheSite

router = APIRouter(prefix="/einstellungen")

_EVER = timedelta(days=36_500)
_MOST_LINKS = 3
"""Links to one reader within a day, however often a button is pressed."""


@dataclass(frozen=True, slots=True)
class Countries:
    """The countries of the form: those of the town and what is ticked beside them, and all others that may be."""

    shown: tuple[str, ...]
    others: tuple[str, ...]
    ticked: frozenset[str]


@router.api_route("/{token}", methods=["GET", "HEAD"])
def show(request: Request, site: TheSite, token: str) -> Response:
    """What they chose, to be changed here."""
    with site.store.reading() as session:
        reader = _reader(session, site, token)
        if reader is None:
            return _too_old(request, session, site, token)
        return _page(request, session, site, reader, token)


@router.post("/{token}")
async def save(request: Request, site: TheSite, token: str) -> Response:
    """Keep what was chosen; what was not understood is said, and nothing is kept until it is."""
    form = await request.form()
    sent = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    return await run_in_threadpool(_save, request, site, token, sent)


@router.post("/{token}/link")
async def ask_for_link(request: Request, site: TheSite, token: str) -> Response:
    """A fresh link in place of one that is too old, to the address that got the mail: none is typed or shown."""
    form = await request.form()
    if form.get("link") != "ja":
        return await run_in_threadpool(show, request, site, token)
    await run_in_threadpool(_queue_link, site, token, ReaderMailKind.PREFERENCES)
    return private_page(request, "newsletter/link-unterwegs.html", kind="preferences")


@router.post("/{token}/meine-daten")
async def ask_for_own_data(request: Request, site: TheSite, token: str) -> Response:
    """A link for a quarter of an hour: export, erasure and another address are not for whoever has an old mail."""
    form = await request.form()
    if form.get("meine-daten") != "ja":
        return await run_in_threadpool(show, request, site, token)
    known = await run_in_threadpool(_queue_link, site, token, ReaderMailKind.OWN_DATA)
    if not known:
        return await run_in_threadpool(show, request, site, token)
    return private_page(request, "newsletter/link-unterwegs.html", kind="own_data")


def _save(request: Request, site: Site, token: str, sent: list[tuple[str, str]]) -> Response:
    with site.store.writing() as session:
        reader = _reader(session, site, token)
        if reader is None:
            return _too_old(request, session, site, token)
        if reader.state is not SubscriberState.CONFIRMED:
            return _page(request, session, site, reader, token)
        before = choices_of(session, reader)
        typed = read_typed(session, sent, before, today=site.today())
        if typed.faults:
            return _page(request, session, site, reader, token, typed)
        change(session, reader, typed.chosen)
        moved = typed.chosen.municipality_ags != before.municipality_ags
    path = in_language(typed.chosen.language, f"/einstellungen/{token}")
    said = "?gespeichert=" + ("kommune" if moved and typed.chosen.municipality_ags else "1")
    return RedirectResponse(path + said, 303, headers={"Cache-Control": "no-store"})


def _page(
    request: Request, session: Session, site: Site, reader: Subscriber, token: str, typed: Typed | None = None
) -> Response:
    chosen = typed.chosen if typed else choices_of(session, reader)
    language = language_of(request).value
    assert reader.id is not None
    town = municipality(session, chosen.municipality_ags) if chosen.municipality_ags else None
    pause = short_date(chosen.paused_until, language) if chosen.paused_until else ""
    return private_page(
        request,
        "newsletter/einstellungen.html",
        status=422 if typed else 200,
        token=token,
        leaving=tokens.unsubscribe_token(reader.id, reader.address, secret=site.mail.secret),
        state=reader.state.value,
        masked=masked(reader.address),
        chosen=chosen,
        town=typed.town if typed else Named(spelt(town) if town else ""),
        town_name=town.name if town else "",
        spelt=spelt,
        pause=typed.pause if typed else pause,
        faults=typed.faults if typed else {},
        often=often(chosen.rhythm).value,
        countries=_countries(session, chosen, language),
        topics=taxonomy.terms("topic"),
        audiences=taxonomy.terms("audience"),
        languages=LANGUAGES,
        example=last_week(session, chosen, now=site.now()),
        asked=_wish(chosen).parameters(),
        saved=request.query_params.get("gespeichert", ""),
    )


def _countries(session: Session, chosen: Choices, language: str) -> Countries:
    partners = (
        {one.code for one in partner_countries(session, chosen.municipality_ags)} if chosen.municipality_ags else set()
    )
    ticked = set(chosen.countries) or partners
    shown = partners | ticked
    return Countries(
        by_name(shown, language), by_name(set(count_countries(session)) - shown, language), frozenset(ticked)
    )


def _wish(chosen: Choices) -> Wish:
    """The same for the finder: its lists come as calendar and as RSS."""
    place = "" if chosen.countries else chosen.municipality_ags or ""
    return Wish(place=place, countries=chosen.countries, topics=chosen.topics, audiences=chosen.audiences)


def _reader(session: Session, site: Site, token: str) -> Subscriber | None:
    if len(token) > LONGEST:
        return None
    signed = tokens.read_preferences(token, secret=site.mail.secret, now=site.now())
    return subscribers.reader_of(session, signed, site.mail.secret)


def _of_old_link(session: Session, site: Site, token: str) -> Subscriber | None:
    if len(token) > LONGEST:
        return None
    signed = tokens.read_preferences(token, secret=site.mail.secret, now=site.now(), max_age=_EVER)
    return subscribers.reader_of(session, signed, site.mail.secret)


def _too_old(request: Request, session: Session, site: Site, token: str) -> Response:
    """An old link of a reader offers a fresh one; any other is one that we do not know."""
    if _of_old_link(session, site, token) is None:
        return private_page(request, "newsletter/unbekannt.html", status=404)
    return private_page(request, "newsletter/abgelaufen.html", status=410, action=f"/einstellungen/{token}/link")


def _queue_link(site: Site, token: str, kind: ReaderMailKind) -> bool:
    with site.store.writing() as session:
        found = _of_old_link if kind is ReaderMailKind.PREFERENCES else _reader
        reader = found(session, site, token)
        if reader is not None:
            outbox.queue(session, reader, kind, most=_MOST_LINKS, now=site.now())
    return reader is not None
