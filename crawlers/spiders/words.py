"""The words by which links are told apart."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml


@cache
def words(name: str) -> frozenset[str]:
    """One of the lists in `link_words.yaml`."""
    with (Path(__file__).parent / "link_words.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, list[str]] = yaml.safe_load(lines)
    return frozenset(loaded[name])


def leads_to_no_call(url: str) -> bool:
    """Whether an address names a page about the site, or a way to sort or to share."""
    path = unquote(urlsplit(url).path).lower()
    return any(part.removesuffix(".html").removesuffix(".php") in words("never") for part in path.split("/"))


def says_nothing(label: str) -> bool:
    """Whether a link's text only invites to go on ("mehr", "lire la suite"), or holds no word."""
    bare = label.lower().strip(" .…:»›>→–-[]()")
    return not any(sign.isalpha() for sign in bare) or bare in words("generic") or bare in words("further")
