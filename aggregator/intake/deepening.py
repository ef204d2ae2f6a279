"""Twins in another language that facts alone do not bring together: found by what they mean, where that can be told.

Only a question to people comes of it, never a merger. It is done after the intake and in batches, because to encode a
text takes as long as to take it in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlmodel import Session, col, select

from aggregator import meaning
from aggregator.identity import Fingerprint, Verdict, compare, unpacked
from aggregator.identity.buckets import buckets_of_meaning
from aggregator.intake.candidates import candidates
from aggregator.intake.fingerprints import enter
from aggregator.model import KeptFinding, KeptFingerprint, KeptReading, ResemblanceState
from aggregator.resemblances import MOST_QUESTIONS, Likeness, ask
from aggregator.store import Store

_BATCH = 32  # encoded at once: longer batches are no faster, and each is one transaction
_STORED, _ASKED = 6, 10  # cells that a report is found by, and cells that are looked into

_Unknown: TypeAlias = tuple[KeptFingerprint, str, str]


def is_wanted(session: Session) -> bool:
    """Whether there are findings whose meaning is not known yet and could be."""
    # ix_fingerprint_without_meaning holds nothing else
    return meaning.available() and session.exec(_unknown().limit(1)).first() is not None


def deepen(store: Store, *, clock: Callable[[], datetime], most: int = 3_200) -> int:
    """Tell the meaning of findings, the oldest first, and ask about their twins; gives how many it was done for.

    Without the extra it does nothing.
    """
    done = 0
    while done < most and meaning.available():
        with store.writing() as session:
            rows = session.exec(_unknown().limit(_BATCH)).all()
            if not rows:
                break
            _tell(session, rows, clock())
            done += len(rows)
    return done


def _unknown() -> Any:
    return (
        select(KeptFingerprint, KeptFinding.title, KeptReading.text)
        .join(KeptFinding, col(KeptFinding.id) == KeptFingerprint.finding_id)
        .join(KeptReading, col(KeptReading.finding_id) == KeptFingerprint.finding_id)
        .where(col(KeptFingerprint.meaning).is_(None))
        .order_by(col(KeptFingerprint.finding_id))
    )


def _tell(session: Session, rows: Sequence[_Unknown], now: datetime) -> None:
    vectors = meaning.encode([meaning.passage(title, text) for _, title, text in rows])
    for (kept, _, _), vector in zip(rows, vectors, strict=True):
        report = unpacked(kept.facts, kept.words)
        is_told = bool(vector) and report.language in meaning.LANGUAGES
        kept.meaning = vector.components if is_told else b""
        session.add(kept)
        if is_told:
            _ask_about_twins(session, kept.finding_id, report, vector, now)


def _ask_about_twins(
    session: Session, finding_id: int, report: Fingerprint, vector: meaning.Vector, now: datetime
) -> None:
    into = buckets_of_meaning(report, meaning.cells(vector, _ASKED))
    met = candidates(session, into, leaving_out=finding_id)
    own = set(buckets_of_meaning(report, meaning.cells(vector, _STORED)))
    enter(session, finding_id, [bucket for bucket in met.free if bucket in own])
    session.flush()
    known = _vectors(session, [candidate.finding_id for candidate in met.candidates])
    likenesses = []
    for candidate in met.candidates:
        other = known.get(candidate.finding_id)
        if other is None or candidate.fingerprint.language == report.language:
            continue
        judgement = compare(report, candidate.fingerprint, meaning=vector.likeness(other))
        if judgement.verdict != Verdict.DIFFERENT:
            state = ResemblanceState.OPEN
            likenesses.append(Likeness(candidate.finding_id, candidate.opportunity_id, judgement.reasons, state))
    ask(session, finding_id, likenesses, now=now, most=MOST_QUESTIONS)


def _vectors(session: Session, ids: Iterable[int]) -> dict[int, meaning.Vector]:
    question = select(KeptFingerprint.finding_id, KeptFingerprint.meaning).where(
        col(KeptFingerprint.finding_id).in_(list(ids))
    )
    return {finding_id: meaning.Vector(components) for finding_id, components in session.exec(question) if components}
