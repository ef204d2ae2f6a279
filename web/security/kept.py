"""What somebody had typed when their session was over: carried through the sign-in, within bounds, never a secret."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.datastructures import UploadFile

LARGEST = 200_000
"""Characters that are carried at most: a page of this size still opens."""
_MOST_FIELDS = 300
_SECRET = frozenset({"csrf", "passwort", "neu", "nochmal", "code", "ersatz", "schritt"})
_LONGEST_PATH = 500
_NEVER = ("/desk/anmelden", "/desk/abmelden", "/desk/beitreten", "/desk/eingaben")


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that was sent to `path`: its fields in their order, without what is secret. `files` are not carried."""

    path: str
    fields: tuple[tuple[str, str], ...] = ()
    files: bool = False

    def as_text(self) -> str:
        """One line, for one hidden field."""
        return json.dumps([self.path, self.fields], ensure_ascii=False, separators=(",", ":"))


class TooLarge(Exception):
    """More was typed than can be carried."""


def keep(path: str, fields: Iterable[tuple[str, UploadFile | str]]) -> Kept | None:
    """What is to be carried; None where the form has no place at the desk. Raises TooLarge."""
    if wanted(path) is None:
        return None
    pairs = list(fields)
    typed = tuple((name, value) for name, value in pairs if isinstance(value, str) and name not in _SECRET)
    files = any(isinstance(value, UploadFile) and value.filename for _, value in pairs)
    kept = Kept(path, typed, files)
    if len(typed) > _MOST_FIELDS or len(kept.as_text()) > LARGEST:
        raise TooLarge
    return kept


def read(text: str) -> Kept | None:
    """What was carried; None where it is not of our form or leads elsewhere."""
    if not text or len(text) > LARGEST:
        return None
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    match said:
        case [str(path), list(fields)] if len(fields) <= _MOST_FIELDS and all(map(_is_pair, fields)):
            try:
                return keep(path, ((name, value) for name, value in fields))
            except TooLarge:
                return None
    return None


def wanted(path: str) -> str | None:
    """A page of the desk to go to afterwards; None for whatever could lead elsewhere, or in a circle."""
    clean = path.split("?", maxsplit=1)[0]
    if not path.startswith("/desk/") or len(path) > _LONGEST_PATH or "//" in clean or ".." in clean:
        return None
    if any(character in "\\<>\"'" or not " " < character < "\x7f" for character in path):
        return None
    return None if clean.startswith(_NEVER) else path


def _is_pair(field: object) -> bool:
    return isinstance(field, list) and len(field) == 2 and all(isinstance(part, str) for part in field)
