"""What an archive says of itself: at its beginning what it was made of, at its end that it is whole."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

FORMAT = 1
"""Grows when a program of before could not read the archive any more."""

BEGIN, END = "manifest.json", "end.json"
DATABASE, KEY, SETTINGS, SNAPSHOTS = "partnerpost.sqlite", "secret.key", "partnerpost.toml", "snapshots"


class Manifest(BaseModel):
    """Stands first: which program made it, of which tables, with how many rows."""

    format: int
    program: str
    revision: str = Field(description="Of the tables")
    made_at: datetime
    made_on: Literal["sqlite", "postgresql"]
    secrets: bool = Field(description="Whether key and settings are inside")
    tables: dict[str, int]


class End(BaseModel):
    """Stands last: an archive without it was cut off."""

    database_bytes: int
    database_sha256: str
    snapshots: int
    snapshot_bytes: int
