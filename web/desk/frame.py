"""The frame of a desk page: the public one plus who works here and the mark of their forms."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from fastapi import Request, Response

from aggregator.review import number_of_questions
from web.desk.called import called
from web.language import language_of
from web.rendering import frame, private_page
from web.security.sessions import SignedIn
from web.site import site_of


def desk_page(
    request: Request, person: SignedIn, template: str, *, status: int = 200, opens: object = "", **values: object
) -> Response:
    """A page of the desk; never cached. All templates know what codes are `called`.

    Those that show the menu ask how many pairs wait for an answer. `opens` is where the language links of the page
    lead, if not to the address that was asked.
    """
    around = frame(request, person=person.name, csrf=person.csrf, roles=person.roles, at=str(opens))
    shared = {"pairs_waiting": _pairs(request), "called": called(language_of(request))}
    return private_page(request, template, around=around, status=status, **shared, **values)


def _pairs(request: Request) -> Callable[[], int]:
    site = site_of(request)

    @cache
    def waiting() -> int:
        with site.store.reading() as session:
            return number_of_questions(session, today=site.today())

    return waiting
