"""The public pages: start, list of deadlines, one opportunity."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from aggregator.search import OpportunityView, Proof, Query, counts, find, one, standing_for
from web.finder.address import Misread, Wish
from web.finder.choices import choices
from web.finder.listing import listing
from web.finder.place import asked_for
from web.finder.quoting import is_web_address, link_to_sentence
from web.language import language_of
from web.numbers import entry_number
from web.rendering import frame, public_page
from web.site import Site, TheSite

router = APIRouter()

_ON_START = 6
_PROVING = ("status", "deadline", "event", "amount", "audience")


@router.api_route("/", methods=["GET", "HEAD"])
def start(request: Request, site: TheSite) -> Response:
    """What this is, the finder, the next deadlines."""
    today, wish = site.today(), Wish()
    with site.store.reading() as session:
        found = find(session, Query(), today=today, per_page=_ON_START)
        offered = choices(wish, counts(session, Query(), today=today), language_of(request), today=today)
    return public_page(request, "start.html", found=found, choices=offered, wish=wish)


@router.api_route("/fristen", methods=["GET", "HEAD"])
def deadlines(request: Request, site: TheSite) -> Response:
    """The list; the address is the query."""
    language = language_of(request)
    with site.store.reading() as session:
        asked = asked_for(session, request.query_params.multi_items())
        shown = listing(session, asked, today=site.today(), language=language)
    hints = [hint for hint in asked.hints if hint.what is not Misread.PLACES]
    typed = next((hint.value for hint in asked.hints if hint.what in {Misread.PLACE, Misread.PLACES}), "")
    return public_page(request, "fristen.html", listing=shown, hints=hints, typed=typed)


@router.api_route("/fristen/", methods=["GET", "HEAD"], include_in_schema=False)
def with_slash(request: Request) -> Response:
    """The same list, under its one address."""
    query = request.url.query
    return RedirectResponse(frame(request).link("/fristen") + (f"?{query}" if query else ""), status_code=308)


@dataclass(frozen=True, slots=True)
class Shown:
    """An opportunity on its own page. `original` leads to the sentence itself where the source is a web page."""

    view: OpportunityView
    evidence: tuple[Proof, ...]
    original: str | None
    sources: tuple[tuple[str, str | None], ...]
    past: bool
    days: int | None


def shown(view: OpportunityView, site: Site) -> Shown:
    """Prepare an opportunity for its page: one proof per sentence, the deadline's first."""
    today = site.today()
    evidence: dict[str, Proof] = {}
    for field in _PROVING:
        proof = view.proof_of(field)
        if proof is not None:
            evidence.setdefault(proof.quote, proof)
    first = next(iter(evidence), "")
    over = view.deadline or view.event_end or view.event_start
    return Shown(
        view=view,
        evidence=tuple(evidence.values()),
        original=link_to_sentence(view.url, first) if is_web_address(view.url) else None,
        sources=tuple((seen.source_name, seen.url if is_web_address(seen.url) else None) for seen in view.seen_at),
        past=over is not None and over < today,
        days=view.days_left(today),
    )


def published(session: Session, number: str) -> OpportunityView:
    """The accepted opportunity with this number, or the one it was merged into; 404 for all others."""
    asked_for = entry_number(number)
    view = one(session, standing_for(session, [asked_for])[asked_for])
    if view is None or view.state != "accepted":
        raise HTTPException(404, "no-opportunity")
    return view


def to_standing(request: Request, path: str) -> Response:
    """Lead to the one that stands for a merged one; not for ever, since a merger can be taken back."""
    return RedirectResponse(frame(request).link(path), 303, headers={"Cache-Control": "no-store"})
