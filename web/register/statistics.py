"""The register in figures, and the regional Weimar triangle."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from aggregator.register import figures, triangle
from web.register.pages import register_page
from web.site import TheSite

router = APIRouter()


@router.api_route("/register/statistik", methods=["GET", "HEAD"])
def statistics(request: Request, site: TheSite) -> Response:
    """In the register, and officially counted."""
    with site.store.reading() as session:
        counted = figures(session)
    return register_page(request, "statistik.html", figures=counted)


@router.api_route("/register/weimarer-dreieck", methods=["GET", "HEAD"])
def weimar(request: Request, site: TheSite) -> Response:
    """Who has partners in Hauts-de-France and in Silesia."""
    with site.store.reading() as session:
        corners = triangle(session)
    return register_page(request, "dreieck.html", corners=corners)
