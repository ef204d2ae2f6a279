"""What machines ask for before anything else: is it there, what may be read, whom to tell of a weakness."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import PlainTextResponse

from aggregator.store import StoreError
from web.rendering import cached
from web.site import TheSite

router = APIRouter()

# RFC 9116 asks for less than a year; a site that is looked after says it anew every day
_SECURITY_HOLDS = timedelta(days=180)
PERSONAL = (
    *("/desk/", "/abmelden/", "/bestaetigen/", "/benachrichtigung/", "/partnerliste/"),
    *("/einstellungen/", "/meine-daten/", "/neue-adresse/"),
)
"""Where addresses begin that are for one person: no search engine, and no report of a barrier, is to hold them."""


@router.api_route("/health", methods=["GET", "HEAD"])
def health(site: TheSite) -> Response:
    """For the machine that watches this one: 200 while the store answers."""
    try:
        site.store.ping()
    except StoreError:
        return PlainTextResponse("the database does not answer\n", 503, headers={"Cache-Control": "no-store"})
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


@router.api_route("/robots.txt", methods=["GET", "HEAD"])
def robots(request: Request, site: TheSite) -> Response:
    """Everything public may be found; the desk and personal links are nobody's business (RFC 9309)."""
    closed = "".join(f"Disallow: {path}\n" for path in PERSONAL)
    text = f"User-agent: *\n{closed}\nSitemap: {site.settings.base_url}/sitemap.xml\n"
    return cached(request, text.encode(), "text/plain")


@router.api_route("/.well-known/security.txt", methods=["GET", "HEAD"])
def security(request: Request, site: TheSite) -> Response:
    """Whom to tell of a weakness (RFC 9116); 404 where the office names nobody."""
    settings = site.settings
    if not settings.security_contact:
        raise HTTPException(404)
    expires = datetime.combine(site.today() + _SECURITY_HOLDS, time.min, tzinfo=UTC)
    lines = (
        f"Contact: {settings.security_contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: de, en, fr, pl",
        f"Canonical: {settings.base_url}/.well-known/security.txt",
    )
    return cached(request, "".join(f"{line}\n" for line in lines).encode(), "text/plain")
