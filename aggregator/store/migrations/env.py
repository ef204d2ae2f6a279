"""Alembic's entry: runs the revisions on the connection that `aggregator.store.migrate` hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel

import aggregator.model  # noqa: F401  (registers the tables)
from aggregator.model.columns import UtcDateTime


def _render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime()"
    if kind == "type" and thing.__class__.__name__ == "Enum":
        return "sa.String(32)"
    if kind == "type" and thing.__class__.__name__ == "AutoString":
        return f"sa.String({thing.length or ''})"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_item=_render,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
