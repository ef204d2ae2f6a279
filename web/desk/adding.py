"""Adding a source by pasting an address: look, see what would be collected, take it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from queue import SimpleQueue
from threading import Thread
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse
from sqlmodel import Session, select

from aggregator.finding import Way
from aggregator.intake.failures import sentence
from aggregator.model import Source
from aggregator.sources import SourceInvalid, adopt, note_for_technicians
from crawlers.discovery import Discovered, NoAddress, Step, Trial
from web.desk.frame import desk_page
from web.desk.looked_at import LookedAt, opened, sealed
from web.language import language_of
from web.rendering import frame, render
from web.security.entrance import Editor, EditorReader
from web.security.sessions import SignedIn
from web.site import Site, TheSite

router = APIRouter(prefix="/desk/quellen")

_IN_PLACE = "X-In-Place"
_LONGEST_NAME = 300
_LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class Offer:
    """A way as the page shows it. `watched` is the name of the source that is collected so already, else empty."""

    number: int
    trial: Trial
    watched: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A look as the page shows it. `trouble` is a sentence where there is no way; `seal` goes with the forms."""

    found: Discovered
    offers: tuple[Offer, ...]
    trouble: str
    name: str
    seal: str


@dataclass(frozen=True, slots=True)
class Mistaken:
    """Why nothing was looked at: a mistake in the address, or too many looks; `minutes` to wait, 0 for "soon"."""

    what: str
    meant: str = ""
    minutes: int = 0


@router.api_route("/neu", methods=["GET", "HEAD"])
def new_source(request: Request, person: EditorReader, adresse: str = "") -> Response:
    """The empty form. Nothing is fetched before somebody presses the button."""
    return _page(request, person, adresse)


