"""A source that a person takes after a look at its address."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, select

from aggregator.finding import Probe, SourceKind, Way
from aggregator.model import Source, SourceAction, SourceState
from aggregator.sources.draft import SourceDraft, key_from
from aggregator.sources.probes import evidence_of, keep_probe
from aggregator.sources.shelf import add_source
from aggregator.sources.tending import note


def adopt(
    session: Session,
    way: Way,
    *,
    name: str,
    language: str | None,
    probe: Probe | None,
    person_id: int | None,
    now: datetime,
) -> Source:
    """Watch an address in the way that was chosen. It is unproven, and visited now because a person wants it.

    Raises SourceInvalid where the name is empty or the address is watched in this way already.
    """
    draft = SourceDraft(
        key=key_from(name, _keys(session)),
        name=name,
        url=way.url,
        kind=way.kind,
        language=language,
        options=way.options,
        evidence=evidence_of(way, now),
    )
    source = add_source(session, draft, now=now)
    source.wanted_at = now
    note(session, source, SourceAction.ADD, person_id=person_id, now=now)
    return _with_probe(session, source, probe)


def note_for_technicians(
    session: Session, url: str, *, name: str, said: str, probe: Probe | None, person_id: int | None, now: datetime
) -> Source:
    """Keep an address that could not be read as it is: paused, for somebody who knows how to go on.

    `said` is what the person who found it notes. Raises SourceInvalid where the address is kept already.
    """
    draft = SourceDraft(key=key_from(name, _keys(session)), name=name, url=url, kind=SourceKind.STANDING, notes=said)
    source = add_source(session, replace(draft, evidence="named on the desk, for the technicians"), now=now)
    source.state = SourceState.PAUSED
    note(session, source, SourceAction.ADD, person_id=person_id, now=now)
    return _with_probe(session, source, probe)


def _with_probe(session: Session, source: Source, probe: Probe | None) -> Source:
    if probe is not None:
        keep_probe(session, source.key, probe)
    return source


def _keys(session: Session) -> set[str]:
    return set(session.exec(select(Source.key)).all())
