"""What a table or a municipality says is filed as proposals; nothing in the register changes by it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from aggregator.model import (
    ProposalState,
    ProposalWhat,
    RegisterFile,
    RegisterProposal,
    Twinning,
)
from aggregator.register.comparing import Comparison
from aggregator.register.matching import Verdict
from aggregator.register.values import Values

_FILED = {
    Verdict.NEW: ProposalWhat.ADD,
    Verdict.CHANGED: ProposalWhat.CHANGE,
    Verdict.UNSURE: ProposalWhat.UNSURE,
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a municipality says of one link: of a new one where `link` is None, else what becomes different."""

    link: Twinning | None
    values: Values


def keep_file(session: Session, name: str, text: str, *, person_id: int | None, now: datetime) -> RegisterFile:
    """Keep a table, so that it can be looked at before proposals are made of it."""
    kept = RegisterFile(name=name[:200], content=text, person_id=person_id, at=now)
    session.add(kept)
    session.flush()
    return kept


def file_proposals(session: Session, kept: RegisterFile, comparison: Comparison, *, now: datetime) -> int:
    """File what is new, changed or unsure; gives how many proposals these are. What waits already stays."""
    waiting = {_mark(one) for one in open_proposals(session)}
    made = 0
    for one in comparison.lines:
        what = _FILED.get(one.match.verdict)
        if what is None:
            continue
        link, after = one.match.link, dict(one.match.changes or {})
        proposal = RegisterProposal(
            ags=one.town.ags,
            twinning_id=link.id if link else None,
            file_id=kept.id,
            what=what,
            before=standing(link, after) if link else {},
            after=after,
            at=now,
        )
        if _mark(proposal) not in waiting:
            session.add(proposal)
            made += 1
    kept.filed_at = now
    session.add(kept)
    session.flush()
    return made


def say(session: Session, ags: str, said: Sequence[Said], *, right: bool, by: str, message: str, now: datetime) -> int:
    """File what a municipality says; `right`: all else in its list is. Gives how many proposals these are.

    What it said of the same link before, and nobody decided yet, is replaced.
    """
    mine = [one for one in open_proposals(session) if one.ags == ags and one.file_id is None]
    made = 0
    for one in said:
        number = one.link.id if one.link else None
        proposal = RegisterProposal(
            ags=ags,
            twinning_id=number,
            what=ProposalWhat.CHANGE if one.link else ProposalWhat.ADD,
            before=standing(one.link, one.values) if one.link else {},
            after=one.values,
            said_by=by,
            message=message,
            at=now,
        )
        former = [old for old in mine if number is not None and old.twinning_id == number]
        if any(_mark(old) == _mark(proposal) for old in mine):
            continue
        for old in former:
            _replace(old)
        session.add(proposal)
        made += 1
    if right or (message and not made):
        for old in mine:
            if old.what is ProposalWhat.CONFIRM:
                _replace(old)
        session.add(_list_is_right(session, ags, right, by, message, now))
        made += 1
    session.flush()
    return made


def _replace(old: RegisterProposal) -> None:
    old.state = ProposalState.REPLACED
    old.said_by = old.message = ""


def _list_is_right(session: Session, ags: str, right: bool, by: str, message: str, now: datetime) -> RegisterProposal:
    links = session.exec(select(Twinning.id).where(Twinning.ags == ags)).all()
    return RegisterProposal(
        ags=ags,
        what=ProposalWhat.CONFIRM,
        after={"links": list(links)} if right else {},
        said_by=by,
        message=message,
        at=now,
    )


def open_proposals(session: Session) -> list[RegisterProposal]:
    """All that wait for a person, by municipality and age."""
    # ix_register_proposal_state
    waiting = select(RegisterProposal).where(RegisterProposal.state == ProposalState.OPEN)
    return list(session.exec(waiting.order_by(RegisterProposal.ags, RegisterProposal.id)))  # type: ignore[arg-type]


def standing(link: Twinning, after: Values) -> dict[str, Any]:
    """The same fields as they stand now, ready for JSON."""
    return {field: getattr(link, field) for field in after}


def _mark(proposal: RegisterProposal) -> str:
    return json.dumps([proposal.ags, proposal.twinning_id, proposal.what, proposal.after], sort_keys=True)
