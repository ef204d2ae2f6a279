"""Odd input for the reader: what editors, scanners, and people who want to break it leave in a text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hypothesis import strategies as st

from aggregator.reading import Document

_WORDS = (
    *("Bewerbungsfrist", "Frist:", "bis", "bis zum", "spätestens", "date limite", "jusqu'au", "deadline", "do dnia"),
    *("Antragsschluss", "keine", "verlängert", "statt", "jeweils", "jährlich", "laufend", "vor Projektbeginn", "KW"),
    *("findet statt", "vom", "und", "31. März", "1er mai", "June 7th", "12.03.2027", "3.4.", "11/12/2026", "2027"),
    *("2027-02-30", "20270301", "24:00 Uhr", "12h00", "Brussels time", "5.000 Euro", "€ 1,5 Mio.", "80 %", "Polen"),
    *("Verein", "CERV-2027-CITIZENS", "Tel. 030 / 12 34", "DE02 1203 0000 0000 2020 51", "www.amt.example/1.1.2027"),
)
_SIGNS = (
    "\n",
    "\n\n",
    " ",
    ". ",
    ": ",
    "; ",
    " - ",
    "|",
    "~~",
    "\u00a0",
    "\u200f",
    "\u202e",
    "\ufeff",
    "\ud83d",
    "\x00",
    "\f",
)
_TAGS = ("p", "div", "ul", "li", "table", "tr", "td", "th", "dl", "dt", "dd", "h1", "h2", "del", "s", "b", "a", "aside")
_LOOSE = (
    "<",
    "<!--",
    "<![CDATA[",
    "</",
    "&",
    "&#0;",
    "&#xD800;",
    "&nbsp;",
    "<br>",
    "<script>",
    "<time datetime='",
    "<p a=",
)

anything = st.text(st.characters(exclude_categories=()), max_size=80)
"""Any text, control characters and lone surrogates among it."""

texts = st.lists(st.one_of(st.sampled_from(_WORDS), st.sampled_from(_SIGNS), anything), max_size=40).map("".join)
"""Texts in which the reader has something to do: words it knows between signs it does not expect."""


def _element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = st.sampled_from(_TAGS)
    return st.builds(
        lambda tag, parts, closed: f"<{tag}>{''.join(parts)}" + (f"</{tag}>" if closed else ""),
        tags,
        st.lists(inner, max_size=5),
        st.booleans(),
    )


pages = st.recursive(st.one_of(texts, st.sampled_from(_LOOSE)), _element, max_leaves=25)
"""HTML, nested, unclosed, broken."""

listings = st.lists(st.tuples(texts, texts), min_size=4, max_size=9).map(
    lambda rows: "".join(
        f"<li><h3><a href='/{day}'>{name}</a></h3>{day}.1.2027 {told}</li>" for day, (name, told) in enumerate(rows, 1)
    )
)
"""Pages of several entries, each with a day and an odd text."""

_addresses = st.sampled_from([None, "https://amt.example/a", "http://[::1", "x", ""])
_languages = st.sampled_from([None, "de", "fr", "en", "pl", "it", "tr", "hu", "xx", ""])
_days = st.none() | st.dates()


def documents() -> st.SearchStrategy[Document]:
    """Any document a source could hand over."""
    as_text = st.builds(Document, title=anything, text=texts | anything, language=_languages, published=_days)
    page = pages | listings | anything
    as_html = st.builds(Document, title=anything, html=page, url=_addresses, language=_languages, published=_days)
    return as_text | as_html


def repeated(piece: str) -> Callable[[int], str]:
    """A text of some length made of one piece over and over."""
    return lambda length: (piece * (length // len(piece) + 1))[:length]


TODAY = date(2026, 11, 23)
