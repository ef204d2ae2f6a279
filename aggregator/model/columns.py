"""Column types that mean the same on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Enum, String, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlmodel import Field


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes, stored as UTC without zone. A naive datetime is refused: nobody knows what it means."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no zone: only aware datetimes are stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """As inherited; on SQLite the same text by a shorter way, which takes a third off the writing of a finding."""
        if dialect.name != "sqlite":
            return super().bind_processor(dialect)

        def as_text(value: datetime | None) -> str | None:
            naive = self.process_bind_param(value, dialect)
            return None if naive is None else naive.isoformat(" ", "microseconds")

        return as_text

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.replace(tzinfo=UTC)


def moment(**options: Any) -> Any:
    """A column of aware datetimes, UTC."""
    return Field(sa_type=UtcDateTime, **options)


def word(words: type[StrEnum], **options: Any) -> Any:
    """A column that holds one of our words as text, readable in the database, extendable without a migration."""
    column = Enum(
        words, native_enum=False, create_constraint=False, length=32, values_callable=lambda w: [m.value for m in w]
    )
    return Field(sa_type=column, **options)


class _WordSet(TypeDecorator[frozenset[StrEnum]]):
    """A set of our words as one text, in the order in which the words are defined: `editor technician`."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__(length=200)
        self._words = words

    def process_bind_param(self, value: frozenset[StrEnum] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else " ".join(one.value for one in self._words if one in value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[StrEnum] | None:  # noqa: ARG002
        return None if value is None else frozenset(self._words(one) for one in value.split())


def word_set(words: type[StrEnum], **options: Any) -> Any:
    """A column that holds a set of our words as text; assign a new set to change it."""
    return Field(sa_type=_WordSet(words), **options)


def document(**options: Any) -> Any:
    """A column of JSON: settings of a source, counts of a run, before and after of a decision."""
    return Field(sa_type=JSON, **options)
