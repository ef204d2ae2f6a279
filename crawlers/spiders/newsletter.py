"""An archive of newsletters: each issue is cut into its items, and each item leads to where its news comes from."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from aggregator.finding import Visit
from crawlers.spiders import cleaning, findings, markup
from crawlers.spiders.charset import decode
from crawlers.spiders.detail import faults_of, is_pdf, read_detail, require_text
from crawlers.spiders.issue import Item, items_of
from crawlers.spiders.listing import ListingSpider
from crawlers.spiders.moments import moment
from crawlers.spiders.page import Draft, Follow, Page, Role, Seen

_REST = timedelta(days=30)
"""An issue was sent: it does not change, though its archive may mend it."""
_GAP = 5
"""Numbers looked at behind the last issue: mails that are no issues are counted as well."""
_DAY = re.compile(r"(20\d\d)-?([01]\d)-?([0-3]\d)(?!\d)|\b([0-3]?\d)\.\s?([01]?\d)\.\s?(20\d\d)\b")


class NewsletterSpider:
    """Reads the list of issues, and issues item by item.

    Options: `link`, `skip`, `next`, `pages` (as of a listing: which links lead to issues; without `link` it is
    learned), `number` (the parameter in which issues are counted, such as `email_id`: then the source's address is that
    of an issue, and later ones are looked for by counting on), `heading` (CSS of the headings that begin an item),
    `content` (CSS of the main part of an issue), `omit` (regular expression of headings that are no item), `several`,
    `render`, `may_be_empty`. Issues may be PDFs; those stay whole.
    """

    def conditional(self, visit: Visit, role: Role) -> bool:  # noqa: ARG002
        """Issues may be unchanged; the list of them is always read."""
        return role is Role.DETAIL

    def read(self, page: Page, visit: Visit) -> Seen:
        """Of the archive the links to its issues, of an issue its items. Raises Unreadable."""
        parameter = visit.options.get("number")
        counts = isinstance(parameter, str) and bool(parameter)
        if page.asked.role is not Role.DETAIL and not counts:
            seen = ListingSpider().read(page, visit)
            return replace(seen, follow=tuple(_resting(follow) for follow in seen.follow))
        seen = read_detail(page, visit) if is_pdf(page) else _issue(page, visit)
        return replace(seen, follow=_counted_on(page, visit, str(parameter))) if counts else seen


def _resting(follow: Follow) -> Follow:
    return replace(follow, rests=_REST) if follow.role is Role.DETAIL else follow


def _issue(page: Page, visit: Visit) -> Seen:
    decoded = decode(page)
    tree = markup.tree_of(decoded.text)
    main = markup.main_of(tree, visit.options.get("content"))
    html = (main.html or "") if main is not None else ""
    require_text(tree, cleaning.text_of(html), decoded.text)
    heading = markup.heading_of(tree) or page.asked.title
    omit = visit.options.get("omit")
    items = [
        item
        for item in items_of(html, page.url, selector=visit.options.get("heading"), heading=heading)
        if not (isinstance(omit, str) and omit and re.search(omit, item.title, re.IGNORECASE))
    ]
    address = page.asked.url.partition("#")[0]
    sent = _day_of(page, heading)
    language = markup.language_of(tree)
    drafts = [_draft(item, address, sent, language) for item in items]
    return findings.seen(drafts, page, visit, broken=faults_of(decoded, page))


def _draft(item: Item, address: str, sent: datetime | None, language: str | None) -> Draft:
    """A lead: under a key of its own in the issue, with the address of what it reports."""
    return Draft(
        link=item.original or (f"{address}#{item.anchor}" if item.anchor else address),
        id=f"{address}#{item.key}",
        title=item.title,
        html=item.html,
        published=sent,
        language=language,
    )


def _day_of(page: Page, heading: str) -> datetime | None:
    """The day an issue was sent, as its address, its title or the link to it says."""
    for said in (page.asked.url, heading, page.asked.title):
        for found in _DAY.finditer(said):
            year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
            sent = moment(f"{year}-{int(month):02}-{int(day):02}")
            if sent is not None:
                return sent.astimezone(UTC)
    return None


def _counted_on(page: Page, visit: Visit, parameter: str) -> tuple[Follow, ...]:
    """The addresses behind the last known issue; where nothing stands there is no failure."""
    number = _number(page.asked.url, parameter)
    if number is None:
        return ()
    if page.asked.role is not Role.DETAIL:
        known = [_number(url, parameter) for url in visit.pages]
        number = max([number, *(one for one in known if one is not None)])
    return tuple(
        Follow(_numbered(page.asked.url, parameter, number + step), Role.DETAIL, rests=_REST, counted=True)
        for step in range(1, _GAP + 1)
    )


def _number(url: str, parameter: str) -> int | None:
    value = dict(parse_qsl(urlsplit(url).query)).get(parameter, "")
    return int(value) if re.fullmatch(r"[0-9]{1,9}", value) else None


def _numbered(url: str, parameter: str, number: int) -> str:
    parts = urlsplit(url)
    query = [(name, str(number) if name == parameter else value) for name, value in parse_qsl(parts.query)]
    return parts._replace(query=urlencode(query)).geturl()
