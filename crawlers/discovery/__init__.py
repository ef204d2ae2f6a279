"""A pasted address → the ways in which it could be collected, each with its first entries as they would be taken in.

Pages are recognised by pure functions; one driver fetches, with the guards and manners of a crawl and within a time
that a person waits for. The entries are read by the spiders that would collect them, and by the intake's `preview`:
the door of the aggregator, asked without going in.
"""

from crawlers.discovery.discovered import Discovered, Stage, Step, Tell
from crawlers.discovery.discovery import SECONDS, Address, Discovery
from crawlers.discovery.pasted import Mistake, NoAddress
from crawlers.discovery.trial import FIRST, Trial

__all__ = [
    "FIRST",
    "SECONDS",
    "Address",
    "Discovered",
    "Discovery",
    "Mistake",
    "NoAddress",
    "Stage",
    "Step",
    "Tell",
    "Trial",
]
