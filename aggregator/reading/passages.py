"""A text prepared for the rules: folded, cut into sentences, with its words and dates found once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.reading import chains
from aggregator.reading.dates import Mention, find_dates
from aggregator.reading.folding import fold, mask
from aggregator.reading.language import Part, parts_of
from aggregator.reading.related import without_related
from aggregator.reading.sentences import Sentence, cut
from aggregator.reading.shelves import Shelves, shelved
from aggregator.reading.sums import Sum, find_sums
from aggregator.reading.units import Passage, units_of
from aggregator.reading.vocabulary import lexicon
from aggregator.reading.words import Cue

LONGEST = 400_000  # characters that are read; a longer text is a book or an attack


@dataclass(frozen=True, slots=True)
class Page:
    """The prepared text; all places count characters of `text`."""

    text: str
    folded: str  # masked as well, and without what stands at the end about other things
    words: Shelves
    mentions: list[Mention]
    sums: list[Sum]
    passages: list[Passage]


def prepare(text: str, language: str, years: chains.Years, *, us_order: bool = False) -> Page:
    """Find words and dates of the text, once for all rules."""
    folded = without_related(mask(fold(text)))
    parts = parts_of(folded, language)
    words = shelved(_cues(folded, parts))
    mentions = find_dates(folded, words.calendar, us_order=us_order)
    sentences = cut(text)
    chains.link(folded, mentions)
    chains.share_years(mentions)
    spans = [(sentence.start, sentence.end) for sentence in sentences]
    chains.infer_years(folded, mentions, spans, years)
    sums = find_sums(folded)
    passages = _passages(folded, sentences, words.senses, mentions, [one.start for one in sums])
    _tell_languages(passages, parts)
    return Page(text, folded, words, mentions, sums, passages)


def _cues(folded: str, parts: list[Part]) -> list[Cue]:
    """The words of the data files, in each part those of its language."""
    if len(parts) == 1:
        return lexicon(parts[0].language).find(folded)
    return [
        cue._replace(start=cue.start + part.start, end=cue.end + part.start)
        for part in parts
        for cue in lexicon(part.language).find(folded[part.start : part.end])
    ]


def _tell_languages(passages: list[Passage], parts: list[Part]) -> None:
    number = 0
    for passage in passages:
        while parts[number].end <= passage.sentence.start and number + 1 < len(parts):
            number += 1
        passage.language = parts[number].language


def _passages(
    folded: str, sentences: Sequence[Sentence], cues: list[Cue], mentions: list[Mention], sums: list[int]
) -> list[Passage]:
    """The sentences that hold a word, date or sum of ours, or head a section; the others say nothing to the rules."""
    passages: list[Passage] = []
    cue, mention, gap = 0, 0, False
    for sentence in sentences:
        first_cue, first_mention = cue, mention
        while cue < len(cues) and cues[cue].start < sentence.end:
            cue += 1
        while mention < len(mentions) and mentions[mention].start < sentence.end:
            mention += 1
        while sums and sums[0] < sentence.start:
            sums.pop(0)
        silent = cue == first_cue and mention == first_mention
        if silent and not sentence.heading and not (sums and sums[0] < sentence.end):
            gap = True
            continue
        units = units_of(mentions[first_mention:mention], sentence) if mention > first_mention else []
        passages.append(Passage(sentence, folded, cues[first_cue:cue], units, after_gap=gap))
        gap = False
    return passages
