"""Eurodesk Opportunity Finder: a feed that says what there is, and a page for each that says until when."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.finding import FailureKind, Finding, Visit
from crawlers.spiders import cleaning, findings, markup
from crawlers.spiders.apis.answers import origin
from crawlers.spiders.charset import decode
from crawlers.spiders.feed import FeedSpider
from crawlers.spiders.page import Draft, Follow, Page, Role, Seen, Unreadable

_ID = re.compile(r"/(\d+)(?:-[a-z]{2,3})?/?(?:[?#]|$)")
_DEADLINE = re.compile(r"deadline\W{0,20}(?:(\d{2})/(\d{2})/(\d{4})|(ongoing))", re.IGNORECASE)
_EVERYWHERE = "-eu"
_DETAILS = 200  # a run; with a second between two it takes some minutes
_AGAIN_AFTER = 14  # days in which every known page is looked at once more
_LEAST_TEXT = 40


class EurodeskSpider:
    """Reads the feed and a share of the pages: all new ones up to `details` a run (200 where nothing is said), and
    each known one again within two weeks. Options: `details`, `content` (CSS of the main part of a page that has no
    programme in it), `may_be_empty`.
    """

    def conditional(self, visit: Visit, role: Role) -> bool:  # noqa: ARG002
        """Pages may be unchanged; the feed is always read, for the sake of the pages still to come."""
        return role is Role.DETAIL

    def read(self, page: Page, visit: Visit) -> Seen:
        """Of the feed the pages to read now, of a page its programme. Raises Unreadable."""
        if page.asked.role is Role.DETAIL:
            return findings.seen([_draft(page, visit)], page, visit)
        feed = FeedSpider().read(page, visit)
        offered = {follow.url: follow for finding in feed.findings for follow in _detail(finding, page)}
        return Seen(broken=feed.broken, follow=_now(list(offered.values()), page, visit))


def _detail(finding: Finding, page: Page) -> tuple[Follow, ...]:
    """The edition for all of Europe: those of single countries are translations of it."""
    found = _ID.search(finding.key) or _ID.search(finding.url)
    return (Follow(f"{origin(page.url)}/{found[1]}", Role.DETAIL, finding.title),) if found else ()


def _now(offered: list[Follow], page: Page, visit: Visit) -> tuple[Follow, ...]:
    said = visit.options.get("details")
    most = said if isinstance(said, int) and said > 0 else _DETAILS
    new = [follow for follow in offered if follow.url not in visit.pages]
    day = page.seen_at.date().toordinal()
    again = [follow for follow in offered if follow.url in visit.pages and (_number(follow) + day) % _AGAIN_AFTER == 0]
    return tuple([*new, *again][:most])


def _number(follow: Follow) -> int:
    return int(follow.url.rpartition("/")[2])


def _draft(page: Page, visit: Visit) -> Draft:
    # a parser keeps what stands in a template out of its tree
    html = cleaning.shallow(decode(page).text).replace("<template", "<section").replace("</template", "</section")
    tree = LexborHTMLParser(html)
    whole = _programme(tree) or markup.main_of(tree, visit.options.get("content"))
    text = cleaning.text_of(whole.html or "") if whole is not None else ""
    if whole is None or len(text) < _LEAST_TEXT:
        raise Unreadable(FailureKind.EMPTY, "a page without text: is it made by JavaScript?")
    heading, body = whole.css_first("[data-role=title]"), whole.css_first("[data-role=body]")
    said = _DEADLINE.search(text)
    return Draft(
        link=page.asked.url,
        id=page.asked.url.rpartition("/")[2],
        title=(heading.text(separator=" ") if heading is not None else "") or page.asked.title,
        html=((body if body is not None else whole).html or ""),
        fields={"deadline": "" if said is None else "rolling" if said[4] else f"{said[3]}-{said[2]}-{said[1]}"},
    )


def _programme(tree: LexborHTMLParser) -> LexborNode | None:
    """The programme in its European edition, else in the first there is."""
    found = tree.css("section#programme")
    return next((one for one in found if (one.attributes.get("data-hash") or "").endswith(_EVERYWHERE)), None) or next(
        iter(found), None
    )
