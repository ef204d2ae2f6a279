"""Sent issues for everybody to read, and a feed of them."""

from __future__ import annotations

import re

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from aggregator.folding import without_accents
from newsletter.issues.archive import at_a_glance, sent, whole
from newsletter.wording import Wording
from web.archive.feed import MEDIA_TYPE, feed_of
from web.language import language_of
from web.numbers import as_number
from web.rendering import cached, frame, public_page
from web.site import Site, TheSite

router = APIRouter()

_SLUG = re.compile(r"(?P<number>[0-9]{1,9})(?:-.{0,200})?")
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@router.api_route("/ausgaben", methods=["GET", "HEAD"])
def everything(request: Request, site: TheSite) -> Response:
    """All sent issues, the latest first."""
    _require_archive(site)
    with site.store.reading() as session:
        kept = sent(session)
    shown = [(one, issue_path(one.id, one.title), site.local(one.sent_at).date()) for one in kept]
    return public_page(request, "archiv/ausgaben.html", issues=shown, ordering=_where_to_order(request))


@router.api_route("/ausgaben.rss", methods=["GET", "HEAD"])
def feed(request: Request, site: TheSite) -> Response:
    """The same as RSS 2.0."""
    _require_archive(site)
    with site.store.reading() as session:
        kept = sent(session, most=30)
    items = [(one, issue_path(one.id, one.title)) for one in kept]
    return cached(request, feed_of(items, site.settings, language_of(request)), MEDIA_TYPE)


@router.api_route("/ausgabe/{slug}", methods=["GET", "HEAD"])
def one(request: Request, site: TheSite, slug: str) -> Response:
    """One sent issue; under another name than its own it leads to its own."""
    _require_archive(site)
    found = _SLUG.fullmatch(slug)
    number = as_number(found["number"]) if found else None
    with site.store.reading() as session:
        issue = whole(session, number) if number is not None else None
    if issue is None:
        raise HTTPException(404)
    path = issue_path(issue.id, issue.title)
    if path != f"/ausgabe/{slug}":
        return RedirectResponse(frame(request).link(path), status_code=308)
    views = [view for _, section in issue.sections for view in section]
    return public_page(
        request,
        "archiv/ausgabe.html",
        issue=issue,
        day=site.local(issue.sent_at).date(),
        ordering=_where_to_order(request),
        glance=at_a_glance(views),
        section_name=Wording(language_of(request)).section,
    )


def issue_path(number: int, title: str) -> str:
    """`/ausgabe/12-dezember-2026`: the number finds it, the name is for people."""
    name = re.sub(r"[^a-z0-9]+", "-", without_accents(title.casefold().translate(_TWO_LETTERS))).strip("-")[:80]
    return f"/ausgabe/{number}-{name}" if name else f"/ausgabe/{number}"


def _where_to_order(request: Request) -> str:
    """The page on which the newsletter is ordered, if this site has one."""
    return "/abonnieren" if "/abonnieren" in request.app.state.paths else ""


def _require_archive(site: Site) -> None:
    if not site.settings.archive:
        raise HTTPException(404)
