"""What this person did last, so that it can be taken back, and whose decision holds for an entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from aggregator.model import Action, Because, Decision, Person
from aggregator.review import Step, last_step
from web.security.sessions import SignedIn

_JOINING = (Action.MERGE, Action.SPLIT, Action.APART)


@dataclass(frozen=True, slots=True)
class Lately:
    """A step in words: `action` is accept, reject, later, merge, split, apart or correct."""

    step: Step

    @property
    def opportunity_id(self) -> int:
        """The number of the entry; of several the first one."""
        return self.step.opportunity_id

    @property
    def action(self) -> str:
        """What was done."""
        return self.step.action.value if self.step.action else "correct"

    @property
    def is_joining(self) -> bool:
        """Whether something was merged, parted or kept apart."""
        return self.step.action in _JOINING


@dataclass(frozen=True, slots=True)
class Forestalled:
    """Somebody else was faster. `person` is empty where a rule of the office decided; `at` is aware, UTC."""

    action: str
    person: str
    at: datetime
    because: Because | None = None


def last_decision(session: Session, person: SignedIn) -> Lately | None:
    """What Z would take back: the last step of this session that still holds."""
    step = last_step(session, since=person.since, person_id=person.person_id)
    return None if step is None else Lately(step)


def standing_decision(session: Session, opportunity_id: int) -> Forestalled | None:
    """The decision that holds for an opportunity, and whose it is."""
    question = (
        select(Decision, Person.name)
        .join(Person, col(Person.id) == Decision.person_id, isouter=True)
        .where(Decision.opportunity_id == opportunity_id, col(Decision.undone_at).is_(None))
        .where(col(Decision.action).not_in(_JOINING))
        .order_by(col(Decision.id).desc())
        .limit(1)
    )
    found = session.exec(question).first()
    if found is None:
        return None
    decision, name = found
    return Forestalled(decision.action.value, name or "", decision.at, decision.because)
