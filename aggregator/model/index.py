"""The finder's index: which opportunities have which token, in the order of the list; see `search.keeping`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

# letters are compared by their codes, so that "begins with" is a range of the key on PostgreSQL too
_CODED = Text().with_variant(Text(collation="C"), "postgresql")


class Posting(SQLModel, table=True):
    """One token of one accepted opportunity. The key is the list of each token, in the order in which lists are shown.

    `token` is `search.words.token` of a stem or a mark, `place` says where in a list it stands, see `search.places`.
    """

    # on SQLite the key is the table
    __table_args__ = ({"sqlite_with_rowid": False},)

    token: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    place: int = Field(primary_key=True)
    opportunity_id: int = Field(primary_key=True)


class Indexed(SQLModel, table=True):
    """What the index says of an opportunity: its place, its marks (`country:PL topic:youth`) and all its tokens.

    `tokens` are signed numbers of 64 bits, little-endian. `rules` is the number of the rules that made them.
    """

    __table_args__ = (Index("ix_indexed_rules", "rules"),)

    opportunity_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    place: int
    marks: str = Field(sa_type=Text)
    tokens: bytes = Field(sa_type=LargeBinary)
    rules: int


class IndexedWord(SQLModel, table=True):
    """The vocabulary: each stem that a text had, and one word it was met as. What is gone from all texts may stay."""

    __tablename__ = "word"
    __table_args__ = ({"sqlite_with_rowid": False},)

    stem: str = Field(primary_key=True, sa_type=_CODED)
    spelled: str = Field(sa_type=Text)


class WordEnding(SQLModel, table=True):
    """Every ending of every stem, itself among them: whatever begins one of them is a part of the stem."""

    __tablename__ = "word_ending"
    __table_args__ = ({"sqlite_with_rowid": False},)

    ending: str = Field(primary_key=True, sa_type=_CODED)
    stem: str = Field(primary_key=True, sa_type=_CODED)


class Tally(SQLModel, table=True):
    """How many opportunities have a mark at a place; the empty mark counts all."""

    __table_args__ = ({"sqlite_with_rowid": False},)

    mark: str = Field(primary_key=True, sa_type=_CODED)
    place: int = Field(primary_key=True)
    number: int


class Unindexed(SQLModel, table=True):
    """Written by triggers of the database whenever what the index is made of changes; read before that is committed."""

    id: int | None = Field(default=None, primary_key=True)
    opportunity_id: int
