"""The office's own source: what its people enter by hand. It is never visited, so it is never ill."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from aggregator.finding import SourceKind
from aggregator.health import Health
from aggregator.model import Source, SourceRank, SourceState

OWN_KEY = "by_hand"
"""No draft can take it: keys of sources that are added hold no underscore."""


def own_source(session: Session, *, name: str, now: datetime) -> Source:
    """The source under which the office's own entries stand, made at the first of them; `name` is the office's.

    What the office writes itself leads before what others report of the same thing.
    """
    source = session.exec(select(Source).where(Source.key == OWN_KEY)).first()
    if source is None:
        source = Source(
            key=OWN_KEY,
            name=name,
            url="",
            kind=SourceKind.BY_HAND,
            state=SourceState.PROVEN,
            rank=SourceRank.ORIGINAL,
            health=Health.OK,
            health_since=now,
            created_at=now,
        )
    source.name = name
    session.add(source)
    session.flush()
    return source
