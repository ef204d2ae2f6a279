"""The answer to a form of the inbox that the script sent: the pieces of the page that changed, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fastapi import Request, Response

from aggregator import review
from aggregator.model import Because
from aggregator.review import InboxRow
from aggregator.search import OpportunityView
from web.desk.frame import desk_page
from web.desk.lately import last_decision
from web.desk.selection import Selection
from web.security.sessions import SignedIn
from web.site import Site

_IN_PLACE = "X-In-Place"


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of the list: a row, what became of one, or nothing any more. It replaces the line with its `number`.

    Where there is none it replaces that of `instead`, else it comes after that of `after`.
    """

    number: int
    row: InboxRow | None = None
    view: OpportunityView | None = None
    done: str = ""
    because: Because | None = None
    many: int = 1
    instead: int = 0
    after: int = 0


def wants_in_place(request: Request) -> bool:
    """Whether the script sent the form."""
    return bool(request.headers.get(_IN_PLACE))


def rows_of(site: Site, person: SignedIn, selection: Selection, numbers: Iterable[int]) -> list[InboxRow]:
    """The rows of the list in which these stand now."""
    with site.store.reading() as session:
        return review.inbox_rows(
            session,
            set(numbers),
            today=site.today(),
            choice=selection.choice,
            now=site.now(),
            person_id=person.person_id,
        )


def as_pieces(rows: Sequence[InboxRow], numbers: Iterable[int], *, after: int = 0, instead: int = 0) -> list[Piece]:
    """Rows one after the other, and the end of the lines of whoever of `numbers` stands in none or inside another."""
    pieces: list[Piece] = []
    for row in rows:
        pieces.append(Piece(row.view.id, row=row, after=after, instead=0 if pieces else instead))
        after = row.view.id
    leading = {row.view.id for row in rows}
    inside = {other.view.id for row in rows for other in row.others}
    return pieces + [Piece(number) for number in numbers if number in inside and number not in leading]


def answer(
    request: Request,
    site: Site,
    person: SignedIn,
    selection: Selection,
    pieces: Sequence[Piece],
    *,
    say: str,
    moves: bool = True,
    status: int = 200,
) -> Response:
    """The pieces, the counts and the bar of what can be taken back; `say` names the sentence that is read out.

    `moves`: the focus goes on to the next row.
    """
    around = surroundings(site, person, selection)
    return desk_page(request, person, "desk/antwort.html", status=status, pieces=pieces, say=say, moves=moves, **around)


def surroundings(site: Site, person: SignedIn, selection: Selection) -> dict[str, object]:
    """What every answer renews: the counts, and the bar of what can be taken back."""
    with site.store.reading() as session:
        counts = review.inbox_numbers(session, today=site.today(), choice=selection.choice)
        lately = last_decision(session, person)
    return {"inbox": counts, "lately": lately, "selection": selection}
