"""Why a source could not be read, in a sentence for people who are no technicians."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from aggregator import sentences
from aggregator.finding import FailureKind

_FILE = Path(__file__).parent / "failures.yaml"
_LONGEST_DETAIL = 200


def sentence(failure: FailureKind, *, url: str, language: str, detail: str = "") -> str:
    """What happened and what to do, in German, French, English or Polish (German for any other language).

    `detail` is what the technician knows; it follows in brackets.
    """
    words = sentences.sentence(_FILE, failure.value, language).format(host=_host(url), url=url)
    known = " ".join(detail.split())
    if not known:
        return words
    return f"{words} ({known if len(known) <= _LONGEST_DETAIL else known[: _LONGEST_DETAIL - 1] + '…'})"


def moved(url: str, language: str) -> str:
    """That a source's address leads elsewhere for good, and what to do; languages as for `sentence`."""
    return sentences.sentence(_FILE, "moved", language).format(host=_host(url), url=url)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url
