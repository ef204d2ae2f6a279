"""The index kept in step with what is accepted: the transaction that changes an opportunity changes its index.

Triggers of the database note whatever was changed, whoever writes it, and `Store.writing` calls `keep_in_step` before
it commits. So no writer can forget it.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, delete, select

from aggregator.model import Indexed, Opportunity, OpportunityFacet, OpportunityState, Posting, Tally, Unindexed
from aggregator.search.places import place_of
from aggregator.search.query import KIND
from aggregator.search.vocabulary import learn
from aggregator.search.words import RULES, raw_words, stems, token, tokens_of
from aggregator.store import Store
from aggregator.store.batches import in_batches
from aggregator.store.rows import add_rows, add_up, take_rows
from aggregator.store.upsert import upsert

ALL = token("*")
"""The token of every opportunity."""
_BATCH = 200
_NOTED = "select id, opportunity_id from unindexed"
_READ = (
    Opportunity.id,
    Opportunity.kind,
    Opportunity.title,
    Opportunity.summary,
    Opportunity.organiser,
    Opportunity.place,
    Opportunity.language,
    Opportunity.status,
    Opportunity.deadline,
    Opportunity.event_start,
    Opportunity.event_end,
)


_KEPT = (Indexed.opportunity_id, Indexed.place, Indexed.marks, Indexed.tokens)


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the index says of one opportunity; nothing at all of one that is not accepted."""

    place: int = 0
    marks: tuple[str, ...] = ()
    tokens: frozenset[int] = frozenset()

    def postings(self, number: int) -> set[tuple[int, int, int]]:
        return {(one, self.place, number) for one in self.tokens}

    def tallies(self) -> Counter[tuple[str, int]]:
        return Counter({(mark, self.place): 1 for mark in ("", *self.marks)} if self.tokens else {})


def keep_in_step(session: Session) -> None:
    """Index anew what this transaction changed; called once, before it commits."""
    session.flush()
    noted = [tuple(row) for row in session.connection().exec_driver_sql(_NOTED)]
    if noted:
        take_rows(session, Unindexed, noted)
        index(session, sorted({number for _, number in noted}))


def rebuild(store: Store) -> int:
    """Index what is accepted and not indexed by the present rules, 200 in each transaction; gives how many."""
    done, last = 0, 0
    current = select(Indexed.opportunity_id).where(Indexed.opportunity_id == Opportunity.id, Indexed.rules == RULES)
    accepted = select(Opportunity.id).where(Opportunity.state == OpportunityState.ACCEPTED, ~current.exists())
    while True:
        missing = accepted.where(col(Opportunity.id) > last).order_by(col(Opportunity.id)).limit(_BATCH)
        with store.writing() as session:
            ids = [number for number in session.exec(missing) if number is not None]
            index(session, ids)
        if not ids:
            return done
        done, last = done + len(ids), ids[-1]


def index(session: Session, ids: Sequence[int]) -> None:
    """Let the index say of these opportunities what their rows say now."""
    for some in in_batches(ids, _BATCH):
        _index_batch(session, some)


def _index_batch(session: Session, ids: Sequence[int]) -> None:
    met: dict[str, str] = {}
    after = _entries(session, ids, met)
    before = _indexed(session, ids)
    learn(session, met)
    gone, come, tallies = set(), set(), Counter[tuple[str, int]]()
    for number in ids:
        old, new = before.get(number, _Entry()), after.get(number, _Entry())
        gone |= old.postings(number) - new.postings(number)
        come |= new.postings(number) - old.postings(number)
        tallies.update(new.tallies())
        tallies.subtract(old.tallies())
    take_rows(session, Posting, gone)
    add_rows(session, Posting, come)
    add_up(session, Tally, {(mark, place, number) for (mark, place), number in tallies.items() if number})
    _note(session, after)
    if lost := [number for number in before if number not in after]:
        session.exec(delete(Indexed).where(col(Indexed.opportunity_id).in_(lost)))


def _entries(session: Session, ids: Sequence[int], met: dict[str, str]) -> dict[int, _Entry]:
    """What is to be said of those that are accepted; `met` gets their stems, each with a word that it stands for."""
    # locked: of two writers of one opportunity the second sees what the first one wrote
    question = select(*_READ).where(col(Opportunity.id).in_(ids), Opportunity.state == OpportunityState.ACCEPTED)  # type: ignore[call-overload]
    rows = session.exec(question.order_by(col(Opportunity.id)).with_for_update()).all()
    marks = _marks(session, [row.id for row in rows])
    return {row.id: _entry(row, sorted({*marks[row.id], f"{KIND}:{row.kind}"}), met) for row in rows}


def _marks(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    its = select(OpportunityFacet.opportunity_id, OpportunityFacet.facet, OpportunityFacet.value)
    for number, facet, code in session.exec(its.where(col(OpportunityFacet.opportunity_id).in_(ids))):
        found[number].append(f"{facet}:{code}")
    return found


def _entry(row: Any, marks: Iterable[str], met: dict[str, str]) -> _Entry:
    mine: set[str] = set()
    for text in (row.title, row.summary, row.organiser, row.place):
        for word in raw_words(text):
            for stem in stems(word, row.language):
                mine.add(stem)
                met.setdefault(stem, word)
    tokens = frozenset({ALL, *tokens_of(mine), *map(token, marks)})
    return _Entry(place_of(row.status, row.deadline, row.event_start, row.event_end), tuple(marks), tokens)


def _indexed(session: Session, ids: Sequence[int]) -> dict[int, _Entry]:
    rows = session.exec(select(*_KEPT).where(col(Indexed.opportunity_id).in_(ids)))
    return {
        number: _Entry(place, tuple(marks.split()), frozenset(array("q", tokens)))
        for number, place, marks, tokens in rows
    }


def _note(session: Session, entries: dict[int, _Entry]) -> None:
    rows = [
        {
            "opportunity_id": number,
            "place": entry.place,
            "marks": " ".join(entry.marks),
            "tokens": array("q", sorted(entry.tokens)).tobytes(),
            "rules": RULES,
        }
        for number, entry in entries.items()
    ]
    upsert(session, Indexed, rows, unique=("opportunity_id",))
