"""Entering something by hand: choose what it is, fill in a short form, and it stands in the inbox or is accepted."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from aggregator import review
from aggregator.search import one, standing_for
from aggregator.sources.own import OWN_KEY
from web.desk.by_hand_forms import Ask, What, choices, fields_of, name_of
from web.desk.by_hand_typed import ADVISED_WORDS, Faulty, entry_of, words_in
from web.desk.frame import desk_page
from web.language import language_of
from web.numbers import as_number
from web.rendering import frame
from web.security.entrance import Editor, Reader
from web.security.sessions import SignedIn
from web.site import Site, TheSite
from web.wording import wording

router = APIRouter(prefix="/desk/neu")

_KEY = re.compile(r"[0-9a-f]{32}")
_MOST = 100  # values of one field: a form of ours has no more


@router.api_route("", methods=["GET", "HEAD"])
def choose(request: Request, site: TheSite, person: Reader, eingetragen: str = "") -> Response:
    """What can be entered; after an entry, `eingetragen`, what became of it."""
    made, asked = None, []
    entered = as_number(eingetragen)
    if entered is not None:
        with site.store.reading() as session:
            number = standing_for(session, [entered])[entered]
            made = one(session, number)
            asked = review.questions_about(session, number) if made else []
    known = [seen.source_name for seen in made.seen_at if seen.source_key != OWN_KEY] if made else []
    return desk_page(
        request,
        person,
        "desk/neu.html",
        choices=choices(language_of(request)),
        made=made,
        asked=asked,
        known=known,
        long=len(made.summary.split()) if made and len(made.summary.split()) > ADVISED_WORDS else 0,
    )


@router.api_route("/{what}", methods=["GET", "HEAD"])
def form(request: Request, person: Reader, what: str) -> Response:
    """The empty form of one kind of thing."""
    language = language_of(request)
    return _page(request, person, _known(what), {Ask.LANGUAGE.value: (language.value,)})


async def as_typed(request: Request) -> Mapping[str, tuple[str, ...]]:
    """What a form brought, by the name of the field."""
    sent = await request.form()
    return {name: tuple(str(value) for value in sent.getlist(name)[:_MOST]) for name in sent}


@router.post("/{what}")
def enter(
    request: Request,
    site: TheSite,
    person: Editor,
    what: str,
    typed: Annotated[Mapping[str, tuple[str, ...]], Depends(as_typed)],
) -> Response:
    """Keep what was typed, or say what is wrong with it beside the fields; nothing typed is lost."""
    kind, language = _known(what), language_of(request)
    try:
        entry = entry_of(kind, typed, _key(typed), language, today=site.today())
        made = review.enter(
            site.store,
            entry,
            office=site.settings.office_name or wording(language)("Eigene Einträge"),
            person_id=person.person_id,
            now=site.now(),
            accepted=typed.get("danach") != ("eingang",),
        )
    except Faulty as wrong:
        return _page(request, person, kind, typed, faults=wrong.faults, status=422)
    except review.FormUsed as used:
        return _used(request, site, person, kind, typed, used)
    address = frame(request).link(f"/desk/neu?eingetragen={made.opportunity_id}")
    return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})


def _used(
    request: Request,
    site: Site,
    person: SignedIn,
    what: What,
    typed: Mapping[str, tuple[str, ...]],
    used: review.FormUsed,
) -> Response:
    """The form was sent before, with other words: it may be sent as another entry, under another key."""
    with site.store.reading() as session:
        before = one(session, used.opportunity_id)
    unused = {name: words for name, words in typed.items() if name != "schluessel"}
    return _page(request, person, what, unused, before=before, status=409)


def _page(
    request: Request,
    person: SignedIn,
    what: What,
    typed: Mapping[str, tuple[str, ...]],
    *,
    faults: Mapping[Ask, str] | None = None,
    before: object = None,
    status: int = 200,
) -> Response:
    language = language_of(request)
    fields = fields_of(what, typed, faults or {}, language)
    return desk_page(
        request,
        person,
        "desk/neu-formular.html",
        status=status,
        what=what.value,
        name=name_of(what, language),
        fields=fields,
        faulty=[field for field in fields if field.fault],
        before=before,
        words=words_in(typed),
        key=_key(typed),
    )


def _known(what: str) -> What:
    if what not in set(What):
        raise HTTPException(404)
    return What(what)


def _key(typed: Mapping[str, tuple[str, ...]]) -> str:
    """The key of the form as it was given out; a new one for a form that has none."""
    said = "".join(typed.get("schluessel", ()))
    return said if _KEY.fullmatch(said) else secrets.token_hex(16)
