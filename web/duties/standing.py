"""Whether somebody has the whole of what is public already: told from its extent, without making it."""

from __future__ import annotations

import hashlib
from email.utils import format_datetime

from fastapi import Request, Response

from aggregator.public import Extent
from web.rendering import has_etag
from web.site import Site

_KEPT = "public, max-age=300"


def marks(site: Site, extent: Extent, what: str) -> dict[str, str]:
    """ETag and Last-Modified of a file over all that is public.

    The ETag is weak: it also turns with the day, since "geprüft am" does, and with what kind of file it is.
    """
    said = f"{what} {extent.number} {extent.changed} {site.today()}"
    found = {"ETag": f'W/"{hashlib.sha256(said.encode()).hexdigest()[:24]}"', "Cache-Control": _KEPT}
    if extent.changed is not None:
        found["Last-Modified"] = format_datetime(extent.changed, usegmt=True)
    return found


def unchanged(request: Request, headers: dict[str, str]) -> Response | None:
    """304 where the asker names the ETag; None where the file has to be made."""
    if has_etag(request.headers.get("if-none-match", ""), headers["ETag"].removeprefix("W/")):
        return Response(status_code=304, headers=headers)
    return None
