"""How many of the mails a provider took were called unwanted by its readers (SENDING rule R15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import yaml
from sqlmodel import Session, col, func, or_, select

from aggregator.model import Delivery, DeliveryState, ReturnedMail, ReturnKind, Subscriber

WINDOW = timedelta(days=30)
WARNS_AT, STOPS_AT = 0.001, 0.003
_LEAST = 3  # of three hundred readers one is a third of a percent: a single complaint stops nobody


@dataclass(frozen=True, slots=True)
class Rate:
    """Of one provider: mails it took in the last 30 days, complaints in that time, and those nobody looked into yet."""

    provider: str
    handed_over: int
    complaints: int
    unseen: int

    @property
    def share(self) -> float:
        """Complaints per mail, 0 to 1."""
        return min(1.0, self.complaints / self.handed_over) if self.handed_over else 0.0

    @property
    def warns(self) -> bool:
        """Whether somebody should look into it: 0.1 % and more than one."""
        return self.complaints > 1 and self.share >= WARNS_AT

    @property
    def stops(self) -> bool:
        """Whether nothing more may be sent: 0.3 % and at least three, until somebody has looked into them."""
        return self.complaints >= _LEAST and self.share >= STOPS_AT and self.unseen > 0


def complaint_rates(session: Session, *, now: datetime) -> list[Rate]:
    """Per provider, the highest share first; only those with a complaint whose sender was proven by a token of ours."""
    since = now - WINDOW
    # served by ix_returned_mail_kind
    asked = select(ReturnedMail.domain, func.count(), func.count() - func.count(col(ReturnedMail.judged_at))).where(
        ReturnedMail.kind == ReturnKind.COMPLAINT,
        col(ReturnedMail.received_at) >= since,
        col(ReturnedMail.subscriber_id).is_not(None),
    )
    counted: dict[str, tuple[int, int]] = {}
    for domain, number, unseen in session.exec(asked.group_by(col(ReturnedMail.domain))):
        before = counted.get(provider_of(domain), (0, 0))
        counted[provider_of(domain)] = (before[0] + number, before[1] + unseen)
    rates = [Rate(name, _taken(session, name, since), *numbers) for name, numbers in counted.items()]
    return sorted(rates, key=lambda rate: (-rate.share, rate.provider))


def provider_of(domain: str) -> str:
    """Who runs the mailboxes of a domain, as far as the list knows; else the domain itself."""
    return _providers().get(domain.lower(), domain.lower())


def _taken(session: Session, provider: str, since: datetime) -> int:
    """Mails handed over to a provider; asked for the few that somebody complained at."""
    domains = [domain for domain, name in _providers().items() if name == provider] or [provider]
    there = [func.lower(Subscriber.address).like(f"%@{domain}") for domain in domains]
    asked = (
        select(func.count())
        .select_from(Delivery)
        .join(Subscriber, col(Subscriber.id) == Delivery.subscriber_id)
        .where(Delivery.state == DeliveryState.HANDED_OVER, col(Delivery.updated_at) >= since, or_(*there))
    )
    return session.exec(asked).one()


@cache
def _providers() -> Mapping[str, str]:
    with (Path(__file__).parent / "providers.yaml").open(encoding="utf-8") as lines:
        listed: dict[str, list[str]] = yaml.safe_load(lines)
    return {domain: name for name, domains in listed.items() for domain in domains}
