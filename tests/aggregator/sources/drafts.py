"""Sources of all shapes, made up by hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from aggregator.finding import COLLECTED
from aggregator.model import SourceRank
from aggregator.sources import SourceDraft
from aggregator.taxonomy import terms

_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=200).map(str.strip)
_COUNTRIES = ("DE", "NO", "PL", "XK", "EU", "DE-NW", "WORLD")


def _codes(known: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(known), max_size=4, unique=True).map(tuple)


@st.composite
def drafts(draw: st.DrawFn) -> SourceDraft:
    """One valid source; its words may hold anything but control characters, its notes several lines."""
    notes = draw(st.lists(_WORDS, max_size=3).map(lambda lines: "\n".join(lines).strip()))
    draft = SourceDraft(
        key=draw(st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)),
        name=draw(_WORDS.filter(bool)),
        url=draw(st.from_regex(r"https://[a-z]{1,12}\.example/[a-z0-9?=&%#:,;'\"-]{0,40}", fullmatch=True)),
        kind=draw(st.sampled_from(COLLECTED)),
        language=draw(st.sampled_from([None, "de", "fr", "no"])),
        countries=draw(_codes(_COUNTRIES)),
        topics=draw(_codes(tuple(terms("topic")))),
        kinds=draw(_codes(tuple(terms("kind")))),
        options=draw(
            st.dictionaries(st.from_regex(r"[a-z_]{1,10}", fullmatch=True), st.booleans() | _WORDS, max_size=3)
        ),
        rank=draw(st.sampled_from(SourceRank)),
        priority=draw(st.integers(1, 3)),
        evidence=draw(_WORDS),
        notes=notes,
    )
    draft.require_valid()
    return draft
