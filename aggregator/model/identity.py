"""What things are recognised by, and the pairs that people are asked about."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from aggregator.model.columns import document, moment, word


class KeptFingerprint(SQLModel, table=True):
    """What a finding is compared by, see `identity.packed`. It belongs to the sighting, wherever that is moved.

    `rules` is the number of the rules that made it: one of other rules is made anew, see `identity.RULES`. `meaning` is
    None until it has been told, and empty where nobody can tell it.
    """

    __tablename__ = "fingerprint"
    # "whose meaning is not known yet": where it can be told, a handful of rows
    __table_args__ = (
        Index(
            "ix_fingerprint_without_meaning",
            "finding_id",
            sqlite_where=text("meaning IS NULL"),
            postgresql_where=text("meaning IS NULL"),
        ),
        Index("ix_fingerprint_rules", "rules"),
    )

    finding_id: int = Field(foreign_key="finding.id", primary_key=True)
    rules: int
    facts: dict[str, Any] = document(default_factory=dict)
    words: bytes = Field(default=b"", sa_type=LargeBinary)
    meaning: bytes | None = Field(default=None, sa_type=LargeBinary)


class BucketMember(SQLModel, table=True):
    """One finding in one bucket, see `identity.buckets`. Full buckets take no more: none holds more than some sixty."""

    __tablename__ = "bucket"
    # "who else is in this bucket" reads the primary key, and on SQLite nothing else: there the key is the table
    __table_args__ = ({"sqlite_with_rowid": False},)

    code: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    finding_id: int = Field(primary_key=True)


class ResemblanceState(StrEnum):
    """`waiting`: for the end of the run that shows whether the source still lists the former one. `open`: for people.

    `lapsed`: they belong together by now, or one of them says something else.
    """

    WAITING = "waiting"
    OPEN = "open"
    SAME = "same"
    DIFFERENT = "different"
    LAPSED = "lapsed"


class Resemblance(SQLModel, table=True):
    """Two findings of two opportunities that may be one. What people said of them is asked only once.

    `one_id` is the smaller number. `grounds` are pairs of a ground and its values, see `identity.Reason`.
    """

    __table_args__ = (
        UniqueConstraint("one_id", "other_id"),
        # "which pairs are open", the newest first; the decided ones are the many
        Index("ix_resemblance_state", "state", "id"),
        Index("ix_resemblance_other", "other_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    one_id: int = Field(foreign_key="finding.id")
    other_id: int = Field(foreign_key="finding.id")
    state: ResemblanceState = word(ResemblanceState, default=ResemblanceState.OPEN)
    grounds: list[list[str]] = document(default_factory=list)
    at: datetime = moment()
    person_id: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = moment(default=None)


class Crowd(SQLModel, table=True):
    """A name that so many findings go by that it tells nothing any more: staff see it, nothing is merged by it."""

    code: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    kind: str = Field(max_length=32)
    name: str
    source_id: int = Field(foreign_key="source.id")
    noticed_at: datetime = moment()
