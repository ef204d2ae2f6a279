"""The door of the desk: who asks, may this form be obeyed, and does the one who sent it hold the role for it.

A page says in its signature whom it lets in: `Reader` anybody signed in, `Actor` their own form, `Editor` a form of
somebody who reviews, `Releaser` of somebody who releases issues, `Technician` of somebody who looks after people and
settings; `EditorReader` and `TechnicianReader` the pages that show nothing but such a form.
"""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Depends, Form, Request

from web.security.cookies import cookie_of
from web.security.rights import Right, may
from web.security.sessions import SignedIn, find_session, touch_session
from web.site import TheSite


class NotSignedIn(Exception):
    """Nobody is signed in, or no longer: pages lead to the sign-in, forms are answered in words and kept."""


class ForeignForm(Exception):
    """The form was made for another session of theirs, or of somebody else; it is kept until they say again."""

    def __init__(self, person: SignedIn) -> None:
        super().__init__()
        self.person = person


class NotAllowed(Exception):
    """None of their roles carries the right that is needed."""

    def __init__(self, person: SignedIn, right: Right) -> None:
        super().__init__(right)
        self.person = person
        self.right = right


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
    """The person behind a form that was made for their own session; raises ForeignForm for any other form."""
    if not hmac.compare_digest(csrf.encode(), person.csrf.encode()):
        raise ForeignForm(person)
    with site.store.writing() as session:
        touch_session(session, person.token, now=site.now())
    return person


Actor = Annotated[SignedIn, Depends(acting)]


def _holding(person: SignedIn, right: Right) -> SignedIn:
    if not may(person.roles, right):
        raise NotAllowed(person, right)
    return person


def reviewing(person: Actor) -> SignedIn:
    """Somebody who reviews, behind their own form; raises NotAllowed."""
    return _holding(person, Right.REVIEW)


def releasing(person: Actor) -> SignedIn:
    """Somebody who releases issues, behind their own form; raises NotAllowed."""
    return _holding(person, Right.RELEASE)


def technical(person: Actor) -> SignedIn:
    """Somebody of the Technik, behind their own form; raises NotAllowed."""
    return _holding(person, Right.TECHNICAL)


def reviewing_reading(person: Reader) -> SignedIn:
    """Somebody who reviews and looks at a page; raises NotAllowed."""
    return _holding(person, Right.REVIEW)


def technical_reading(person: Reader) -> SignedIn:
    """Somebody of the Technik who looks at a page; raises NotAllowed."""
    return _holding(person, Right.TECHNICAL)


Editor = Annotated[SignedIn, Depends(reviewing)]
EditorReader = Annotated[SignedIn, Depends(reviewing_reading)]
Releaser = Annotated[SignedIn, Depends(releasing)]
Technician = Annotated[SignedIn, Depends(technical)]
TechnicianReader = Annotated[SignedIn, Depends(technical_reading)]
