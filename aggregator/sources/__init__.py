"""Sources are data: described in YAML, CSV or OPML, kept in a table, handed to a crawl as visits."""

from aggregator.sources.catalogue import all_from_yaml, all_to_yaml, from_yaml, to_yaml
from aggregator.sources.draft import SourceDraft, SourceInvalid
from aggregator.sources.opml import from_opml, to_opml
from aggregator.sources.shelf import SourceLine, UnknownSource, add_source, due_keys, list_sources, visits
from aggregator.sources.table import from_csv, to_csv

__all__ = [
    "SourceDraft",
    "SourceInvalid",
    "SourceLine",
    "UnknownSource",
    "add_source",
    "all_from_yaml",
    "all_to_yaml",
    "due_keys",
    "from_csv",
    "from_opml",
    "from_yaml",
    "list_sources",
    "to_csv",
    "to_opml",
    "to_yaml",
    "visits",
]
