"""The register at the desk: what waits for a decision, and the ways in and out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session, col, select

from aggregator.model import Municipality, ProposalWhat, RegisterFile, RegisterProposal, Twinning
from aggregator.register.deciding import accept, refuse
from aggregator.register.exporting import ATTRIBUTION, all_links
from aggregator.register.proposing import open_proposals
from aggregator.register.query import FIRST_DIGITS, wikidata_query
from aggregator.register.states import state_name
from aggregator.register.table import as_records, as_table
from web.desk.frame import desk_page
from web.language import language_of
from web.register.addresses import town_path
from web.register.words import fields, in_register
from web.rendering import cached, frame
from web.security.entrance import Editor, Reader
from web.site import TheSite

router = APIRouter()

_SHOWN = 50
_LARGEST_NUMBER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Told:
    """A proposal in words: name of the partner, and of each field name, value now and value then."""

    proposal: RegisterProposal
    partner: str
    facts: tuple[tuple[str, str, str], ...]
    file: str


@router.api_route("/desk/register", methods=["GET", "HEAD"])
def proposals(request: Request, site: TheSite, person: Reader, getan: str = "", ueberholt: str = "") -> Response:
    """What files and municipalities propose, by municipality; `getan` says how many were decided just now."""
    with site.store.reading() as session:
        waiting = open_proposals(session)
        told = list(_told(session, waiting[:_SHOWN], language_of(request)))
        towns = _towns(session, {one.proposal.ags for one in told})
    by_town = [(towns[ags], [one for one in told if one.proposal.ags == ags]) for ags in towns]
    return desk_page(
        request,
        person,
        "desk/register.html",
        by_town=by_town,
        waiting=len(waiting),
        shown=len(told),
        done=int(getan) if getan.isdecimal() and len(getan) < 6 else None,
        overtaken=int(ueberholt) if ueberholt.isdecimal() and len(ueberholt) < 6 else 0,
        town_path=town_path,
    )


@router.post("/desk/register")
def decide(
    request: Request,
    site: TheSite,
    person: Editor,
    auswahl: Annotated[Sequence[str], Form()] = (),
    tat: Annotated[str, Form()] = "",
) -> Response:
    """Accept or refuse what is ticked; `neu` makes links of unsure ones."""
    numbers = {int(number) for number in auswahl if number.isdecimal() and len(number) < 11}
    numbers = {number for number in numbers if number <= _LARGEST_NUMBER}
    act = {"person_id": person.person_id, "now": site.now()}
    with site.store.writing() as session:
        if tat == "ablehnen":
            decided = refuse(session, numbers, **act)  # type: ignore[arg-type]
        else:
            decided = accept(session, numbers, as_new=tat == "neu", **act)  # type: ignore[arg-type]
    to = frame(request).link(f"/desk/register?getan={decided.done}&ueberholt={decided.overtaken}")
    return RedirectResponse(to, 303)


@router.api_route("/desk/register/abfrage", methods=["GET", "HEAD"])
def query(request: Request, person: Reader, land: str = "NW") -> Response:
    """The question to Wikidata, to be put by hand."""
    state = land if land in FIRST_DIGITS else "NW"
    language = language_of(request)
    named = sorted(((code, state_name(code, language)) for code in FIRST_DIGITS), key=lambda one: one[1])
    return desk_page(
        request, person, "desk/register-abfrage.html", state=state, states=named, query=wikidata_query(state)
    )


@router.api_route("/register.csv", methods=["GET", "HEAD"])
def as_csv(request: Request, site: TheSite) -> Response:
    """The whole register as a table; its columns are those of the import."""
    with site.store.reading() as session:
        text = "".join(as_table(as_records(all_links(session))))
    # a spreadsheet takes a file for UTF-8 only where it begins with the mark
    named = {"Content-Disposition": 'attachment; filename="register.csv"'}
    return cached(request, text.encode("utf-8-sig"), "text/csv", headers=named)


@router.api_route("/register.json", methods=["GET", "HEAD"])
def as_json(request: Request, site: TheSite) -> Response:
    """The whole register as JSON, with whom to name."""
    with site.store.reading() as session:
        whole = {"attribution": ATTRIBUTION, "links": list(as_records(all_links(session)))}
    return cached(request, json.dumps(whole, ensure_ascii=False).encode(), "application/json")


def _towns(session: Session, keys: set[str]) -> dict[str, Municipality]:
    found = session.exec(select(Municipality).where(col(Municipality.ags).in_(keys)).order_by(col(Municipality.ags)))
    return {town.ags: town for town in found}


def _told(session: Session, waiting: Sequence[RegisterProposal], language: str) -> Iterator[Told]:
    links = {one.twinning_id for one in waiting if one.twinning_id}
    known = {link.id: link for link in session.exec(select(Twinning).where(col(Twinning.id).in_(links)))}
    files = {one.file_id for one in waiting if one.file_id}
    named = dict(session.exec(select(RegisterFile.id, RegisterFile.name).where(col(RegisterFile.id).in_(files))).all())
    words = fields(language)
    for one in waiting:
        link = known.get(one.twinning_id)
        partner = link.partner if link else str(one.after.get("partner", ""))
        facts = [
            (
                words.get(field, field),
                in_register(field, one.before.get(field), language),
                in_register(field, value, language),
            )
            for field, value in one.after.items()
            if not (field == "partner" and one.what is ProposalWhat.ADD)
        ]
        yield Told(one, partner, tuple(facts), named.get(one.file_id, ""))
