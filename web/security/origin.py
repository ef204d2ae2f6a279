"""Requests that change something must come from our own pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import HTTPException, Request

from web.site import site_of

_HARMLESS = {"GET", "HEAD", "OPTIONS"}

# RFC 8058: the mail program posts from nowhere, without cookies. The signed token in the address is the authority.
OPEN_TO_ALL = ("/abmelden/", "/bestaetigen/", "/benachrichtigung/")


async def refuse_foreign_origin(request: Request) -> None:
    """Let only our own pages post; raises 403. The browser says where a request comes from, scripts cannot forge it."""
    if request.method in _HARMLESS or _is_open(request):
        return
    fetched_from = request.headers.get("sec-fetch-site")
    if fetched_from is not None:
        if fetched_from in {"same-origin", "none"}:
            return
    elif request.headers.get("origin") in _our_origins(request):
        return
    raise HTTPException(403, "foreign-origin")


def _is_open(request: Request) -> bool:
    path: str = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return path.startswith(OPEN_TO_ALL)


def _our_origins(request: Request) -> set[str]:
    """The public origin, and the one the request itself was addressed to (a proxy may have changed the host)."""
    parts = urlsplit(site_of(request).settings.base_url)
    return {f"{parts.scheme}://{parts.netloc}", f"{request.url.scheme}://{request.headers.get('host', '')}"}
