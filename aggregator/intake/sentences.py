"""The sentence around a passage: what people are shown as proof, the passage alone says too little."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from aggregator.reading.sentences import Sentence, cut

_SHORT = 30  # characters; a cell or a date alone proves nothing, its line does
_LONGEST = 500
_LABEL = 90  # a line above is taken along as the label of a lone value up to this length


class Sentences:
    """A text cut once, asked often."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._all = cut(text)
        self._starts = [sentence.start for sentence in self._all]
        self._ends = [sentence.end for sentence in self._all]

    def around(self, start: int, end: int) -> str:
        """The sentence or sentences a span stands in, on one line; "" for an empty span. Characters, end exclusive."""
        if not 0 <= start < end <= len(self._text):
            return ""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        touched = self._all[first:last]
        if not touched:
            return self._said(start, end)
        found = self._said(touched[0].start, touched[-1].end)
        if len(found) < _SHORT and touched[0].block == touched[-1].block:
            found = self._with_line(touched[0], first)
        return found if len(found) <= _LONGEST else self._said(max(start - 150, 0), min(end + 150, len(self._text)))

    def _with_line(self, sentence: Sentence, place: int) -> str:
        """All of the line, and the label above it where the line is still short."""
        while place > 0 and self._all[place - 1].block == sentence.block:
            place -= 1
        line = [one for one in self._all[place:] if one.block == sentence.block]
        found = self._said(line[0].start, line[-1].end)
        if len(found) < _SHORT and place > 0:
            above = self._all[place - 1]
            label = self._said(above.start, above.end)
            if len(label) <= _LABEL and "\n\n" not in self._text[above.end : line[0].start]:
                found = f"{label} {found}"
        return found

    def _said(self, start: int, end: int) -> str:
        return " ".join(self._text[start:end].split())
