"""The page of one call: its main part as a finding, under the key, title and day that a list gave it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from aggregator.finding import Failure, FailureKind, Finding, Visit
from crawlers.gates import gate_before
from crawlers.spiders import cleaning, findings, markup
from crawlers.spiders.charset import Decoded, decode
from crawlers.spiders.moments import moment
from crawlers.spiders.page import Draft, Page, Seen, Unreadable

LEAST_TEXT = 40
"""Characters; a main part with fewer says nothing."""
_PDF = b"%PDF-"


def read_detail(page: Page, visit: Visit) -> Seen:
    """The finding of a detail page or PDF. Raises Unreadable."""
    _require_own_page(page, visit)
    seen = _document(page, visit) if is_pdf(page) else _page(page, visit)
    listed = page.asked.instead
    if listed is None:
        return seen
    return replace(seen, findings=tuple(_completed(listed, found) for found in seen.findings))


def is_pdf(page: Page) -> bool:
    """Whether an address answered with a PDF, whatever it says about its type."""
    return page.body[:1024].lstrip().startswith(_PDF)


def require_text(tree: LexborHTMLParser, text: str, html: str) -> None:
    """Raise Unreadable, as precisely as can be told, where a page says nothing."""
    if len(text) >= LEAST_TEXT:
        return
    raise nothing_on(html, text or cleaning.text_of(tree.html or ""))


def nothing_on(html: str, text: str) -> Unreadable:
    """Why a page has nothing to read: what stands before it, else that it is empty."""
    gate = gate_before(html, text)
    if gate is FailureKind.NEEDS_JAVASCRIPT:
        return Unreadable(gate, "the page is made by JavaScript in the browser; the option `render: true` lets it run")
    if gate is not None:
        return Unreadable(gate, "a test, a login or a consent stands before the page")
    return Unreadable(FailureKind.EMPTY, "a page without text")


def faults_of(decoded: Decoded, page: Page) -> tuple[Failure, ...]:
    """What was wrong with the charset of a page that could be read all the same."""
    return (Failure(FailureKind.CHARSET, page.url, decoded.fault),) if decoded.fault else ()


def _require_own_page(page: Page, visit: Visit) -> None:
    """A call that is over often leads back to the list or to the front page: that is no call of this name."""
    there = urlsplit(page.url)
    if page.url != page.asked.url and (there.path in ("", "/") or page.url.rstrip("/") == visit.url.rstrip("/")):
        raise Unreadable(FailureKind.GONE, f"the address leads back to {page.url}")


def _page(page: Page, visit: Visit) -> Seen:
    decoded = decode(page)
    if not decoded.text.strip():
        raise Unreadable(FailureKind.EMPTY, "only white space")
    tree = markup.tree_of(decoded.text)
    published = tree.css_first("meta[property='article:published_time']")
    main = markup.main_of(tree, visit.options.get("content"))
    html = (main.html or "") if main is not None else ""
    require_text(tree, cleaning.text_of(html), decoded.text)
    draft = Draft(
        link=page.asked.url,
        title=markup.heading_of(tree) or page.asked.title,
        html=html,
        published=moment(published.attributes.get("content")) if published is not None else None,
        language=markup.language_of(tree),
    )
    return findings.seen([draft], page, visit, broken=faults_of(decoded, page))


def _document(page: Page, visit: Visit) -> Seen:
    """A PDF as it came; its title is what the link to it says, else its file name."""
    name = PurePosixPath(unquote(urlsplit(page.asked.url).path)).stem.replace("-", " ").replace("_", " ")
    seen = findings.seen([Draft(link=page.asked.url, title=page.asked.title or name)], page, visit)
    return Seen(findings=tuple(replace(found, pdf=page.body) for found in seen.findings))


def _completed(listed: Finding, read: Finding) -> Finding:
    """The list knows key, title and day, the page knows what it says; an entry that says more than its page stays."""
    if read.pdf is None and len(cleaning.text_of(read.html or "")) < len(said_by(listed)):
        return replace(listed, seen_at=read.seen_at)
    return replace(
        listed,
        seen_at=read.seen_at,
        title=listed.title or read.title,
        html=read.html,
        text=read.text,
        pdf=read.pdf,
        published=listed.published or read.published,
        language=listed.language or read.language,
        snapshot=read.snapshot,
    )


def said_by(finding: Finding) -> str:
    """The words of a finding, in one line."""
    return finding.text if finding.text is not None else cleaning.text_of(finding.html or "")
