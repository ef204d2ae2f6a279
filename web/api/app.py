"""The part of the site that programs talk to. Its description lies under `/api/v1/openapi.json`."""

from __future__ import annotations

from fastapi import FastAPI

from web.api import deadlines, opportunities, terms
from web.api.problems import add_problems
from web.site import Site

_ABOUT = """The same list as in the finder: the parameters are those of its addresses.

Answers carry an ETag; send it back as If-None-Match. What goes wrong is told as problem details (RFC 9457).
No key is needed, and pages of other sites may ask (CORS)."""


def create_api(site: Site) -> FastAPI:
    """The api over a site."""
    api = FastAPI(
        title="Partnerpost",
        version="1",
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        servers=[{"url": "/api/v1"}],
        root_path_in_servers=False,
    )
    api.state.site = site
    for room in (deadlines, opportunities, terms):
        api.include_router(room.router)
    add_problems(api)
    return api
