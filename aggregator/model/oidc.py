"""Who a person of the office is at the sign-in provider."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from aggregator.model.columns import moment


class OidcIdentity(SQLModel, table=True):
    """An account at a provider, for good: an address may pass to a colleague, a subject never does."""

    __tablename__ = "oidc_identity"
    __table_args__ = (UniqueConstraint("issuer", "person_id"),)

    issuer: str = Field(primary_key=True, max_length=500)
    # OpenID Connect Core, section 2: at most 255 ASCII characters
    subject: str = Field(primary_key=True, max_length=255)
    person_id: int = Field(foreign_key="person.id", index=True)
    linked_at: datetime = moment()
