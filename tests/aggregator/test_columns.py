"""Moments are stored in SQLite as SQLAlchemy itself would store them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import DateTime
from sqlalchemy.dialects import sqlite

from aggregator.model.columns import UtcDateTime

_MOMENTS = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=st.timezones())  # noqa: DTZ001


@given(moment=_MOMENTS)
def test_a_moment_is_the_same_text_that_sqlalchemy_writes(moment: datetime) -> None:
    dialect = sqlite.dialect()
    ours = UtcDateTime().bind_processor(dialect)
    theirs = DateTime().dialect_impl(dialect).bind_processor(dialect)
    assert ours is not None and theirs is not None
    assert ours(moment) == theirs(moment.astimezone(UTC).replace(tzinfo=None))
    assert ours(None) is None


def test_a_moment_without_a_zone_is_refused() -> None:
    store = UtcDateTime().bind_processor(sqlite.dialect())
    assert store is not None
    with pytest.raises(ValueError, match="no zone"):
        store((datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=1)).replace(tzinfo=None))
