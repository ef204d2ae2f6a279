"""From what a format says about its entries to findings: cleaned, titled, dated, keyed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from aggregator.finding import Failure, FailureKind, Finding, Visit
from crawlers.spiders import cleaning
from crawlers.spiders.keys import keyed
from crawlers.spiders.page import Draft, Page, Seen


def seen(drafts: Sequence[Draft], page: Page, visit: Visit, *, broken: Sequence[Failure] = ()) -> Seen:
    """All entries that say anything as findings, in their order; those that say nothing are named as broken."""
    named = list(broken)
    good = []
    for number, raw in enumerate(drafts, 1):
        draft = _cleaned(raw, page)
        if draft.title or draft.link:
            good.append(draft)
        else:
            detail = f"entry {number} of {len(drafts)} has neither title nor text nor link"
            named.append(Failure(FailureKind.UNREADABLE, page.url, detail))
    latest = page.seen_at + timedelta(days=1)
    findings = tuple(_finding(key, draft, page, visit, latest) for key, draft in keyed(good))
    return Seen(findings=findings, broken=tuple(named))


def _cleaned(draft: Draft, page: Page) -> Draft:
    address = cleaning.link(page.url, draft.link) if draft.link else ""
    html = cleaning.harmless(draft.html, address or page.url) if draft.html else ""
    text = cleaning.plain(draft.text)
    title = cleaning.title(draft.title)
    if not title:
        title = cleaning.title_from(" ".join(text.split()) or cleaning.text_of(html))
    fields = {name: said for name, value in draft.fields.items() if (said := cleaning.plain(value).strip())}
    return Draft(  # not replace(), which takes twice the time, and there are thirty in a feed
        link=address,
        id=cleaning.plain(draft.id),
        title=title,
        html=html,
        text=text,
        published=draft.published,
        language=draft.language,
        own_language=draft.own_language,
        fields=fields,
        discriminator=draft.discriminator,
    )


def _finding(key: str, draft: Draft, page: Page, visit: Visit, latest: datetime) -> Finding:
    published = draft.published
    if published is not None and published > latest:
        published = None  # some feeds put the deadline there; a text published in the future dates nothing
    return Finding(
        source_key=visit.source_key,
        key=key,
        url=draft.link or page.url,
        title=draft.title or draft.link,
        seen_at=page.seen_at,
        html=draft.html or None,
        text=draft.text or None,
        fields=draft.fields,
        published=published,
        language=draft.own_language or visit.language or draft.language,
        snapshot=page.snapshot,
    )
