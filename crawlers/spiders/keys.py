"""Stable keys: the same entry has the same key in every run, and two entries never share one."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urlsplit

from crawlers.spiders.page import Draft

_LONGEST = 500


def keyed(drafts: Sequence[Draft]) -> list[tuple[str, Draft]]:
    """Each entry with its key: id, else link, else a hash of what it says.

    Where several different entries carry one id (calendars made by hand, broken feed generators), all of them get the
    id with a mark of their own, so none is lost and the order does not matter. An entry repeated word for word
    appears once.
    """
    groups: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        groups[_own_key(draft)].append(draft)
    marks = {key: _marks(group) for key, group in groups.items() if len(group) > 1}
    result: dict[str, Draft] = {}
    for draft in drafts:
        key = _own_key(draft)
        if key in marks:
            key += marks[key](draft)
        result.setdefault(key, draft)
    return list(result.items())


class _Marks:
    """What tells the entries of one id apart: as little as is enough, so that the key survives edits."""

    def __init__(self, group: Sequence[Draft]) -> None:
        whole = {_whole(draft) for draft in group}
        self._tell = next(
            (tell for tell in (_link, _when, _title) if len({tell(draft) for draft in group}) == len(whole)), _whole
        )
        self._needed = len(whole) > 1

    def __call__(self, draft: Draft) -> str:
        return f"#{_hash(self._tell(draft))[:16]}" if self._needed else ""


def _marks(group: Sequence[Draft]) -> _Marks:
    return _Marks(group)


def _own_key(draft: Draft) -> str:
    key = draft.id.strip() or _canonical(draft.link) or _hash(_whole(draft))
    return key if len(key) <= _LONGEST else f"{key[: _LONGEST - 65]}#{_hash(key)}"


def _canonical(url: str) -> str:
    if not url:
        return ""
    parts = urlsplit(url)
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()).geturl()


def _link(draft: Draft) -> str:
    return draft.link


def _when(draft: Draft) -> str:
    return draft.discriminator


def _title(draft: Draft) -> str:
    return f"{draft.title}\n{draft.discriminator}"


def _whole(draft: Draft) -> str:
    return "\n".join((draft.link, draft.title, draft.html, draft.text, draft.discriminator, str(draft.published)))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
