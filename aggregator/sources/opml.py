"""Sources as OPML, both ways: the list format in which feed readers hand on what they follow."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from aggregator.finding import SourceKind
from aggregator.model import Source
from aggregator.sources.draft import SourceDraft, is_web_address, key_from
from aggregator.sources.faults import SourceFault, SourceInvalid

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?", re.IGNORECASE)


def from_opml(document: bytes) -> list[SourceDraft]:
    """One feed source for each different `xmlUrl` of an OPML file, in its order; the headings above go into `notes`.

    Raises SourceInvalid where it is no OPML, names no feed at all, or defines entities (such a file can blow up).
    """
    outlines = _Outlines()
    parser = expat.ParserCreate()
    parser.StartElementHandler = outlines.open
    parser.EndElementHandler = outlines.close
    parser.EntityDeclHandler = outlines.refuse_entity
    try:
        parser.Parse(document[max(0, document.find(b"<?xml ")) :], True)  # some lists begin before their declaration
    except expat.ExpatError as error:
        raise SourceInvalid(SourceFault.OPML, detail=error) from error
    if not outlines.drafts:
        raise SourceInvalid(SourceFault.NO_FEED)
    return outlines.drafts


def to_opml(sources: Iterable[Source | SourceDraft]) -> str:
    """The feeds among the sources as an OPML list; other kinds are nothing a feed reader could follow."""
    outlines = "".join(f"    <outline{_attributes(source)}/>\n" for source in sources if source.kind == SourceKind.FEED)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
        f"  <head><title>Partnerpost</title></head>\n  <body>\n{outlines}  </body>\n</opml>\n"
    )


def _attributes(source: Source | SourceDraft) -> str:
    said = {
        "type": "rss",
        "text": source.name,
        "xmlUrl": source.url,
        "language": source.language or "",
        "description": source.notes,
    }
    return "".join(f" {name}={quoteattr(_NOT_IN_XML.sub('', value))}" for name, value in said.items() if value)


class _Outlines:
    """What has been read so far: the drafts, and the headings that are open above the next one."""

    def __init__(self) -> None:
        self.drafts: list[SourceDraft] = []
        self._headings: list[str] = []
        self._keys: set[str] = set()
        self._urls: set[str] = set()

    def open(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2].lower() != "outline":
            return
        given = {word.lower(): value.strip() for word, value in attributes.items()}
        url = given.get("xmlurl", "")
        title = " ".join((given.get("title") or given.get("text") or "").split())[:300]
        if url not in self._urls and is_web_address(url):
            self._add(url, title or urlsplit(url).hostname or url, given)
        self._headings.append("" if url else title)

    def close(self, name: str) -> None:
        if name.rpartition(":")[2].lower() == "outline":
            self._headings.pop()

    def refuse_entity(self, name: str, *_declared: object) -> None:
        raise SourceInvalid(SourceFault.ENTITY, name=repr(name))

    def _add(self, url: str, title: str, given: dict[str, str]) -> None:
        key = key_from(title, self._keys)
        notes = " / ".join(filter(None, [*self._headings, given.get("description", "")]))
        said = _LANGUAGE.fullmatch(given.get("language", ""))
        language = said[1].lower() if said else None
        self._urls.add(url)
        self._keys.add(key)
        self.drafts.append(
            SourceDraft(key=key, name=title, url=url, kind=SourceKind.FEED, language=language, notes=notes)
        )
