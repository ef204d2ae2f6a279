"""Editions from plates: everything an issue can say is set once per language, cut apart, and joined for each circle.

What comes out is, byte for byte, what `rendering.render_edition` makes of the same choice; only faster, because what is
alike for thousands of circles is not filled, compiled and wrapped for each of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from markupsafe import escape

from aggregator.interest import Interest
from newsletter.choosing import Chosen, Placed
from newsletter.content import Describing, Masthead, Own, by_number
from newsletter.rendering import Mail, fitting, mail_of, render_html, render_text, wrapped, wrapped_line
from newsletter.sections import Section
from newsletter.settings import MailSettings

_CUT = re.compile("\ue000([^\ue001]*)\ue001")
_ANY = "…"  # stands where words come later; a place that has none is not set at all

Piece = tuple[str, str]
"""Where a plate is cut, and the words that are put there before what follows."""


class Plate:
    """One part of a mail, with everything in it that the issue can say, cut apart at its marks."""

    def __init__(self, whole: str, written: Callable[[str], str]) -> None:
        """`whole` holds marks (see `mark` in the templates); `written` makes words fit for this part."""
        head, *rest = _CUT.split(whole)
        self._head, self._after = head, dict(zip(rest[::2], rest[1::2], strict=True))
        self._written = written

    def joined(self, pieces: Iterable[Piece]) -> str:
        """The part as one circle gets it."""
        after, written = self._after, self._written
        said = [self._head]
        for place, words in pieces:
            if words:
                said.append(written(words))
            said.append(after[place])
        return "".join(said)


class Plates:
    """An issue set in one language, and the editions that are joined from it."""

    def __init__(
        self, masthead: Masthead, placed: Iterable[Placed], settings: MailSettings, *, language: str, today: date
    ) -> None:
        """Sets everything once. Raises TemplateError with the line where the template is wrong."""
        self._settings = settings
        self._said = Describing(masthead, settings, language=language, today=today)
        places = list(placed)
        content = self._said.content(_everything(places), by_number(place.view for place in places))
        self._has_editorial = bool(content.editorial)
        self._html = Plate(render_html(content, settings.look, cuts=True), lambda words: str(escape(words)))
        self._text = Plate(_prewrapped(render_text(content, cuts=True)), str)

    def edition(self, chosen: Chosen, interest: Interest, *, reminding: bool = False) -> Mail:
        """What `render_edition` makes of this choice; `chosen` holds nothing but what the plates were made of."""
        while True:
            own = self._said.own(chosen, interest, reminding=reminding)
            pieces = list(self._pieces(own))
            html = self._html.joined(pieces)
            fewer = fitting(chosen, len(html.encode()), self._settings)
            if fewer is None:
                return mail_of(own.subject, html, wrapped(self._text.joined(pieces[1:])), chosen)
            chosen = fewer

    def _pieces(self, own: Own) -> Iterator[Piece]:
        yield "preview", own.preview
        yield "greeting", own.greeting
        if not own.reminding:
            yield "editorial", ""
        yield "editorial-end", ""
        if own.glance:
            yield "glance", ""
            for number in own.glance:
                yield f"row:{number}", ""
            yield "glance-end", ""
        yield "glance-after", ""
        for section, numbers in own.items:
            yield f"section:{section.value}", ""
            yield f"section-end:{section.value}", ""
            for place, number in enumerate(numbers):
                yield from _item(number, own.why[number], first=place == 0)
        if own.more:
            yield "more", ""
            yield "more-words", own.more
        yield "foot", ""
        yield "choice", own.choice


def _item(number: int, why: tuple[str, str], *, first: bool) -> Iterator[Piece]:
    if not first:
        yield f"gap:{number}", ""
    yield f"item:{number}", ""
    if why[0]:
        yield f"news:{number}", ""
        yield f"news-words:{number}", why[0]
    yield f"why:{number}", why[1]


def _everything(places: list[Placed]) -> Own:
    """All that can be said, with something wherever words may stand."""
    numbers = tuple(place.view.id for place in places)
    return Own(
        subject=_ANY,
        preview=_ANY,
        greeting=_ANY,
        choice=_ANY,
        more=_ANY,
        glance=numbers,
        items=tuple(
            (section, tuple(place.view.id for place in places if place.section is section)) for section in Section
        ),
        why=dict.fromkeys(numbers, (_ANY, _ANY)),
    )


def _prewrapped(plate: str) -> str:
    """Lines in which no words are put later are wrapped now; wrapping them again changes nothing."""
    lines: list[str] = []
    for line in plate.split("\n"):
        *before, rest = _CUT.split(line)
        if any(before[::2]):
            lines.append(line)
            continue
        first, *others = wrapped_line(rest)
        lines += [line[: len(line) - len(rest)] + first, *others]
    return "\n".join(lines)
