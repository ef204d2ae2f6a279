"""Who answers for the site: imprint, privacy, accessibility; and what machines ask for first."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from aggregator.store import StoreError
from web.rendering import public_page
from web.site import TheSite

router = APIRouter()


@router.api_route("/impressum", methods=["GET", "HEAD"])
def imprint(request: Request) -> Response:
    """Who runs this (§ 5 DDG, § 18 (2) MStV)."""
    return public_page(request, "office/impressum.html")


@router.api_route("/datenschutz", methods=["GET", "HEAD"])
def privacy(request: Request) -> Response:
    """What happens with personal data (Art. 13 GDPR)."""
    return public_page(request, "office/datenschutz.html")


@router.api_route("/barrierefreiheit", methods=["GET", "HEAD"])
def accessibility(request: Request) -> Response:
    """The accessibility statement (§ 10b BGG NRW)."""
    return public_page(request, "office/barrierefreiheit.html")


@router.api_route("/health", methods=["GET", "HEAD"])
def health(site: TheSite) -> Response:
    """For the machine that watches this one: 200 while the store answers."""
    try:
        site.store.ping()
    except StoreError:
        return PlainTextResponse("the database does not answer\n", 503, headers={"Cache-Control": "no-store"})
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


@router.api_route("/robots.txt", methods=["GET", "HEAD"])
def robots() -> Response:
    """Everything public may be found; the desk and personal links are nobody's business."""
    closed = "".join(f"Disallow: {path}\n" for path in ("/desk/", "/abmelden/", "/bestaetigen/", "/benachrichtigung/"))
    return PlainTextResponse(f"User-agent: *\n{closed}")
