"""What a refusal means: of a mail server while it was talked to, or in a report that came back later. Pure.

Nothing is held against a reader that is somebody else's fault: in doubt a refusal counts as ours, or as passing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from aggregator.model import ReturnKind

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_CODE_AND_STATUS = re.compile(r"(?<![\d.])[245]\d\d[ \-]+#?([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_SAID = (ReturnKind.SENDER_BLOCKED, ReturnKind.MAILBOX_FULL, ReturnKind.READER_DEAD)
_TEXT_DECIDES = frozenset({"0.0", "1.0", "2.0", "3.0", "4.0", "4.1", "4.4", "5.0", "5.1"})


def verdict(status: str, text: str, *, code: int = 0) -> ReturnKind:
    """What an enhanced status ("5.1.1", may be empty), the words with it and an SMTP code (0: unknown) mean.

    Never DELAYED: whether it is over is for whoever asks to know. UNKNOWN where nothing at all was said.
    """
    words = " ".join(text.lower().split())
    for kind in (ReturnKind.SENDER_BLOCKED, ReturnKind.MAILBOX_FULL):
        if _says(words, kind):
            return kind
    found = _STATUS.search(status) or _STATUS.search(status_in(text))
    if found is None:
        return _by_words(words, code)
    permanent, detail = found[1] == "5", f"{int(found[2])}.{int(found[3])}"
    if permanent and detail in _TEXT_DECIDES and _says(words, ReturnKind.READER_DEAD):
        return ReturnKind.READER_DEAD
    kind = _by_status(detail)
    return ReturnKind.UNREACHABLE if kind is ReturnKind.READER_DEAD and not permanent else kind


def status_in(text: str) -> str:
    """The enhanced status behind an SMTP code ("550 5.1.1 …", "550-5.1.1"); empty where there is none.

    A bare "5.1.27" is none: that is how people write days.
    """
    found = _CODE_AND_STATUS.search(text)
    return found[1] if found else ""


def is_automatic(subject: str) -> bool:
    """Whether a subject begins as automatic answers do."""
    folded = subject.strip().lower()
    return any(folded.startswith(start) for start in _file()["automatic"])


def _by_words(words: str, code: int) -> ReturnKind:
    if _says(words, ReturnKind.READER_DEAD) and code // 100 != 4:
        return ReturnKind.READER_DEAD
    if code == 552:
        return ReturnKind.MAILBOX_FULL
    if code in (550, 551, 553) and not words:
        return ReturnKind.UNREACHABLE
    if code == 554:
        return ReturnKind.SENDER_BLOCKED  # "transaction failed": how servers turn senders away without saying more
    return ReturnKind.UNREACHABLE if code else ReturnKind.UNKNOWN


def _by_status(detail: str) -> ReturnKind:
    table: Mapping[str, Sequence[str]] = _file()["status"]
    for asked in (detail, detail.partition(".")[0]):
        for kind, details in table.items():
            if asked in details:
                return ReturnKind(kind)
    return ReturnKind.UNREACHABLE


def _says(words: str, kind: ReturnKind) -> bool:
    assert kind in _SAID
    return _patterns()[kind].search(words) is not None


@cache
def _patterns() -> dict[ReturnKind, re.Pattern[str]]:
    """Whole words: `spf` is no part of another."""
    return {
        ReturnKind(kind): re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, listed)) + r")(?!\w)")
        for kind, listed in _file()["words"].items()
    }


@cache
def _file() -> dict[str, Any]:
    with (Path(__file__).parent / "verdicts.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, Any] = yaml.safe_load(lines)
    return loaded
