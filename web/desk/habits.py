"""How somebody likes the desk: whether single keys decide in the inbox."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from aggregator import review
from web.desk.deciding import back
from web.desk.in_place import wants_in_place
from web.desk.selection import Kept
from web.security.entrance import Actor
from web.site import TheSite

router = APIRouter(prefix="/desk")


@router.post("/tasten")
def want_keys(
    request: Request, site: TheSite, person: Actor, selection: Kept, an: Annotated[str, Form()] = ""
) -> Response:
    """Switch the keys on where the box is ticked, else off; for this person, in every browser."""
    with site.store.writing() as session:
        review.want_keys(session, person.person_id, wanted=an == "1")
    if wants_in_place(request):
        return Response(status_code=204, headers={"Cache-Control": "no-store"})
    return back(request, selection)
