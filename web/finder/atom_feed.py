"""The same list as Atom (RFC 4287), for programs that want to know when each item changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

from aggregator import taxonomy
from aggregator.search.views import OpportunityView
from web.finder.news_feed import dated_title, described, last_change
from web.language import in_language
from web.plain import plain
from web.settings import WebSettings

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
ElementTree.register_namespace("atom", _ATOM)


def atom_of(
    views: Sequence[OpportunityView], settings: WebSettings, language: str, *, name: str, path: str, own_path: str
) -> bytes:
    """The feed of a list. `path` is the page it belongs to, `own_path` where the feed itself stands."""
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {"xml:lang": language})
    _say(feed, "id", settings.base_url + own_path)
    _say(feed, "title", name)
    _say(feed, "updated", _moment(last_change(views) or _NEVER))
    _say(_add(feed, "author"), "name", settings.office_name or "Partnerpost")
    _add(feed, "link", rel="self", type="application/atom+xml", href=settings.base_url + own_path)
    _add(feed, "link", rel="alternate", type="text/html", href=settings.base_url + path)
    for view in views:
        _add_entry(feed, view, settings, language)
    body: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True, default_namespace=None)
    return body


def _add_entry(feed: ElementTree.Element, view: OpportunityView, settings: WebSettings, language: str) -> None:
    entry = _add(feed, "entry")
    # the id is the same in every language and host of the feed: it names the opportunity (RFC 4151)
    _say(entry, "id", f"tag:{settings.host},{view.created_at.year}:angebot-{view.id}")
    _say(entry, "title", dated_title(view, language))
    address = f"{settings.base_url}{in_language(language, f'/angebot/{view.id}')}"
    _add(entry, "link", rel="alternate", type="text/html", href=address)
    _say(entry, "published", _moment(view.created_at))
    _say(entry, "updated", _moment(view.updated_at))
    _say(entry, "summary", described(view))
    for facet, codes in (("topic", view.topics), ("country", view.countries)):
        for code in codes:
            _add(entry, "category", term=code, label=taxonomy.label(facet, code, language))


def _add(parent: ElementTree.Element, name: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)


def _say(parent: ElementTree.Element, name: str, text: str) -> None:
    _add(parent, name).text = plain(text)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
