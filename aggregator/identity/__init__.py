"""The same or not: canonical addresses, reference numbers, and a verdict that says why. Pure: no table, no store."""

from aggregator.identity.addresses import canonical_url
from aggregator.identity.item import Item
from aggregator.identity.references import reference_ids
from aggregator.identity.verdict import Judgement, Verdict, compare

__all__ = ["Item", "Judgement", "Verdict", "canonical_url", "compare", "reference_ids"]
