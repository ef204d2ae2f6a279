"""What is kept of the pages of a source between two visits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from aggregator.finding import Validators
from aggregator.intake.cleaning import clean, hash_of
from aggregator.model import Page
from aggregator.store.upsert import upsert


def keep_pages(session: Session, source_id: int, pages: Mapping[str, Validators], *, at: datetime) -> None:
    """Keep the validators of pages that were fetched; those known before are replaced."""
    rows = {row["url_hash"]: row for row in (_row(source_id, clean(url), kept, at) for url, kept in pages.items())}
    upsert(session, Page, list(rows.values()), unique=("source_id", "url_hash"))


def _row(source_id: int, url: str, validators: Validators, at: datetime) -> dict[str, Any]:
    return {
        "source_id": source_id,
        "url": url,
        "url_hash": hash_of(url),
        "etag": clean(validators.etag) if validators.etag else None,
        "last_modified": clean(validators.last_modified)[:100] if validators.last_modified else None,
        "body_hash": validators.body_hash,
        "trusted": validators.trusted,
        "ttl_minutes": validators.ttl_minutes,
        "fetched_at": validators.fetched_at or at,
    }
