"""Asking only for what is new: what a server said about a body, sent back to it word for word."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from aggregator.finding import Validators

LIAR = -1
"""In `Validators.trusted`: said "not modified" of a body that was, so it is asked for the body every time."""


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


def believed(known: Validators | None, *, full_every: int) -> Validators | None:
    """What to ask with; None where it is time to ask for the whole body and to see whether "not modified" was true."""
    if known is None or known.trusted == LIAR or known.trusted + 1 >= full_every:
        return None
    return known


def fingerprint(body: bytes) -> str:
    """SHA-256 of a body, in hexadecimal: its name among the snapshots."""
    return hashlib.sha256(body).hexdigest()


def confirmed(known: Validators, *, etag: str | None, last_modified: str | None) -> Validators:
    """What is kept after "not modified": the server's newer words where it gave any, else those known before."""
    return replace(
        known,
        etag=etag or known.etag,
        last_modified=last_modified or known.last_modified,
        trusted=known.trusted + 1,
    )


def renewed(known: Validators | None, got: Validators) -> Validators:
    """What is kept after a body came: its validators, with no trust where those known before stand for another body."""
    if known is None:
        return got
    return replace(got, trusted=LIAR if known.trusted == LIAR or _lied(known, got) else 0)


def _lied(known: Validators, got: Validators) -> bool:
    """Whether the last "not modified" was untrue: other bytes under the same words.

    A weak ETag (RFC 9110, 8.8.1) may stay while bytes change that mean nothing.
    """
    if known.trusted <= 0 or known.body_hash == got.body_hash:
        return False
    if known.etag:
        return known.etag == got.etag and not known.etag.startswith("W/")
    return known.last_modified is not None and known.last_modified == got.last_modified
