"""What the store needs to be told."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, Field


class StoreSettings(BaseModel, extra="forbid"):
    """Where data lies. An empty `url` means one SQLite file in the data folder."""

    url: str = Field(
        default="",
        description="Database address; empty: SQLite in the data folder. Example: postgresql://user@host/name",
    )

    def address(self, data: Path) -> str:
        """The address for SQLAlchemy, with the driver we ship."""
        if not self.url:
            return f"sqlite:///{data / 'partnerpost.sqlite'}"
        for plain in ("postgresql://", "postgres://"):
            if self.url.startswith(plain):
                return "postgresql+psycopg://" + self.url.removeprefix(plain)
        return self.url
