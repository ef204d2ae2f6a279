"""Lines of the text part, and the places in both parts where each reader's own links are put."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from functools import lru_cache

UNSUBSCRIBE_PLACE = "{{unsubscribe}}"
PREFERENCES_PLACE = "{{preferences}}"
"""Stand in an edition until it is handed over; content cannot contain them (see `newsletter.cleaning`)."""

_TEXT_WIDTH = 74
_BLANK_LINES = re.compile(r"\n{3,}")


def wrapped(text: str) -> str:
    """Break long lines at spaces, keeping their indentation; lines with an address are left alone."""
    lines: list[str] = []
    for line in text.splitlines():
        if len(line) <= _TEXT_WIDTH:
            lines.append(line.rstrip())
        else:
            lines += wrapped_line(line)
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip() + "\n"


# why something stands in an issue is said in the same words to thousands
@lru_cache(maxsize=10_000)
def wrapped_line(line: str) -> Sequence[str]:
    """One line as the lines it is broken into; what is short enough comes back as it is."""
    if len(line) <= _TEXT_WIDTH or "://" in line or UNSUBSCRIBE_PLACE in line:
        return [line.rstrip()]
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.wrap(
        line.strip(),
        _TEXT_WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  " * line.lstrip().startswith(("- ", "> ")),
        break_long_words=False,
        break_on_hyphens=False,
    )
