"""An opportunity as search engines read it: schema.org in JSON-LD, a block of data that no browser runs."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from aggregator import taxonomy
from aggregator.search.views import OpportunityView
from web.finder.quoting import is_web_address
from web.language import in_language
from web.plain import plain
from web.settings import WebSettings

# inside a script element these would end it or begin a comment; JSON may write any letter by its number
_ESCAPED = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
_EVENTS = frozenset({"event", "training"})
_MONEY = frozenset({"funding", "call", "competition"})


def json_ld(view: OpportunityView, settings: WebSettings, language: str) -> Markup:
    """The page with what it is about, to be put into a `script` element of type `application/ld+json`."""
    address = f"{settings.base_url}{in_language(language, f'/angebot/{view.id}')}"
    page: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "url": address,
        "name": plain(view.title),
        "inLanguage": language,
        "dateModified": view.updated_at.isoformat(),
        "expires": view.deadline.isoformat() if view.deadline else None,
        "mainEntity": _thing(view, address, language),
    }
    written = json.dumps(_without_gaps(page), ensure_ascii=False).translate(_ESCAPED)
    return Markup(written)  # noqa: S704 - what could end the element is escaped above


def _thing(view: OpportunityView, address: str, language: str) -> dict[str, Any]:
    thing: dict[str, Any] = {
        "name": plain(view.title),
        "description": plain(view.summary),
        "url": address,
        "sameAs": view.url if is_web_address(view.url) else "",
        "keywords": [taxonomy.label("topic", code, language) for code in view.topics],
    }
    organiser = {"@type": "Organization", "name": plain(view.organiser)} if view.organiser else None
    if view.kind in _EVENTS and view.event_start is not None:
        status = "EventCancelled" if view.status == "withdrawn" else "EventScheduled"
        return thing | {
            "@type": "Event",
            "startDate": view.event_start.isoformat(),
            "endDate": (view.event_end or view.event_start).isoformat(),
            "eventStatus": f"https://schema.org/{status}",
            "location": {"@type": "Place", "name": plain(view.place)} if view.place else None,
            "organizer": organiser,
        }
    if view.kind in _MONEY:
        return thing | {"@type": "MonetaryGrant", "funder": organiser, "amount": _amount(view)}
    return thing | {"@type": "CreativeWork", "publisher": organiser}


def _amount(view: OpportunityView) -> dict[str, str] | None:
    if view.amount_max is None or not view.currency:
        return None
    return {"@type": "MonetaryAmount", "currency": view.currency, "maxValue": f"{view.amount_max:f}"}


def _without_gaps(said: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known: unknown is left out, not said as empty."""
    kept = {name: _without_gaps(value) if isinstance(value, dict) else value for name, value in said.items()}
    return {name: value for name, value in kept.items() if value not in (None, "", [], {})}
