"""A person decides on proposals; only here the register changes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from aggregator.model import (
    Municipality,
    ProposalState,
    ProposalWhat,
    RegisterProposal,
    Twinning,
    TwinningKind,
    TwinningStatus,
)
from aggregator.register.names import folded_names


@dataclass(frozen=True, slots=True)
class Decided:
    """How many proposals were carried out or refused, and how many had been overtaken by something else."""

    done: int = 0
    overtaken: int = 0


def accept(
    session: Session, numbers: Collection[int], *, person_id: int | None, now: datetime, as_new: bool = False
) -> Decided:
    """Carry out proposals. `as_new`: of unsure ones a link of its own is made, else the known one is changed.

    A file does not overwrite what the municipality has confirmed since.
    """
    done = overtaken = 0
    for proposal in _open(session, numbers):
        carried = _carry_out(session, proposal, as_new=as_new)
        _close(proposal, ProposalState.ACCEPTED if carried else ProposalState.REPLACED, person_id, now)
        done += carried
        overtaken += not carried
    session.flush()
    return Decided(done, overtaken + len(numbers) - done - overtaken)


def refuse(session: Session, numbers: Collection[int], *, person_id: int | None, now: datetime) -> Decided:
    """Let the register stand as it does."""
    found = _open(session, numbers)
    for proposal in found:
        _close(proposal, ProposalState.REFUSED, person_id, now)
    session.flush()
    return Decided(len(found), len(numbers) - len(found))


def _open(session: Session, numbers: Collection[int]) -> list[RegisterProposal]:
    wanted = col(RegisterProposal.id).in_(sorted(numbers))
    question = select(RegisterProposal).where(wanted, RegisterProposal.state == ProposalState.OPEN)
    return list(session.exec(question.order_by(col(RegisterProposal.id)).with_for_update()))


def _close(proposal: RegisterProposal, state: ProposalState, person_id: int | None, now: datetime) -> None:
    proposal.state, proposal.decided_at, proposal.decided_by = state, now, person_id
    proposal.said_by = proposal.message = ""  # needed for asking back, and for nothing after that


def _carry_out(session: Session, proposal: RegisterProposal, *, as_new: bool) -> bool:
    if proposal.what is ProposalWhat.CONFIRM:
        _confirm(session, proposal)
        return True
    if proposal.what is ProposalWhat.ADD or (proposal.what is ProposalWhat.UNSURE and as_new):
        link = Twinning(ags=proposal.ags, partner=proposal.after["partner"], country=proposal.after["country"])
    else:
        link = session.get_one(Twinning, proposal.twinning_id)
        if link.confirmed_on is not None and proposal.file_id is not None:
            return not _overwrites(link, proposal.after) and _change(session, link, proposal)
    return _change(session, link, proposal)


def _overwrites(link: Twinning, after: dict[str, Any]) -> bool:
    return any(getattr(link, field) not in ("", None, [], value) for field, value in after.items())


def _change(session: Session, link: Twinning, proposal: RegisterProposal) -> bool:
    after = proposal.after
    if proposal.what is ProposalWhat.UNSURE and link.id is not None:
        # the name under which it came is another name of the one we know
        others = [*link.other_names, after["partner"], *after.get("other_names", [])]
        after = {**after, "partner": link.partner, "other_names": list(dict.fromkeys(others))}
    for field, value in after.items():
        setattr(link, field, _WORDS[field](value) if field in _WORDS else value)
    if proposal.file_id is None:
        link.confirmed_on = proposal.at.date()
        link.source, link.licence = link.source or "municipality", link.licence or "fact"
    link.folded_names = folded_names(link.partner, link.other_names)
    session.add(link)
    session.flush()
    proposal.twinning_id = link.id
    return True


def _confirm(session: Session, proposal: RegisterProposal) -> None:
    links = proposal.after.get("links")
    if links is None:  # they wrote something, no more
        return
    session.get_one(Municipality, proposal.ags).confirmed_on = proposal.at.date()
    for link in session.exec(select(Twinning).where(Twinning.ags == proposal.ags, col(Twinning.id).in_(links))):
        link.confirmed_on = proposal.at.date()


_WORDS = {"kind": TwinningKind, "status": TwinningStatus}
