"""Who answers for the site and how it is used: imprint, privacy, accessibility, help, easy language."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from web.desk.personal import Circle, kept
from web.language import language_of
from web.rendering import public_page

router = APIRouter()


@router.api_route("/impressum", methods=["GET", "HEAD"])
def imprint(request: Request) -> Response:
    """Who runs this (§ 5 DDG, § 18 (2) MStV)."""
    return public_page(request, "office/impressum.html")


@router.api_route("/datenschutz", methods=["GET", "HEAD"])
def privacy(request: Request) -> Response:
    """What happens with personal data (Art. 13 GDPR); what is kept is told from the record of it."""
    every = kept(language_of(request))
    circles = [(circle.value, [one for one in every if one.about is circle]) for circle in _CIRCLES]
    return public_page(request, "office/datenschutz.html", circles=circles)


_CIRCLES = (Circle.READERS, Circle.OTHERS, Circle.STAFF)


@router.api_route("/barrierefreiheit", methods=["GET", "HEAD"])
def accessibility(request: Request) -> Response:
    """The accessibility statement (§ 10b BGG NRW)."""
    return public_page(request, "office/barrierefreiheit.html")


@router.api_route("/leichte-sprache", methods=["GET", "HEAD"])
def easy_language(request: Request) -> Response:
    """What this site is, in short and easy sentences."""
    return public_page(request, "office/leichte-sprache.html")


@router.api_route("/hilfe", methods=["GET", "HEAD"])
def help_page(request: Request) -> Response:
    """How the finder is used and how a calendar is subscribed to."""
    return public_page(request, "office/hilfe.html")
