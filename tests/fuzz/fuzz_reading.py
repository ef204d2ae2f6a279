"""Hours of odd input for the reader, with coverage as the guide; see "Bad input" in `docs/reading.md`.

Needs atheris, which the project itself does not use:

    .venv/bin/python -m pip install atheris
    .venv/bin/python -m tests.fuzz.fuzz_reading -max_total_time=3600 -max_len=4096 -timeout=10 FOLDER

FOLDER keeps what has been found worth trying. The first input that raises, or whose quotes do not stand where their
spans say, or whose facts contradict each other, is written to `crash-…` and printed.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import atheris
import yaml

with atheris.instrument_imports(include=["aggregator"]):
    import aggregator.reading
    from aggregator.reading import Document, read_all
    from aggregator.reading.pdf import DocumentUnreadable, pdf_text

from tests.aggregator.reading.made_pdf import pdf
from tests.aggregator.reading.spans import contradictions, misplaced

_TODAY = date(2026, 11, 23)
_WHOLE_PDF = pdf("Aufruf\nBewerbungsfrist: 31. März 2027", "Bis zu 3.000 Euro je Verein")
_LANGUAGES = ["de", "fr", "en", "pl", "it", "nl", "es", "tr", "hu", "cs", "xx", ""]
_MARKUP = (
    *("<", ">", "<p>", "</p>", "<table><tr><td>", "<dl><dt>", "<dd>", "<ul><li>", "<li>", "<h1>", "<h2>", "<br>"),
    *("<script>", "</script>", "<main>", "<article>", "<aside>", "<nav>", "<del>", "<s>", "<!--", "<time datetime="),
    *("<script type='application/ld+json'>{", '"@type":"Event","startDate":"', "<meta property='og:", "&nbsp;", "&#"),
)
_PLAIN = (
    *("\n", "\n\n", " ", ". ", ": ", " - ", "–", "\u00a0", "\u200f", "\u202e", "\ud800", "\x00", "\f", "€", "%", "("),
    *("1.", "31.12.2026", "2026-02-30", "11/12/2026", "1er", "12.-14. Mai 2026", "24:00 Uhr", "5.000", "1 000,50"),
    *("10 Mio.", "KW 12", "99", "0", "2026", "§ 44", "www.", "http://", "@", "Tel. 0", "DE12 3456 7890 1234 5678"),
)


def _words() -> tuple[str, ...]:
    """The words of our own data files: without them a fuzzer needs days to find the first cue."""
    found: set[str] = set()
    for path in (Path(aggregator.reading.__file__).parent / "data").glob("*.yaml"):
        found |= set(_texts(yaml.safe_load(path.read_text(encoding="utf-8"))))
    return tuple(sorted(found))


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return []


_PIECES = [*_PLAIN, *_MARKUP, *_words()]


def _text(data: atheris.FuzzedDataProvider) -> str:
    pieces: list[str] = []
    for _ in range(data.ConsumeIntInRange(0, 60)):
        match data.ConsumeIntInRange(0, 7):
            case 0:
                pieces.append(data.ConsumeUnicode(12))
            case 1:
                pieces.append(str(data.ConsumeIntInRange(0, 99_999_999)))
            case 2:
                pieces.append(str(_TODAY + timedelta(days=data.ConsumeIntInRange(-9999, 9999))))
            case 3:
                pieces.append(data.PickValueInList(_PIECES) * data.ConsumeIntInRange(1, 40))
            case _:
                pieces.append(data.PickValueInList(_PIECES))
                pieces.append(" " if data.ConsumeBool() else "")
    return "".join(pieces)


def once(data: bytes) -> None:
    """Read one made document. Raises where the reader does, or where a quote stands somewhere else."""
    given = atheris.FuzzedDataProvider(data)
    kind = given.ConsumeIntInRange(0, 9)
    if kind == 0:
        _pdf(given)
        return
    language = given.PickValueInList(_LANGUAGES) if given.ConsumeBool() else None
    published = _TODAY - timedelta(days=given.ConsumeIntInRange(0, 4000)) if given.ConsumeBool() else None
    title, text = given.ConsumeUnicode(20), _text(given)
    document = Document(
        title=title,
        text=None if kind > 6 else text,
        html=text if kind > 6 else None,
        language=language,
        published=published,
    )
    for reading in (aggregator.reading.read(document, today=_TODAY), *read_all(document, today=_TODAY)):
        if wrong := misplaced(reading):
            raise AssertionError(f"quotes that stand somewhere else: {wrong}; document: {document!r}")
        if wrong_facts := contradictions(reading):
            raise AssertionError(f"{wrong_facts}; document: {document!r}")


def _pdf(given: atheris.FuzzedDataProvider) -> None:
    """A whole PDF with some of its bytes overwritten: what is wrong from the first byte on is refused at once."""
    data = _WHOLE_PDF
    for _ in range(given.ConsumeIntInRange(0, 4)):
        place, noise = given.ConsumeIntInRange(8, len(_WHOLE_PDF)), given.ConsumeBytes(40)
        kept = len(noise) if given.ConsumeBool() else 0
        data = data[:place] + noise + data[place + kept :]
    try:
        found = pdf_text(data)
    except DocumentUnreadable:
        return
    if misplaced(aggregator.reading.read(Document("", found.text), today=_TODAY)):
        raise AssertionError(f"quotes that stand somewhere else; PDF: {data!r}")


if __name__ == "__main__":
    atheris.Setup(sys.argv, once)
    atheris.Fuzz()
