"""The finder: what is asked for, what is found, how many there are of what."""

from aggregator.search.addressed import seen_under
from aggregator.search.counting import Counts, counts
from aggregator.search.finding import DEEPEST, Found, Total, find, how_many, numbers
from aggregator.search.loading import many, one, shortened
from aggregator.search.query import Query
from aggregator.search.spans import due_by_day, numbers_due, on_days
from aggregator.search.standing import merged_into, standing_for
from aggregator.search.suggesting import suggested
from aggregator.search.views import OpportunityView, Proof, SeenAt

__all__ = [
    "DEEPEST",
    "Counts",
    "Found",
    "OpportunityView",
    "Proof",
    "Query",
    "SeenAt",
    "Total",
    "counts",
    "due_by_day",
    "find",
    "how_many",
    "many",
    "merged_into",
    "numbers",
    "numbers_due",
    "on_days",
    "one",
    "seen_under",
    "shortened",
    "standing_for",
    "suggested",
]
