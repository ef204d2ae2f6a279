"""What differs between two views of one opportunity, and which of it people must hear of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aggregator.intake.understanding import Understood
from aggregator.model import Facet, Opportunity

_TOLD = frozenset({"deadline", "certainty", "event_start", "event_end", "amount_max"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A field with its value before and after, as text; None where there was or is none."""

    field: str
    before: str | None
    after: str | None

    @property
    def must_be_told(self) -> bool:
        """Whether a decision was made on what this was before."""
        return self.field in _TOLD


def differences(
    kept: Opportunity, facets: dict[Facet, tuple[str, ...]], days: set[date], found: Understood
) -> list[Difference]:
    """What the new view says otherwise than the kept one; `days` are all deadlines that were known.

    A deadline that merely passed, so that the next known round counts now, is no change.
    """
    deadline = found.deadline
    pairs: list[tuple[str, object, object]] = [
        ("title", kept.title, found.title),
        ("kind", kept.kind, found.kind),
        ("deadline", kept.deadline, deadline.date if deadline else None),
        ("deadline_time", kept.deadline_time, deadline.time if deadline else None),
        ("certainty", kept.certainty, found.certainty),
        ("event_start", kept.event_start, found.event_start),
        ("event_end", kept.event_end, found.event_end),
        ("amount_min", kept.amount_min, found.amount_min),
        ("amount_max", kept.amount_max, found.amount_max),
        ("currency", kept.currency, found.currency),
        ("place", kept.place, found.place),
        ("organiser", kept.organiser, found.organiser),
    ]
    pairs += [(facet.value, sorted(facets.get(facet, ())), sorted(found.facets.get(facet, ()))) for facet in Facet]
    changed = [Difference(name, _shown(before), _shown(after)) for name, before, after in pairs if before != after]
    if deadline and deadline.date in days and kept.deadline in {known.date for known in found.deadlines}:
        changed = [difference for difference in changed if difference.field not in ("deadline", "deadline_time")]
    return changed


def _shown(value: object) -> str | None:
    if isinstance(value, list):
        value = " ".join(value)
    return str(value) if value not in (None, "") else None
