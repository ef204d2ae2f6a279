"""What people do with a source: test, pause, resume, hand over, change it. Each is written down with who did it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from aggregator.finding import SourceKind
from aggregator.health import Health, expected, read_memory, written
from aggregator.health.envelope import ExpectedInvalid
from aggregator.model import Page, Source, SourceAction, SourceDecision, SourceState
from aggregator.sources.draft import SourceDraft
from aggregator.sources.faults import SourceFault, SourceInvalid
from aggregator.sources.fields import FIELDS
from aggregator.sources.shelf import UnknownSource

_ELSEWHERE = ("url", "kind", "options")
"""What is found depends on these: when one changes, nothing is known of the source any more."""


def source_of(session: Session, key: str) -> Source:
    """The kept source with this key. Raises UnknownSource."""
    source = session.exec(select(Source).where(Source.key == key)).first()
    if source is None:
        raise UnknownSource(f"no source has the key {key!r}")
    return source


def collected_source(session: Session, key: str) -> Source:
    """The kept source with this key, if there is anything to collect. Raises UnknownSource."""
    source = source_of(session, key)
    if source.kind is SourceKind.BY_HAND:
        raise UnknownSource(f"nothing is collected for the key {key!r}: people enter it by hand")
    return source


def test_now(session: Session, key: str, *, person_id: int | None, now: datetime) -> None:
    """Ask for a visit at the next tick, also to a source that is paused or was never collected well."""
    source = collected_source(session, key)
    source.wanted_at = now
    note(session, source, SourceAction.TEST, person_id=person_id, now=now)


def pause(session: Session, key: str, *, person_id: int | None, now: datetime) -> None:
    """Visit it no more until somebody resumes it; what it brought stays. Nothing happens where it is paused already."""
    source = collected_source(session, key)
    if source.state is not SourceState.PAUSED:
        before = {"state": source.state.value}
        source.state = SourceState.PAUSED
        after = {"state": source.state.value}
        note(session, source, SourceAction.PAUSE, person_id=person_id, now=now, before=before, after=after)


def resume(session: Session, key: str, *, person_id: int | None, now: datetime) -> None:
    """Visit it again from now on, where it was paused; one that was collected well before is due at once."""
    source = collected_source(session, key)
    if source.state is SourceState.PAUSED:
        memory = read_memory(source.memory)
        source.state = SourceState.PROVEN if memory.visits else SourceState.UNPROVEN
        source.next_fetch_at = now
        before, after = {"state": SourceState.PAUSED.value}, {"state": source.state.value}
        note(session, source, SourceAction.RESUME, person_id=person_id, now=now, before=before, after=after)


def hand_over(session: Session, key: str, *, person_id: int | None, now: datetime) -> None:
    """Ask those who know how to describe a source to see to it; said until it is described anew or well again."""
    note(session, collected_source(session, key), SourceAction.HAND_OVER, person_id=person_id, now=now)


def change(session: Session, key: str, draft: SourceDraft, *, person_id: int | None, now: datetime) -> Source:
    """Describe a source anew; its key stays. Where it is found elsewhere now, it is tried soon and learned anew.

    Raises UnknownSource, or SourceInvalid where the draft is wrong or another source has this address.
    """
    source = collected_source(session, key)
    draft.require_valid()
    require_options(draft.options)
    twin = session.exec(
        select(Source).where(Source.url == draft.url, Source.kind == draft.kind, Source.key != key)
    ).first()
    if twin is not None and twin.options == dict(draft.options):
        raise SourceInvalid(SourceFault.ADDRESS_TAKEN, key=repr(twin.key), name=twin.name)
    differing = [
        name for name in FIELDS if name != "key" and _plain(getattr(draft, name)) != _plain(getattr(source, name))
    ]
    if not differing:
        return source
    before = {name: _plain(getattr(source, name)) for name in differing}
    for name in differing:
        setattr(source, name, _plain(getattr(draft, name)))
    after = {name: _plain(getattr(source, name)) for name in differing}
    if set(differing) & set(_ELSEWHERE):
        _begin_anew(session, source, now)
    note(session, source, SourceAction.CHANGE, person_id=person_id, now=now, before=before, after=after)
    return source


def require_options(options: Mapping[str, object]) -> None:
    """Raise SourceInvalid where the option `expected` cannot be read."""
    try:
        expected(options)
    except ExpectedInvalid as error:
        raise SourceInvalid(SourceFault.OPTIONS_EXPECTED, detail=error) from error


def note(
    session: Session,
    source: Source,
    action: SourceAction,
    *,
    person_id: int | None,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write down what was done with a source, by whom."""
    assert source.id is not None
    session.add(source)
    session.add(
        SourceDecision(
            source_id=source.id, person_id=person_id, action=action, before=before or {}, after=after or {}, at=now
        )
    )
    session.flush()


def _begin_anew(session: Session, source: Source, now: datetime) -> None:
    """The answers kept are those of another address, or were read otherwise: everything is fetched once more."""
    source.memory = written(read_memory(source.memory).forgetting())
    source.health, source.health_since, source.reasons = Health.LEARNING, now, []
    source.wanted_at = now
    for page in session.exec(select(Page).where(col(Page.source_id) == source.id)):
        session.delete(page)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value
