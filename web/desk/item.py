"""One opportunity at the desk: its facts beside the text they were read from."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request, Response

from aggregator import review
from aggregator.changes.history import history
from aggregator.model import ChangeState
from aggregator.remarks import open_remarks
from aggregator.review import AlreadyDecided
from aggregator.search import one, standing_for
from web.desk.changed import in_words, labels
from web.desk.claims import claimed
from web.desk.correctable import Attempt, fact_rows
from web.desk.frame import desk_page
from web.desk.going_on import carried, selected, with_view
from web.desk.lately import last_decision, standing_decision
from web.desk.sightings import disputes, joined, sightings
from web.desk.source_text import source_text
from web.finder.pages import shown, to_standing
from web.language import language_of
from web.numbers import entry_number
from web.security.entrance import Reader
from web.security.sessions import SignedIn
from web.site import Site, TheSite

router = APIRouter(prefix="/desk")

_MOST_PAST = 20  # lines of the history on the page
_PAST = (ChangeState.TOLD, ChangeState.CORRECTED, ChangeState.DECLINED)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What was wrong with a form of the page: which form, what, and what was typed."""

    form: str
    what: str
    typed: str = ""


@router.api_route("/eintrag/{number}", methods=["GET", "HEAD"])
def entry(request: Request, site: TheSite, person: Reader, number: str) -> Response:
    """Facts on one side, the source's text with the evidence marked on the other."""
    return entry_page(request, site, person, entry_number(number))


def entry_page(
    request: Request,
    site: Site,
    person: SignedIn,
    number: int,
    *,
    attempt: Attempt | None = None,
    faster: AlreadyDecided | None = None,
    mistake: Mistake | None = None,
    status: int = 200,
) -> Response:
    """The page; after a correction that failed with what was typed, after one that came too late with who was faster.

    `mistake` is what is wrong with another form of it. Of a merged one it leads to the one that stands for it. Raises
    404 where there is no such opportunity.
    """
    language = language_of(request)
    with site.store.reading() as session:
        standing_one = standing_for(session, [number])[number]
        view = one(session, standing_one)
        if view is None:
            raise HTTPException(404, "no-opportunity")
        if standing_one != number:
            return to_standing(request, f"/desk/eintrag/{standing_one}")
        standing = standing_decision(session, view.id)
        lines = history(session, view.id)
        joinings = review.joinings(session, view.id)
        asked = review.questions_about(session, view.id)
        lately = last_decision(session, person)
        keys = review.wants_keys(session, person.person_id)
        said = open_remarks(session, view.id)
        watched = claimed(session, site, person, view.id)
        by_hand = review.corrections(session, view.id, now=site.now())
        text = source_text(session, view.id, by_hand.facts, site, language)
    changes = [in_words(line, site, language) for line in lines]
    past = [change for change in changes if change.line.state in _PAST]
    return desk_page(
        request,
        person,
        "desk/eintrag.html",
        status=status,
        item=shown(view, site),
        text=text,
        standing=standing,
        at=site.local(standing.at) if standing else None,
        rows=fact_rows(
            view,
            by_hand,
            changes,
            site,
            language,
            attempt=attempt,
            asked_for=request.query_params.get("feld", ""),
            stops=text.stops if text else (),
        ),
        here=with_view(request, f"/desk/eintrag/{view.id}"),
        selection=selected(request),
        keys=keys,
        carried=carried(request),
        names=labels(language),
        faster=faster,
        faster_at=site.local(faster.at) if faster else None,
        waiting=[change for change in changes if change.is_open],
        told=past[:_MOST_PAST],
        older=len(past[_MOST_PAST:]),
        disputes=disputes(view, lines, by_hand.facts, language),
        sightings=sightings(view, site, language),
        joinings=joined(joinings, site),
        asked=asked,
        claimed=watched,
        remarks=said,
        lately=lately,
        mistake=mistake,
    )
