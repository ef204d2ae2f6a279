"""Asking only for what is new: what a server said about a body, sent back to it word for word."""

from __future__ import annotations

import hashlib

from aggregator.finding import Validators


def conditions(known: Validators | None) -> dict[str, str]:
    """Request headers that let the server answer 304.

    With an ETag only `If-None-Match` is sent: servers exist that answer 304 when either of the two fits.
    """
    if known is None:
        return {}
    if known.etag:
        return {"If-None-Match": known.etag}
    if known.last_modified:
        return {"If-Modified-Since": known.last_modified}
    return {}


def fingerprint(body: bytes) -> str:
    """SHA-256 of a body, in hexadecimal: its name among the snapshots."""
    return hashlib.sha256(body).hexdigest()


def confirmed(known: Validators, *, etag: str | None, last_modified: str | None) -> Validators:
    """What is kept after "not modified": the server's newer words where it gave any, else those known before."""
    return Validators(etag or known.etag, last_modified or known.last_modified, known.body_hash)
