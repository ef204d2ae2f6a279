"""Sent issues as RSS 2.0, for feed readers."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import format_datetime
from xml.etree import ElementTree

from newsletter.issues.archive import Kept
from templates.rendering import translations
from web.language import in_language
from web.plain import plain
from web.settings import WebSettings
from web.wording import wording

MEDIA_TYPE = "application/rss+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"
ElementTree.register_namespace("atom", _ATOM)


def feed_of(issues: Sequence[tuple[Kept, str]], settings: WebSettings, language: str) -> bytes:
    """The feed of sent issues with their paths, the latest first."""
    _, several = wording(language), translations("web", language).ngettext
    here = settings.base_url + in_language(language, "/ausgaben")
    root = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(root, "channel")
    office = settings.office_name or "Partnerpost"
    _say(channel, "title", _("Ausgaben – {office}").format(office=office))
    _say(channel, "link", here)
    _say(channel, "description", _("Alle verschickten Ausgaben des Newsletters"))
    _say(channel, "language", language)
    ElementTree.SubElement(channel, f"{{{_ATOM}}}link", href=f"{here}.rss", rel="self", type="application/rss+xml")
    for issue, path in issues:
        item = ElementTree.SubElement(channel, "item")
        _say(item, "title", issue.title)
        _say(item, "link", settings.base_url + in_language(language, path))
        # the guid is the same in every language: it names the issue, not the page
        guid = ElementTree.SubElement(item, "guid", isPermaLink="false")
        guid.text = f"ausgabe-{issue.id}@{settings.host}"
        _say(item, "pubDate", format_datetime(issue.sent_at, usegmt=True))
        number = several("%(number)s Eintrag", "%(number)s Einträge", issue.entries) % {"number": issue.entries}
        _say(item, "description", number)
    body: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _say(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = plain(text)
