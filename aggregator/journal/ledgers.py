"""The ledgers that the journal reads: each stays where its room keeps it, none is written twice.

One more is a function that makes a line of its row, and an entry in `LEDGERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, true
from sqlmodel import SQLModel, col

from aggregator.intake.relisting import RELISTED
from aggregator.journal.line import About, Author, By, Line, Thing, Undone
from aggregator.model import (
    Action,
    BarrierAct,
    Change,
    ChangeState,
    Decision,
    Issue,
    IssueAct,
    IssueAction,
    ProposalState,
    ReaderAct,
    RegisterProposal,
    SourceAction,
    SourceDecision,
    StaffAct,
    StaffAction,
)
from aggregator.review.sure import RULE


@dataclass(frozen=True, slots=True)
class Ledger:
    """A table whose rows are acts, by one of its moments; `person` is None where it names nobody.

    An index over `at` and the number should stand behind it unless the table stays small. `only`: which rows are acts.
    """

    name: str
    thing: Thing
    table: type[SQLModel]
    at: Any
    person: Any
    about: Any
    line: Callable[[Any], Line]
    only: ColumnElement[bool]


def by(person_id: int | None, otherwise: Author) -> By:
    """The person, or who else it was where there is none."""
    return By(otherwise) if person_id is None else By(Author.PERSON, person_id)


def _decided(row: Decision) -> Line:
    undone = Undone(row.undone_at, by(row.undone_by, Author.COMMAND)) if row.undone_at else None
    return Line(
        row.at,
        "decision",
        row.id or 0,
        by(row.person_id, _decider(row.reason)),
        row.action.value,
        _opportunity(row.opportunity_id),
        before=_state(row.before),
        after=_state(row.after),
        other=_other(row),
        reason=row.reason,
        because=row.because or "",
        undone=undone,
    )


def _undone(row: Decision) -> Line:
    assert row.undone_at is not None
    return Line(
        row.undone_at,
        "undoing",
        row.id or 0,
        by(row.undone_by, Author.COMMAND),
        f"undo_{row.action.value}",
        _opportunity(row.opportunity_id),
        before=_state(row.after),
        after=_state(row.before),
        other=_other(row),
    )


def _decider(reason: str) -> Author:
    return {RULE: Author.RULE, RELISTED: Author.PROGRAM}.get(reason, Author.COMMAND)


def _state(condition: Mapping[str, Any]) -> dict[str, Any]:
    """Of a condition the state: when it changed and its version are for the undoing."""
    return {"state": condition["state"]} if "version" in condition else {}


def _other(row: Decision) -> About | None:
    told = {
        Action.MERGE: row.before.get("absorbed"),
        Action.SPLIT: row.after.get("opportunity"),
        Action.APART: row.after.get("other"),
    }
    number = told.get(row.action)
    return None if number is None else _opportunity(int(number))


def _opportunity(number: int) -> About:
    return About(Thing.OPPORTUNITY, number)


_ACTS = {
    ChangeState.TOLD: "take_over",
    ChangeState.CORRECTED: "correct",
    ChangeState.DECLINED: "decline",
    ChangeState.ANSWERED: "decline",
    ChangeState.ASKED_AGAIN: "ask_again",
    ChangeState.UNMOVED: "unmoved",
}


def _changed(row: Change) -> Line:
    assert row.at is not None
    said_by_source = row.state == ChangeState.TOLD and row.person_id is None
    author = By(Author.SOURCE, row.source_id) if row.source_id is not None else By(Author.PROGRAM)
    return Line(
        row.at,
        "change",
        row.id or 0,
        author if said_by_source else by(row.person_id, Author.COMMAND),
        "follow" if said_by_source else _ACTS[row.state],
        _opportunity(row.opportunity_id),
        before={row.field: row.before},
        after={row.field: row.after},
    )


def _tended(row: SourceDecision) -> Line:
    after = dict(row.after)
    entered = after.pop("opportunity", None) if row.action is SourceAction.ENTER else None
    return Line(
        row.at,
        "source",
        row.id or 0,
        by(row.person_id, Author.COMMAND),
        f"source_{row.action.value}",
        About(Thing.SOURCE, row.source_id),
        before=row.before,
        after=after,
        other=None if entered is None else _opportunity(int(entered)),
    )


def _drafted(row: Issue) -> Line:
    about = About(Thing.ISSUE, row.id or 0)
    author = by(row.created_by, Author.PROGRAM if row.proposed_for else Author.COMMAND)
    return Line(row.created_at, "draft", row.id or 0, author, "issue_draft", about)


def _released(row: Issue) -> Line:
    assert row.released_at is not None
    about = About(Thing.ISSUE, row.id or 0)
    is_due = row.send_at is not None
    before, after = {"state": "scheduled" if is_due else "draft"}, {"state": "released"}
    author = By(Author.PROGRAM if is_due else Author.COMMAND)
    act = "issue_begin" if is_due else "issue_release"
    return Line(row.released_at, "release", row.id or 0, author, act, about, before=before, after=after)


def _done_to_issues(row: IssueAct) -> Line:
    other = None if row.opportunity_id is None else _opportunity(row.opportunity_id)
    act = f"issue_{row.action.value}_entry" if other and row.action is IssueAction.MOVE else f"issue_{row.action.value}"
    return Line(
        row.at,
        "issue",
        row.id or 0,
        by(row.person_id, Author.PROGRAM),
        act,
        About(Thing.ISSUE, row.issue_id),
        before=row.before,
        after=row.after,
        other=other,
    )


def _done_to_people(row: StaffAct) -> Line:
    return Line(
        row.at,
        "staff",
        row.id or 0,
        by(row.person_id, Author.COMMAND),
        f"staff_{row.action.value}",
        About(Thing.PERSON, row.about_id or 0),
        before=row.before,
        after=row.after,
    )


def _answered(row: BarrierAct) -> Line:
    return Line(
        row.at,
        "barrier",
        row.id or 0,
        by(row.person_id, Author.COMMAND),
        f"barrier_{row.action.value}",
        About(Thing.BARRIER, row.report_id),
    )


def _done_to_readers(row: ReaderAct) -> Line:
    return Line(
        row.at,
        "reader",
        row.id or 0,
        by(row.person_id, Author.COMMAND),
        f"reader_{row.action.value}",
        About(Thing.READER, row.reader_number),
        after={"rows": row.rows} if row.rows else {},
        reason=row.reason,
    )


def _of_register(row: RegisterProposal) -> Line:
    assert row.decided_at is not None
    return Line(
        row.decided_at,
        "register",
        row.id or 0,
        by(row.decided_by, Author.COMMAND),
        f"register_{row.state.value}_{row.what.value}",
        About(Thing.MUNICIPALITY, int(row.ags)),
        before=row.before,
        after=row.after,
    )


# what still waits, went away again or contradicts changed nothing. Said as "none of these", which no index answers:
# SQLite would read all that was ever told by its state rather than the newest by their moment
_NO_ACT = (ChangeState.PENDING, ChangeState.FLAPPING, ChangeState.LAPSED, ChangeState.CONFLICT, ChangeState.PROPOSED)
_TOLD = col(Change.state).not_in(_NO_ACT)

# that somebody came in changed nothing, and when people are here is nobody's business
_OF_PEOPLE = and_(col(StaffAct.about_id).is_not(None), col(StaffAct.action) != StaffAction.SIGNED_IN)

# the answers to "the same?" stand as decisions, corrections as changes; there are some dozens of issues
LEDGERS: tuple[Ledger, ...] = (
    Ledger(
        "decision",
        Thing.OPPORTUNITY,
        Decision,
        Decision.at,
        Decision.person_id,
        Decision.opportunity_id,
        _decided,
        true(),
    ),
    Ledger(
        "undoing",
        Thing.OPPORTUNITY,
        Decision,
        Decision.undone_at,
        Decision.undone_by,
        Decision.opportunity_id,
        _undone,
        true(),
    ),
    Ledger("change", Thing.OPPORTUNITY, Change, Change.at, Change.person_id, Change.opportunity_id, _changed, _TOLD),
    Ledger(
        "source",
        Thing.SOURCE,
        SourceDecision,
        SourceDecision.at,
        SourceDecision.person_id,
        SourceDecision.source_id,
        _tended,
        true(),
    ),
    Ledger(
        "staff",
        Thing.PERSON,
        StaffAct,
        StaffAct.at,
        StaffAct.person_id,
        StaffAct.about_id,
        _done_to_people,
        _OF_PEOPLE,
    ),
    Ledger(
        "barrier",
        Thing.BARRIER,
        BarrierAct,
        BarrierAct.at,
        BarrierAct.person_id,
        BarrierAct.report_id,
        _answered,
        true(),
    ),
    Ledger(
        "register",
        Thing.MUNICIPALITY,
        RegisterProposal,
        RegisterProposal.decided_at,
        RegisterProposal.decided_by,
        # an official key is text for its leading zero; as a number it is as good: districts have five digits
        cast(col(RegisterProposal.ags), Integer),
        _of_register,
        col(RegisterProposal.state).in_((ProposalState.ACCEPTED, ProposalState.REFUSED)),
    ),
    Ledger(
        "reader",
        Thing.READER,
        ReaderAct,
        ReaderAct.at,
        ReaderAct.person_id,
        ReaderAct.reader_number,
        _done_to_readers,
        true(),
    ),
    Ledger("issue", Thing.ISSUE, IssueAct, IssueAct.at, IssueAct.person_id, IssueAct.issue_id, _done_to_issues, true()),
    Ledger("draft", Thing.ISSUE, Issue, Issue.created_at, Issue.created_by, Issue.id, _drafted, true()),
    Ledger("release", Thing.ISSUE, Issue, Issue.released_at, None, Issue.id, _released, true()),
)


def things() -> list[Thing]:
    """What there are ledgers of, each once."""
    return list(dict.fromkeys(ledger.thing for ledger in LEDGERS))
