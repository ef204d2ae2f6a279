"""How a source is, from its last runs alone: what is usual there, what is not, and the sentence that says so.

Pure: no table, no store, no network, no clock but the one passed in.
"""

from aggregator.health.envelope import Envelope, ExpectedInvalid, expected, learn
from aggregator.health.memory import Memory, RunFacts, read_memory, wait_after, written
from aggregator.health.overdue import overdue
from aggregator.health.telling import percent, sentence
from aggregator.health.verdict import judge
from aggregator.health.words import Fact, Health, Reason, ReasonKind, Verdict

__all__ = [
    "Envelope",
    "ExpectedInvalid",
    "Fact",
    "Health",
    "Memory",
    "Reason",
    "ReasonKind",
    "RunFacts",
    "Verdict",
    "expected",
    "judge",
    "learn",
    "overdue",
    "percent",
    "read_memory",
    "sentence",
    "wait_after",
    "written",
]
