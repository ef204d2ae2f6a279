"""W-10: what stands in another language than its page says so, for voices that read it aloud."""

from __future__ import annotations

from functools import cache

from playwright.sync_api import Page
from sqlmodel import select

from aggregator.model import Opportunity, OpportunityEvidence
from aggregator.store import Store

# pairs of a text and its language; gives those that stand in an element of another one. What somebody wrote to the
# office may be of any language, and its element says so: `lang=""`
_UNMARKED = """texts => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode())
    for (const [text, language] of texts)
      if (node.data.includes(text) && !["", language].includes(node.parentElement.closest("[lang]").lang))
        found.push(`${language}: ${node.parentElement.outerHTML.slice(0, 150)}`);
  return found;
}"""


@cache
def texts(store: Store) -> list[tuple[str, str]]:
    """Titles and quoted sentences of an office that stays as it is, by their beginnings, with their languages."""
    with store.reading() as session:
        titles = session.exec(select(Opportunity.title, Opportunity.language)).all()
        proofs = select(OpportunityEvidence.sentence, Opportunity.language).join(Opportunity)
        quotes = session.exec(proofs.where(OpportunityEvidence.end > 0)).all()
    return [(text[:40], language) for text, language in (*titles, *quotes) if len(text) >= 25]


def unmarked(page: Page, store: Store) -> list[str]:
    """Words of the office that a voice would read in the wrong language."""
    found: list[str] = page.evaluate(_UNMARKED, texts(store))
    return found
