"""The register that turns "I am from Bottrop" into "France, Poland, …"."""

from __future__ import annotations

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


class Municipality(SQLModel, table=True):
    """A municipality or district, by its official key (AGS, text: the leading zero counts)."""

    ags: str = Field(primary_key=True, max_length=8)
    name: str = Field(max_length=200, index=True)
    folded_name: str = Field(max_length=200, index=True)
    kind: str = Field(max_length=40)
    state: str = Field(max_length=8, index=True)
    district: str = Field(default="", max_length=200)
    population: int | None = Field(default=None)


class Twinning(SQLModel, table=True):
    """One link between a municipality here and a place abroad, with where we know it from."""

    id: int | None = Field(default=None, primary_key=True)
    ags: str = Field(foreign_key="municipality.ags", index=True)
    partner: str = Field(max_length=200)
    country: str = Field(max_length=8, index=True)
    since: int | None = Field(default=None)
    kind: str = Field(default="", max_length=40)
    source: str = Field(default="", sa_type=Text)
    licence: str = Field(default="", max_length=100)
