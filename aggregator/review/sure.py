"""What may be accepted without a person having looked, and doing so."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from aggregator.model import Opportunity, OpportunityState
from aggregator.review.deciding import accept
from aggregator.search import OpportunityView, many

HIGH = 0.7  # confidence from which a fact counts as sure: 73 of 74 deadlines above it were right on labelled texts
_OVER = frozenset({"closed", "withdrawn"})
_LANGUAGES = frozenset({"de", "en", "fr", "pl"})  # those that the reading has rules for
RULE = "sure: dated, proven, well understood"
"""The reason that decisions of this rule carry."""


def sure(view: OpportunityView, today: date) -> bool:
    """Whether it needs no person: no news, surely understood, and dated.

    Dated is an exact deadline that is proven by a passage and not over, or, where there is none, a first day that is
    still to come. What is undated, over, vague or in a language we cannot read always goes to a person, and so does
    what its source closed, withdrew or says otherwise by now.
    """
    if view.kind == "news" or view.confidence < HIGH or view.language not in _LANGUAGES:
        return False
    if view.unsettled or view.status in _OVER:
        return False
    if view.deadline is not None:
        return view.certainty == "exact" and view.deadline >= today and view.proof_of("deadline") is not None
    return view.certainty == "none_stated" and view.event_start is not None and view.event_start > today


def accept_sure(session: Session, *, now: datetime, today: date) -> int:
    """Accept all new opportunities that are sure, as decisions of the office's rule; gives how many."""
    # ix_opportunity_state_deadline; what is over is not loaded again every day
    to_come = or_(col(Opportunity.deadline) >= today, col(Opportunity.event_start) > today)
    sure_enough = col(Opportunity.confidence) >= HIGH
    waiting = select(Opportunity.id).where(Opportunity.state == OpportunityState.NEW, sure_enough, to_come)
    ids = [number for number in session.exec(waiting.order_by(col(Opportunity.id))) if number is not None]
    accepted = [view.id for view in many(session, ids) if sure(view, today)]
    for opportunity_id in accepted:
        accept(session, opportunity_id, person_id=None, now=now, reason=RULE)
    return len(accepted)
