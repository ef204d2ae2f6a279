"""One page that is edited in place and holds several calls: each section under a heading is a finding."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from aggregator.finding import Visit
from crawlers.fetching.validators import fingerprint
from crawlers.spiders import cleaning, findings, markup
from crawlers.spiders.charset import decode
from crawlers.spiders.detail import faults_of, is_pdf, read_detail, require_text
from crawlers.spiders.page import Draft, Page, Role, Seen
from crawlers.spiders.sections import Section, sections_of


class StandingSpider:
    """Reads one page. Options: `heading` (CSS of the headings under which a call stands), `content` (CSS of the main
    part), `skip` (regular expression of headings that are no call), `several`, `render`.

    Without `heading` it is the highest level of heading that occurs more than once. The key of a call is the anchor of
    its heading, else the words of it without days, so it stays when dates and texts below are edited. Whether the page
    has changed is decided by the words and links of its calls: not by what stands around them, nor by their order.
    """

    def conditional(self, visit: Visit, role: Role) -> bool:  # noqa: ARG002
        """The page leads nowhere else: unchanged is unchanged."""
        return True

    def read(self, page: Page, visit: Visit) -> Seen:
        """The sections of the page as findings, in its order. Raises Unreadable."""
        if is_pdf(page):
            return read_detail(page, visit)
        decoded = decode(page)
        tree = markup.tree_of(decoded.text)
        main = markup.main_of(tree, visit.options.get("content"))
        html = (main.html or "") if main is not None else ""
        require_text(tree, cleaning.text_of(html), decoded.text)
        language = markup.language_of(tree)
        skip = visit.options.get("skip")
        sections = [
            section
            for section in sections_of(html, visit.options.get("heading"), markup.heading_of(tree))
            if not (isinstance(skip, str) and re.search(skip, section.title, re.IGNORECASE))
        ]
        address = page.url.partition("#")[0]
        drafts = [
            Draft(
                link=f"{address}#{section.anchor}" if section.anchor else address,
                id=section.key,
                title=section.title,
                html=section.html,
                language=language,
            )
            for section in sections
        ]
        seen = findings.seen(drafts, page, visit, broken=faults_of(decoded, page))
        return Seen(findings=seen.findings, broken=seen.broken, words_hash=_words_hash(sections))


def _words_hash(sections: list[Section]) -> str:
    """Stands for what a page says, in any order; addresses count, for a new application form is news."""
    said = sorted(f"{one.key} {one.title} {cleaning.text_of(one.html)} {_addresses(one.html)}" for one in sections)
    return fingerprint("\n".join(said).encode("utf-8", "replace"))


def _addresses(html: str) -> str:
    return " ".join(node.attributes.get("href") or "" for node in LexborHTMLParser(html).css("a[href]"))
