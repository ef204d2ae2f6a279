"""The same or not: canonical addresses, reference numbers, and a verdict that says why. Pure: no table, no store."""

from aggregator.identity.addresses import canonical_url
from aggregator.identity.fingerprint import RULES, Fingerprint, fingerprint, packed, unpacked
from aggregator.identity.item import Item, item_of
from aggregator.identity.judgement import Judgement, Verdict
from aggregator.identity.reasons import Ground, Reason
from aggregator.identity.references import reference_ids
from aggregator.identity.verdict import compare

__all__ = [
    "RULES",
    "Fingerprint",
    "Ground",
    "Item",
    "Judgement",
    "Reason",
    "Verdict",
    "canonical_url",
    "compare",
    "fingerprint",
    "item_of",
    "packed",
    "reference_ids",
    "unpacked",
]
