"""The ways in which a fetched document might be collected, before any of them was tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from aggregator.finding import COLLECTED, Failure, FailureKind, SourceKind, Way
from crawlers.discovery.forms import Form, form_of
from crawlers.discovery.signs import LEAST_TEXT, Signs, signs_of
from crawlers.ledger import Answer
from crawlers.spiders.charset import decode
from crawlers.spiders.link_pattern import Learned, learn
from crawlers.spiders.page import Follow, Page, Role, Unreadable

_KINDS = {kind.value: kind for kind in COLLECTED}
_BY_FORM = {
    Form.FEED: "feed",
    Form.CALENDAR: "calendar",
    Form.RECORDS: "json",
    Form.SITEMAP: "sitemap",
    Form.PDF: "pdf",
}
_UNREADABLE = {
    Form.PDF: "a PDF document: give the page on which it is linked",
    Form.SITEMAP: "a sitemap: give the page that lists the calls",
    Form.OTHER: "neither a page nor a feed, a calendar or records",
}


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a document is. `ways` follow from itself; `signs` and `links` are those of a page alone."""

    form: Form
    ways: tuple[Way, ...] = ()
    signs: Signs | None = None
    links: Learned | None = None
    failure: Failure | None = None


def kind_named(name: str) -> SourceKind | None:
    """The kind of source of this name, where there is a spider for it."""
    return _KINDS.get(name)


def recognise(answer: Answer, now: datetime) -> Recognised:
    """Say what came back for an address at `now`, and how it could be collected. Never raises for what a site sends."""
    form = form_of(answer.body, answer.content_type)
    if form is Form.PAGE:
        return _page(answer, now)
    kind = kind_named(_BY_FORM.get(form, ""))
    if kind is None:
        detail = _UNREADABLE.get(form, form.value)
        return Recognised(form, failure=Failure(FailureKind.UNREADABLE, answer.url, detail))
    return Recognised(form, (Way(kind, answer.url),))


def _page(answer: Answer, now: datetime) -> Recognised:
    try:
        html = decode(Page(Follow(answer.url, Role.START), answer.url, answer.body, now, answer.content_type)).text
    except Unreadable as error:
        return Recognised(Form.PAGE, failure=Failure(error.kind, answer.url, error.detail))
    signs = signs_of(html, answer.url)
    links = learn(html, answer.url)
    failure = Failure(signs.obstacle, answer.url) if signs.obstacle else None
    return Recognised(Form.PAGE, tuple(_ways_of_page(answer.url, signs, links)), signs, links, failure)


def _ways_of_page(url: str, signs: Signs, links: Learned | None) -> Iterator[Way]:
    if signs.obstacle is not None:
        return
    if links is not None:
        yield Way(SourceKind.LISTING, url, {"link": links.pattern})
    if signs.characters >= LEAST_TEXT:
        yield Way(SourceKind.STANDING, url)
