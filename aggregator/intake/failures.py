"""Why a source could not be read, in a sentence for people who are no technicians."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from aggregator.finding import FailureKind

_LONGEST_DETAIL = 200


def sentence(failure: FailureKind, *, url: str, language: str, detail: str = "") -> str:
    """What happened and what to do, in German, French, English or Polish (German for any other language).

    `detail` is what the technician knows; it follows in brackets.
    """
    said = _sentences()[failure.value]
    words = (said.get(language) or said["de"]).format(host=_host(url), url=url)
    known = " ".join(detail.split())
    if not known:
        return words
    return f"{words} ({known if len(known) <= _LONGEST_DETAIL else known[: _LONGEST_DETAIL - 1] + '…'})"


def moved(url: str, language: str) -> str:
    """That a source's address leads elsewhere for good, and what to do; languages as for `sentence`."""
    said = _sentences()["moved"]
    return (said.get(language) or said["de"]).format(host=_host(url), url=url)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


@cache
def _sentences() -> dict[str, dict[str, str]]:
    with (Path(__file__).parent / "failures.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, dict[str, str]] = yaml.safe_load(lines)
    return loaded
