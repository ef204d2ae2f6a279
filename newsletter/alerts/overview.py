"""How many alerts there are, for the office; no address is shown to anybody."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, func, select

from aggregator.model import Alert, AlertMail, AlertState, DeliveryState


@dataclass(frozen=True, slots=True)
class Overview:
    """Alerts that tell something, those nobody confirmed yet, and mails of which nobody knows whether they arrived."""

    confirmed: int
    pending: int
    uncertain: int


def overview(session: Session) -> Overview:
    """Count them."""
    # ix_alert_state
    states = dict(session.exec(select(Alert.state, func.count()).group_by(Alert.state)).all())
    lost = select(func.count()).select_from(AlertMail).where(AlertMail.state == DeliveryState.UNCERTAIN)
    return Overview(
        confirmed=states.get(AlertState.CONFIRMED, 0),
        pending=states.get(AlertState.PENDING, 0),
        uncertain=session.exec(lost).one(),
    )