@router.post("/neu")
def look(request: Request, site: TheSite, person: Editor, adresse: Annotated[str, Form()] = "") -> Response:
    """Look at an address, for at most 15 seconds; told step by step where the script asks, else with the whole page."""
    wait = site.turns.wait(person.person_id, site.now())
    if wait is not None:
        minutes = -(-wait // timedelta(minutes=1))
        return _page(
            request, person, adresse, mistake=Mistaken("often" if wait else "busy", minutes=minutes), status=429
        )
    if request.headers.get(_IN_PLACE):
        pieces = _told_stepwise(request, site, person, adresse)
        return StreamingResponse(pieces, media_type="text/html; charset=utf-8", headers={"Cache-Control": "no-store"})
    try:
        found = site.discovery.look(adresse)
    except NoAddress as error:
        return _page(request, person, adresse, mistake=Mistaken(error.mistake.value, error.meant), status=422)
    finally:
        site.turns.done()
    return _page(request, person, adresse, shown=_shown(request, site, person, found))


@router.post("/uebernehmen")
def take(
    request: Request,
    site: TheSite,
    person: Editor,
    fund: Annotated[str, Form()] = "",
    weg: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
) -> Response:
    """Watch the address in the chosen way; it is visited at once, and proven by its first good run."""
    looked = opened(fund, person, secret=site.mail.secret, now=site.now())
    if looked is None or weg not in map(str, range(len(looked.probe.ways))):
        return _page(request, person, looked.probe.url if looked else "", mistake=Mistaken("outdated"), status=422)
    probe, way = looked.probe, looked.probe.ways[int(weg)]
    called = _name(name, looked)
    try:
        with site.store.writing() as session:
            source = adopt(
                session,
                way,
                name=called,
                language=looked.language,
                probe=probe,
                person_id=person.person_id,
                now=site.now(),
            )
            key = source.key
    except SourceInvalid:
        return _page(request, person, probe.url, mistake=Mistaken("watched"), status=409)
    return RedirectResponse(frame(request).link(f"/desk/quellen?neu={key}"), 303)


@router.post("/hinweis")
def note(
    request: Request,
    site: TheSite,
    person: Editor,
    fund: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    anmerkung: Annotated[str, Form()] = "",
) -> Response:
    """Keep the address for those who know how to go on: nothing is collected there."""
    looked = opened(fund, person, secret=site.mail.secret, now=site.now())
    if looked is None:
        return _page(request, person, "", mistake=Mistaken("outdated"), status=422)
    words = " ".join(anmerkung.replace("\x00", "").split())[:_LONGEST_NOTE]
    said = f"{person.name}: {words}" if words else person.name
    try:
        with site.store.writing() as session:
            source = note_for_technicians(
                session,
                looked.probe.url,
                name=_name(name, looked),
                said=said,
                probe=looked.probe,
                person_id=person.person_id,
                now=site.now(),
            )
            key = source.key
    except SourceInvalid:
        return _page(request, person, looked.probe.url, mistake=Mistaken("watched"), status=409)
    return RedirectResponse(frame(request).link(f"/desk/quellen?neu={key}"), 303)


def _told_stepwise(request: Request, site: Site, person: SignedIn, pasted: str) -> Iterator[str]:
    """The steps as they happen, each a list item, and in the end what was found."""
    told: SimpleQueue[Step | Discovered | Exception] = SimpleQueue()

    def work() -> None:
        try:
            told.put(site.discovery.look(pasted, tell=told.put))
        except Exception as error:  # raised again where the page is told
            told.put(error)
        finally:
            site.turns.done()

    # begun here and not when the answer is asked for: the turn is given back whoever goes away
    Thread(target=work, daemon=True).start()
    return _pieces(request, site, person, told)


def _pieces(
    request: Request, site: Site, person: SignedIn, told: SimpleQueue[Step | Discovered | Exception]
) -> Iterator[str]:
    around = frame(request, person=person.name, csrf=person.csrf, roles=person.roles)
    while isinstance(one := told.get(), Step):
        yield render(request, "desk/schritt.html", around=around, step=one)
    if isinstance(one, NoAddress):
        mistake = Mistaken(one.mistake.value, one.meant)
        yield render(request, "desk/fund.html", around=around, shown=None, mistake=mistake)
    elif isinstance(one, Exception):
        raise one
    else:
        yield render(request, "desk/fund.html", around=around, shown=_shown(request, site, person, one), mistake=None)


def _shown(request: Request, site: Site, person: SignedIn, found: Discovered) -> Shown:
    failure = found.failure
    trouble = sentence(failure.kind, url=failure.url, language=language_of(request)) if failure else ""
    with site.store.reading() as session:
        offers = tuple(Offer(number, trial, _watched(session, trial.way)) for number, trial in enumerate(found.trials))
    looked = LookedAt(found.probe, found.probe.language or _most_said(found))
    seal = sealed(looked, person, secret=site.mail.secret)
    return Shown(found, offers, trouble, found.probe.title or found.probe.url, seal)


def _watched(session: Session, way: Way) -> str:
    """The name of the source that collects this address in this way."""
    same = session.exec(select(Source).where(Source.url == way.url, Source.kind == way.kind)).all()
    return next((source.name for source in same if source.options == dict(way.options)), "")


def _most_said(found: Discovered) -> str | None:
    said = [line.language for line in found.best.lines if line.language] if found.best else []
    return max(sorted(set(said)), key=said.count, default=None)


def _name(typed: str, looked: LookedAt) -> str:
    """What the source is called: as typed, else as the page calls itself."""
    words = " ".join(typed.replace("\x00", "").split()) or looked.probe.title or looked.probe.url
    return words[:_LONGEST_NAME]


def _page(
    request: Request,
    person: SignedIn,
    pasted: str,
    *,
    shown: Shown | None = None,
    mistake: Mistaken | None = None,
    status: int = 200,
) -> Response:
    return desk_page(
        request, person, "desk/quelle-neu.html", status=status, pasted=pasted, shown=shown, mistake=mistake
    )
