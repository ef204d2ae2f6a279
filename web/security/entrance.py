"""The door of the desk: who asks, and may this form be obeyed."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Depends, Form, HTTPException, Request

from web.security.sessions import SignedIn, cookie_of, find_session, touch_session
from web.site import TheSite


class NotSignedIn(Exception):
    """Nobody is logged in, or no longer: pages lead to the login, forms are answered in words."""


def signed_in(request: Request, site: TheSite) -> SignedIn:
    """The person behind a request; raises NotSignedIn."""
    token = cookie_of(request, site.settings)
    if token is not None:
        with site.store.reading() as session:
            found = find_session(session, token, now=site.now())
        if found is not None:
            return found
    raise NotSignedIn


Reader = Annotated[SignedIn, Depends(signed_in)]


def acting(person: Reader, site: TheSite, csrf: Annotated[str, Form()] = "") -> SignedIn:
    """The person behind a form that was made for their own session; raises 403 for any other form."""
    if not hmac.compare_digest(csrf.encode(), person.csrf.encode()):
        raise HTTPException(403, "foreign-form")
    with site.store.writing() as session:
        touch_session(session, person.token, now=site.now())
    return person


Actor = Annotated[SignedIn, Depends(acting)]
