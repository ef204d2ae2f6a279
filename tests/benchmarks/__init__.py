"""What the project measures about itself, each figure beside a peer or a limit in the same run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure and what it is held against; both in the same `unit`."""

    name: str
    value: float
    unit: str
    against: str
    against_value: float

    @property
    def ratio(self) -> float:
        """Ours divided by theirs."""
        return self.value / self.against_value
