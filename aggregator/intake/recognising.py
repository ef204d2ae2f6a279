"""Which kept opportunity a finding reports, if any: candidates by the names they go by, then the verdict."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, col, select

from aggregator.changes import facts
from aggregator.finding import Finding
from aggregator.identity import Item, Verdict, compare
from aggregator.identity.addresses import is_front_page
from aggregator.identity.verdict import TELLING_TITLE
from aggregator.intake.cleaning import hash_of
from aggregator.intake.understanding import Understood
from aggregator.model import (
    Change,
    ChangeState,
    IdentityKey,
    KeptFinding,
    KeptReading,
    Opportunity,
    OpportunityDeadline,
    Source,
)

_MOST_CANDIDATES = 25  # a source that uses one address for everything must not make every finding slower


def recognise(session: Session, finding: Finding, understood: Understood, text: str) -> Opportunity | None:
    """The opportunity that this finding surely reports; None where there is none or people would have to decide."""
    keys = [hash_of(key) for key in names(understood)]
    # the primary key of identity_key begins with key_hash; the newest are the likeliest
    ids = session.exec(
        select(IdentityKey.opportunity_id)
        .where(col(IdentityKey.key_hash).in_(keys))
        .distinct()
        .order_by(col(IdentityKey.opportunity_id).desc())
        .limit(_MOST_CANDIDATES)
    ).all()
    if not ids:
        return None
    met = item(finding, understood, text)
    for opportunity, candidate in _candidates(session, ids):
        if compare(met, candidate).verdict == Verdict.SAME:
            return opportunity
    return None


def remember(session: Session, opportunity_id: int, understood: Understood, *, is_new: bool) -> None:
    """Note the names under which the opportunity can be met again; a new one has none yet."""
    wanted = {hash_of(key): key for key in names(understood)}
    if wanted and not is_new:
        held = select(IdentityKey.key_hash).where(
            col(IdentityKey.key_hash).in_(wanted), IdentityKey.opportunity_id == opportunity_id
        )
        for key_hash in session.exec(held).all():
            del wanted[key_hash]
    for key_hash, key in wanted.items():
        session.add(IdentityKey(key_hash=key_hash, key=key, opportunity_id=opportunity_id))


def names(understood: Understood) -> list[str]:
    """Canonical address (a whole site is none), reference numbers, and a title that is long enough to be a name."""
    named = Item(title=understood.title, text="", url=understood.url, references=frozenset(understood.references))
    found = [] if not named.address or is_front_page(named.address) else [named.address]
    found += [f"reference {code.upper()}" for code in sorted(named.stated_references)]
    if len(named.title_words) >= TELLING_TITLE:
        found.append(f"title {' '.join(sorted(named.title_words | named.title_numbers))}")
    return found


def item(finding: Finding, understood: Understood, text: str) -> Item:
    """The finding as identity sees it."""
    days = {deadline.date for deadline in understood.deadlines if deadline.date}
    return Item(
        title=understood.title,
        text=text,
        url=understood.url,
        days=frozenset(days | ({understood.event_start} if understood.event_start else set())),
        references=frozenset(code.upper() for code in _stated_references(finding)),
        language=understood.language,
        source_key=finding.source_key,
        key=finding.key,
    )


def _stated_references(finding: Finding) -> Iterable[str]:
    return (code.strip() for code in finding.fields.get("reference", "").split(";") if code.strip())


def _candidates(session: Session, ids: Iterable[int]) -> list[tuple[Opportunity, Item]]:
    rows = session.exec(
        select(Opportunity, KeptFinding, KeptReading, Source)
        .join(KeptFinding, col(KeptFinding.id) == Opportunity.finding_id)
        .join(KeptReading, col(KeptReading.finding_id) == KeptFinding.id)
        .join(Source, col(Source.id) == KeptFinding.source_id)
        .where(col(Opportunity.id).in_(ids))
        .order_by(col(Opportunity.id).desc())
    ).all()
    days: dict[int, set[date]] = {}
    dated = select(OpportunityDeadline).where(col(OpportunityDeadline.opportunity_id).in_(ids))
    for deadline in session.exec(dated):
        if deadline.date:
            days.setdefault(deadline.opportunity_id, set()).add(deadline.date)
    # ix_change_opportunity_id; a moved day that waits for a second look is one of its days to other sources already
    moved = select(Change).where(col(Change.opportunity_id).in_(ids), Change.state == ChangeState.PENDING)
    for change in session.exec(moved.where(Change.field == "deadline")):
        coming = facts.until(change.after)
        if coming is not None:
            days.setdefault(change.opportunity_id, set()).add(coming.day)
    return [
        (opportunity, _kept_item(opportunity, kept, reading.text, source.key, days.get(opportunity.id or 0, set())))
        for opportunity, kept, reading, source in rows
    ]


def _kept_item(opportunity: Opportunity, kept: KeptFinding, text: str, source_key: str, days: set[date]) -> Item:
    event = {opportunity.event_start} if opportunity.event_start else set()
    references = (code.strip().upper() for code in kept.fields.get("reference", "").split(";"))
    return Item(
        title=opportunity.title,
        text=text,
        url=opportunity.url,
        days=frozenset(days | event),
        references=frozenset(code for code in references if code),
        language=opportunity.language,
        source_key=source_key,
        key=kept.key,
    )
