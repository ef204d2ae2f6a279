"""Every text that mails say in German, found where it stands."""

from __future__ import annotations

from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file

ROOT = Path(__file__).parents[2]
Said = str | tuple[str, ...]
_KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None}
_JINJA = {"trim_blocks": "true", "lstrip_blocks": "true"}


def said_in_german() -> dict[Said, str]:
    """Message (a tuple for plurals) → the file it stands in."""
    found: dict[Said, str] = {}
    for folder in ("mail", "text"):
        for path in sorted((ROOT / "templates" / folder).iterdir()):
            _gather(path, "jinja2.ext:babel_extract", found)
    for path in sorted((ROOT / "newsletter").rglob("*.py")):
        _gather(path, "python", found)
    return found


def _gather(path: Path, method: str, found: dict[Said, str]) -> None:
    options = _JINJA if method != "python" else {}
    for _line, message, _comments, _context in extract_from_file(
        method, str(path), keywords=_KEYWORDS, options=options
    ):
        said = tuple(message) if isinstance(message, tuple | list) else message
        found.setdefault(said, str(path.relative_to(ROOT)))
