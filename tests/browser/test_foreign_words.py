"""W-10: what stands in another language than its page says so, for voices that read it aloud."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlmodel import select

from aggregator.model import Opportunity, OpportunityEvidence
from aggregator.store import Store
from tests.browser.offices import Offices
from tests.browser.pages import PAGES, Shown

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


def texts(store: Store) -> list[tuple[str, str]]:
    """Titles and quoted sentences of the office, by their beginnings, with their languages."""
    with store.reading() as session:
        titles = session.exec(select(Opportunity.title, Opportunity.language)).all()
        proofs = select(OpportunityEvidence.sentence, Opportunity.language).join(Opportunity)
        quotes = session.exec(proofs.where(OpportunityEvidence.end > 0)).all()
    long_enough = [(text[:40], language) for text, language in (*titles, *quotes) if len(text) >= 25]
    assert {language for _, language in long_enough} == {"de", "fr", "pl"}
    return long_enough


# each page once, in the office that has work: its other states say the same words
_ONCE = {one.route: one for one in reversed(PAGES) if one.office == "work"}


@pytest.mark.parametrize("shown", _ONCE.values(), ids=lambda one: one.name)
def test_words_of_another_language_are_marked(show: Callable[..., Page], offices: Offices, shown: Shown) -> None:
    # most titles are German: on a French page none of them can be right by chance
    page = show(shown, language="fr")
    marked = page.evaluate(_UNMARKED, texts(offices.of("work").store))
    assert marked == []
