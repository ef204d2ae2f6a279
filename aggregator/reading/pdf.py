"""The text of a PDF, with the page each character stands on.

The library is pypdf: written in Python, so that a stranger's broken file ends in an exception and not in the death of
the process, and its work can be bounded. Nothing is drawn, run, or fetched; pictures of text stay unread.
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from aggregator.reading.passages import LONGEST
from aggregator.reading.tidying import tidy

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MOST_BYTES = 20_000_000
MOST_PAGES = 100
_MOST_DRAWN = 60_000  # drawing operations of all pages together; a page full of text has about 500
_BROKEN_PAGE = 10_000  # what a page that cannot be read is taken to have cost
_LIMITS: dict[str, Any] = {
    # a page of text unpacks to some 10 kB, its fonts' tables to some 100 kB
    "zlib_maximum_output_length": 1_000_000,
    "lzw_maximum_output_length": 1_000_000,
    "run_length_maximum_output_length": 1_000_000,
    "array_based_stream_maximum_output_length": 1_000_000,
    "zlib_maximum_recovery_input_length": 500_000,
    "stream_decoding_work_maximum_length": 4_000_000,
    "stream_parsing_work_maximum_count": 100_000,
    "dictionary_maximum_element_count": 2_000,
    "array_maximum_element_count": 50_000,
    "page_tree_maximum_entries": 10_000,
    "page_tree_maximum_page_entries": 100_000,
    "xform_maximum_invocations_per_extraction": 100,
    "jbig2dec_binary": None,  # no other program is started for a picture
}
_BETWEEN_PAGES = "\n\n"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class DocumentUnreadable(Exception):
    """The bytes are no PDF, or one that cannot be read; the message says why and what can be done."""


@dataclass(frozen=True, slots=True)
class PdfText:
    """The text of all pages, a blank line between them. `page_starts[0]` is where page 1 begins, and so on.

    A page without text begins where the next one does. `left_out` counts pages beyond the limits, or broken ones.
    """

    text: str
    page_starts: tuple[int, ...]
    left_out: int = 0

    def page_of(self, place: int) -> int:
        """The number of the page, from 1, on which the character at `place` stands."""
        return max(1, bisect_right(self.page_starts, place))

    def pages_of(self, start: int, end: int) -> range:
        """The numbers of the pages over which a span runs; `end` is exclusive."""
        return range(self.page_of(start), self.page_of(max(start, end - 1)) + 1)


def pdf_text(data: bytes) -> PdfText:
    """The text of a PDF; empty where its pages are pictures. Raises DocumentUnreadable, and nothing else.

    Work is bounded: bytes, pages, characters, what streams unpack to, and drawing operations.
    """
    if len(data) > MOST_BYTES:
        raise DocumentUnreadable(f"the PDF has {len(data):,} bytes; at most {MOST_BYTES:,} are read")
    if b"%PDF-" not in data[:1024]:
        raise DocumentUnreadable("this is no PDF: it does not begin with %PDF-")
    import pypdf

    # pypdf tells of every oddity it gets over; what matters is said by our own error
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    with pypdf.apply_configuration(**_LIMITS):
        reader = _opened(data)
        return _joined(list(_pages(reader)), _number_of_pages(reader))


def _opened(data: bytes) -> PdfReader:
    from pypdf import PasswordType, PdfReader

    try:
        reader = PdfReader(BytesIO(data), root_object_recovery_limit=1000, xref_stream_maximum_entries=200_000)
        locked = reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED
    except Exception as error:  # a broken file can trip pypdf anywhere: KeyError, RecursionError, …
        raise _unreadable(error) from error
    if locked:
        raise DocumentUnreadable("the PDF is locked with a password; ask the publisher for an open one")
    return reader


def _unreadable(error: Exception) -> DocumentUnreadable:
    from pypdf.errors import DependencyError, FileNotDecryptedError

    if isinstance(error, DependencyError | FileNotDecryptedError):
        return DocumentUnreadable("the PDF is encrypted; ask the publisher for an open one")
    said = " ".join(str(error).split())[:120]
    return DocumentUnreadable(f"the PDF is broken ({type(error).__name__}: {said}); open and save it anew")


def _number_of_pages(reader: PdfReader) -> int:
    try:
        return reader.get_num_pages()
    except Exception as error:
        raise _unreadable(error) from error


def _pages(reader: PdfReader) -> Iterator[str | None]:
    """Text of one page after the other, until a limit is reached; None for a broken one.

    Raises DocumentUnreadable where not a single page can be read.
    """
    spent = _Spent()
    characters = 0
    trouble: Exception | None = None
    good = False
    for number in range(min(_number_of_pages(reader), MOST_PAGES)):
        try:
            text = _clean(_drawn(reader.pages[number], spent))
        except _Enough:
            break
        except Exception as error:
            trouble, text = trouble or error, None
            spent.operations += _BROKEN_PAGE
        good = good or text is not None
        yield text
        characters += len(text or "")
        if characters > LONGEST or spent.operations > _MOST_DRAWN:
            break
    if trouble and not good:
        raise _unreadable(trouble) from trouble


class _Enough(BaseException):
    """The work is used up. No Exception, for pypdf gets over those and goes on."""


@dataclass(slots=True)
class _Spent:
    operations: int = 0

    def count(self, *_: object) -> None:
        """Called by pypdf before every drawing operation."""
        self.operations += 1
        if self.operations > _MOST_DRAWN:
            raise _Enough


def _drawn(page: PageObject, spent: _Spent) -> str:
    return page.extract_text(visitor_operand_before=spent.count)


def _clean(drawn: str) -> str:
    """The text of a page as the reader will keep it, so that places in one are places in the other."""
    text = drawn.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").strip()
    return tidy(_LONE_SURROGATE.sub("\ufffd", text))


def _joined(pages: list[str | None], number_of_pages: int) -> PdfText:
    starts: list[int] = []
    pieces: list[str] = []
    place = 0
    for page in pages:
        if page and pieces:
            pieces.append(_BETWEEN_PAGES)
            place += len(_BETWEEN_PAGES)
        starts.append(place)
        if page:
            pieces.append(page)
            place += len(page)
    broken = sum(page is None for page in pages)
    return PdfText("".join(pieces)[:LONGEST], tuple(starts), number_of_pages - len(pages) + broken)
