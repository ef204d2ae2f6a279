"""Sources are data: described in YAML, CSV or OPML, kept in a table, handed to a crawl as visits."""

from aggregator.sources.adopting import adopt, note_for_technicians
from aggregator.sources.catalogue import all_from_yaml, all_to_yaml, from_yaml, to_yaml
from aggregator.sources.draft import SourceDraft
from aggregator.sources.faults import SourceFault, SourceInvalid
from aggregator.sources.files import FileFormat, add_missing, format_of, from_file, written
from aggregator.sources.opml import from_opml, to_opml
from aggregator.sources.probes import evidence_of, keep_probe, probe_of, take_way
from aggregator.sources.shelf import SourceLine, UnknownSource, add_source, due_keys, list_sources, visits
from aggregator.sources.table import from_csv, to_csv
from aggregator.sources.wishes import NotSeenThere, visit_again, want_again, wanted_again

__all__ = [
    "FileFormat",
    "NotSeenThere",
    "SourceDraft",
    "SourceFault",
    "SourceInvalid",
    "SourceLine",
    "UnknownSource",
    "add_missing",
    "add_source",
    "adopt",
    "all_from_yaml",
    "all_to_yaml",
    "due_keys",
    "evidence_of",
    "format_of",
    "from_csv",
    "from_file",
    "from_opml",
    "from_yaml",
    "keep_probe",
    "list_sources",
    "note_for_technicians",
    "probe_of",
    "take_way",
    "to_csv",
    "to_opml",
    "to_yaml",
    "visit_again",
    "visits",
    "want_again",
    "wanted_again",
    "written",
]
