"""What a look showed, carried by its page until somebody decides: signed, so that it comes back as it went out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from aggregator.finding import Probe
from aggregator.sources.probes import from_document, to_document
from web.security.sessions import SignedIn

_SALT = "partnerpost.looked-at"
_LONGEST = timedelta(hours=12)  # as a session; what was seen yesterday is looked at again


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A probe on its way from the page to the decision."""

    probe: Probe
    language: str | None


def sealed(looked: LookedAt, person: SignedIn, *, secret: str) -> str:
    """The field of the form; it is good for this person alone."""
    told = [person.person_id, looked.probe.at.isoformat(), looked.language, to_document(looked.probe)]
    signed: str = _signer(secret).dumps(told)
    return signed


def opened(field: str, person: SignedIn, *, secret: str, now: datetime) -> LookedAt | None:
    """What a field holds; None if it is not ours, somebody else's, or too old."""
    try:
        person_id, at, language, told = _signer(secret).loads(field)
        moment = datetime.fromisoformat(at)
        probe = from_document(told, at=moment)
    except (BadSignature, KeyError, TypeError, ValueError):
        return None
    if person_id != person.person_id or now - moment > _LONGEST:
        return None
    return LookedAt(probe, language)


def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=_SALT)
