"""The same list as RSS 2.0, for feed readers and for other sites."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree

from aggregator import taxonomy
from aggregator.search.views import OpportunityView
from templates.language import short_date
from web.language import in_language
from web.plain import plain
from web.settings import WebSettings
from web.wording import wording

MEDIA_TYPE = "application/rss+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"
ElementTree.register_namespace("atom", _ATOM)


def feed_of(
    views: Sequence[OpportunityView], settings: WebSettings, language: str, *, name: str, path: str, own_path: str
) -> bytes:
    """The feed of a list. `path` is the page it belongs to, `own_path` where the feed itself stands."""
    _ = wording(language)
    root = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(root, "channel")
    _say(channel, "title", name)
    _say(channel, "link", settings.base_url + path)
    _say(channel, "description", _("Fristen für Städtepartnerschaften, nach Datum geordnet"))
    _say(channel, "language", language)
    ElementTree.SubElement(
        channel, f"{{{_ATOM}}}link", href=settings.base_url + own_path, rel="self", type="application/rss+xml"
    )
    newest = last_change(views)
    if newest is not None:
        _say(channel, "lastBuildDate", format_datetime(newest, usegmt=True))
    for view in views:
        _add_item(channel, view, settings, language)
    body: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def last_change(views: Sequence[OpportunityView]) -> datetime | None:
    """When anything shown here last changed."""
    return max((view.updated_at for view in views), default=None)


def dated_title(view: OpportunityView, language: str) -> str:
    """The title with the deadline before it: readers of feeds see nothing else."""
    if view.deadline is None:
        return view.title
    _ = wording(language)
    return _("bis {day}: {title}").format(day=short_date(view.deadline, language), title=view.title)


def described(view: OpportunityView) -> str:
    """One sentence on it: the summary, else the sentence in which the deadline stands."""
    proof = view.proof_of("deadline")
    return view.summary or (f"„{proof.quote}“" if proof else view.title)


def _add_item(channel: ElementTree.Element, view: OpportunityView, settings: WebSettings, language: str) -> None:
    item = ElementTree.SubElement(channel, "item")
    _say(item, "title", dated_title(view, language))
    _say(item, "link", f"{settings.base_url}{in_language(language, f'/angebot/{view.id}')}")
    # the guid is the same in every language: it names the opportunity, not the page
    guid = ElementTree.SubElement(item, "guid", isPermaLink="false")
    guid.text = f"angebot-{view.id}@{settings.host}"
    _say(item, "pubDate", format_datetime(view.created_at, usegmt=True))
    _say(item, "description", described(view))
    for facet, codes in (("topic", view.topics), ("country", view.countries)):
        for code in codes:
            _say(item, "category", taxonomy.label(facet, code, language))


def _say(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = plain(text)
