"""Text in, facts out: until when, how much, for whom, where, each with the sentence that says so.

Pure: no table, no store, no network, no clock but the day passed in. Any text gets a reading, never an exception.
"""

from aggregator.reading.facts import Amount, Certainty, Deadline, Document, Event, Evidence, Fact, Reading
from aggregator.reading.reading import read
from aggregator.reading.several import read_all

__all__ = ["Amount", "Certainty", "Deadline", "Document", "Event", "Evidence", "Fact", "Reading", "read", "read_all"]
