"""Editions from plates: everything an issue can say is set once per language, cut apart, and joined for each circle.

What comes out is, byte for byte, what `rendering.render_edition` makes of the same choice; only faster, because what is
alike for thousands of circles is not filled, compiled and wrapped for each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from aggregator.interest import Interest
from newsletter.choosing import Chosen, Placed
from newsletter.content import Describing, Masthead, Own, by_number
from newsletter.joining import CUT, PREVIEW, Piece, Press
from newsletter.rendering import Mail, fitting, mail_of, render_html, render_text
from newsletter.sections import Section
from newsletter.settings import MailSettings
from newsletter.wrapping import wrapped_line

_ANY = "…"  # stands where words come later; a place that has none is not set at all


@dataclass(frozen=True, slots=True)
class Pieces:
    """An edition as it is kept: which pieces of the plates, and the words of its own before them."""

    subject: str
    pieces: tuple[Piece, ...]
    chosen: Chosen


class Plates:
    """An issue set in one language, and the editions that are joined from it.

    `html` and `text` are kept as they are, and joined with the pieces of each edition when it is handed over.
    """

    def __init__(
        self, masthead: Masthead, placed: Iterable[Placed], settings: MailSettings, *, language: str, today: date
    ) -> None:
        """Sets everything once. Raises TemplateError with the line where the template is wrong."""
        self._settings = settings
        self._said = Describing(masthead, settings, language=language, today=today)
        places = list(placed)
        content = self._said.content(_everything(places), by_number(place.view for place in places))
        self.html = render_html(content, settings.look, cuts=True)
        self.text = _prewrapped(render_text(content, cuts=True))
        self._press = Press(self.html, self.text)

    def edition(self, chosen: Chosen, interest: Interest, *, reminding: bool = False) -> Pieces:
        """What of the plates these readers get, as far as the HTML stays within `settings.max_html_bytes`."""
        while True:
            own = self._said.own(chosen, interest, reminding=reminding)
            pieces = tuple(_pieces(own))
            fewer = fitting(chosen, self._press.html_bytes(pieces), self._settings)
            if fewer is None:
                return Pieces(own.subject, pieces, chosen)
            chosen = fewer

    def mail(self, edition: Pieces) -> Mail:
        """Byte for byte what `render_edition` makes of the same choice."""
        html, text = self._press.html(edition.pieces), self._press.text(edition.pieces)
        return mail_of(edition.subject, html, text, edition.chosen)


def _pieces(own: Own) -> Iterator[Piece]:
    yield PREVIEW, own.preview
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
        *before, rest = CUT.split(line)
        if any(before[::2]):
            lines.append(line)
            continue
        first, *others = wrapped_line(rest)
        lines += [line[: len(line) - len(rest)] + first, *others]
    return "\n".join(lines)
