"""What this person decided last, so that it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from aggregator.model import Action, Decision, Opportunity, Person
from web.security.sessions import SignedIn

_JOINING = (Action.MERGE, Action.SPLIT, Action.APART)


@dataclass(frozen=True, slots=True)
class Lately:
    """A decision in words: `action` is accept, reject, later, merge, split or apart. `language` is its title's."""

    decision_id: int
    opportunity_id: int
    action: str
    title: str
    language: str

    @property
    def is_joining(self) -> bool:
        """Whether something was merged, parted or kept apart."""
        return self.action in _JOINING


@dataclass(frozen=True, slots=True)
class Forestalled:
    """Somebody else was faster. `person` is empty where a rule of the office decided; `at` is aware, UTC."""

    action: str
    person: str
    at: datetime


def last_decision(session: Session, person: SignedIn) -> Lately | None:
    """The last decision of this session that still stands."""
    # ix_decision_person_id; a person makes some dozens of decisions in a session
    question = (
        select(Decision, Opportunity.title, Opportunity.language)
        .join(Opportunity)
        .where(
            Decision.person_id == person.person_id,
            col(Decision.undone_at).is_(None),
            col(Decision.at) >= person.since,
        )
        .order_by(col(Decision.id).desc())
        .limit(1)
    )
    found = session.exec(question).first()
    if found is None or found[0].id is None:
        return None
    decision, title, language = found
    return Lately(decision.id or 0, decision.opportunity_id, decision.action.value, title, language)


def standing_decision(session: Session, opportunity_id: int) -> Forestalled | None:
    """The decision that holds for an opportunity, and whose it is."""
    question = (
        select(Decision, Person.name)
        .join(Person, isouter=True)
        .where(Decision.opportunity_id == opportunity_id, col(Decision.undone_at).is_(None))
        .where(col(Decision.action).not_in(_JOINING))
        .order_by(col(Decision.id).desc())
        .limit(1)
    )
    found = session.exec(question).first()
    return None if found is None else Forestalled(found[0].action.value, found[1] or "", found[0].at)
