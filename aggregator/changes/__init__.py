"""What sources say otherwise than before, and when people hear of it. See docs/changes.md.

Two halves: pure decisions (`facts`, `differences`, `deciding`), and what is kept of them (`settling`, `history`,
`corrections`).
"""

from aggregator.changes import facts
from aggregator.changes.corrections import Said, Standing, propose, standing
from aggregator.changes.deciding import Look
from aggregator.changes.differences import Difference, differences
from aggregator.changes.facts import FactName, Facts
from aggregator.changes.settling import Contradiction, Sentences, Settled, note_contradictions, settle

__all__ = [
    "Contradiction",
    "Difference",
    "FactName",
    "Facts",
    "Look",
    "Said",
    "Sentences",
    "Settled",
    "Standing",
    "differences",
    "facts",
    "note_contradictions",
    "propose",
    "settle",
    "standing",
]
