"""Which links count."""

from __future__ import annotations

from sqlalchemy import ColumnElement
from sqlmodel import col

from aggregator.model import Twinning, TwinningStatus


def lived() -> ColumnElement[bool]:
    """Neither suspended nor ended; of most links nobody has said so, and they count."""
    return col(Twinning.status).not_in((TwinningStatus.SUSPENDED, TwinningStatus.ENDED))


def not_ended() -> ColumnElement[bool]:
    """What official counts count: a link at rest is still one."""
    return col(Twinning.status) != TwinningStatus.ENDED
