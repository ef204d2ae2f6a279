"""Sources out of OPML, the list format in which feed readers hand on what they follow."""

from __future__ import annotations

from urllib.parse import urlsplit
from xml.parsers import expat

from aggregator.finding import SourceKind
from aggregator.sources.draft import SourceDraft, SourceInvalid, is_web_address, key_from


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
        raise SourceInvalid(
            f"this is no readable OPML ({error}): export the list again from the feed reader"
        ) from error
    if not outlines.drafts:
        raise SourceInvalid("this file names no feed: an OPML list has lines such as <outline xmlUrl=…>")
    return outlines.drafts


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
            self._add(url, title or urlsplit(url).hostname or url, given.get("description", ""))
        self._headings.append("" if url else title)

    def close(self, name: str) -> None:
        if name.rpartition(":")[2].lower() == "outline":
            self._headings.pop()

    def refuse_entity(self, name: str, *_declared: object) -> None:
        raise SourceInvalid(f"this file defines the entity {name!r}; no feed reader writes that, it is not read")

    def _add(self, url: str, title: str, description: str) -> None:
        key = key_from(title, self._keys)
        notes = " / ".join(filter(None, [*self._headings, description]))
        self._urls.add(url)
        self._keys.add(key)
        self.drafts.append(SourceDraft(key=key, name=title, url=url, kind=SourceKind.FEED, notes=notes))
