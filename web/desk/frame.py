"""The frame of a desk page: the public one plus who works here and the mark of their forms."""

from __future__ import annotations

from fastapi import Request, Response

from web.rendering import frame, private_page
from web.security.sessions import SignedIn


def desk_page(request: Request, person: SignedIn, template: str, *, status: int = 200, **values: object) -> Response:
    """A page of the desk; never cached."""
    around = frame(request, person=person.name, csrf=person.csrf)
    return private_page(request, template, around=around, status=status, **values)
