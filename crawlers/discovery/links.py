"""Which links of a page lead to the entries it lists, learned from the page itself.

Entries of a list stand in boxes built alike, their addresses are built alike, and they bear headlines rather than
labels. Links are grouped by both likenesses; the group that looks most like headlines wins, and from its addresses a
pattern is made that fits entries to come.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urldefrag, urlsplit

import yaml
from selectolax.lexbor import LexborNode

from crawlers.discovery.addresses import pattern_of, shape_of
from crawlers.spiders import cleaning, markup

_MOST_LINKS = 5_000
_FEWEST = 2
_LEAST_SCORE = 3.0
_BOXES = 4  # elements above a link that tell how it is placed
_WORD = re.compile(r"\w+")
_DAY = re.compile(
    r"\b\d{1,2}[./]\s?(?:\d{1,2}[./]|[^\W\d_]{3,})|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}\s[^\W\d_]{3,9}\s\d{4}\b"
)
_CLASS_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class LinkPattern:
    """A regular expression that addresses of entries contain, and those on the page as (address, title)."""

    pattern: str
    examples: tuple[tuple[str, str], ...]


class _Link(NamedTuple):
    url: str
    title: str
    place: str
    dated: bool


def learn_links(html: str, url: str) -> LinkPattern | None:
    """The pattern of the addresses of a page's entries, its examples in the page's order; None where it lists nothing.

    `url` is where the page was found. The pattern fits every example; a list of fewer than two entries is none.
    """
    links = _links(html, url)
    groups: dict[tuple[str, str], list[_Link]] = defaultdict(list)
    for link in links:
        groups[link.place, shape_of(link.url)].append(link)
    best, score = _best(list(groups.values()), url)
    if best is None or score < _LEAST_SCORE:
        return None
    pattern = pattern_of([link.url for link in best])
    fits = re.compile(pattern)
    examples: dict[str, str] = {}
    for link in links:
        # entries may stand in boxes of another look: whatever the pattern finds will be collected
        if fits.search(link.url) and len(link.title) >= len(examples.get(link.url, "")):
            examples[link.url] = link.title
    return LinkPattern(pattern, tuple(examples.items()))


def _best(groups: Sequence[list[_Link]], url: str) -> tuple[list[_Link] | None, float]:
    scored = [(_score(group, url), group) for group in groups if len({link.url for link in group}) >= _FEWEST]
    score, group = max(scored, key=lambda one: one[0], default=(0.0, None))
    return group, score


def _score(group: Sequence[_Link], url: str) -> float:
    """How much a group looks like the entries of a list; weights were set on pages of municipalities and agencies."""
    titles = {link.title for link in group}
    words = sum(min(len(_WORD.findall(title)), 8) for title in titles) / len(titles)
    here = urlsplit(url)
    below = sum(_below(link.url, here.path) for link in group) / len(group)
    slugs = sum(_slug_words(link.url) for link in group) / len(group)
    number = min(len({link.url for link in group}), 12)
    return (
        0.5 * words  # a headline has more words than a label
        + 0.18 * number
        + 1.2 * below  # entries mostly lie below their list
        + 0.25 * min(slugs, 6)
        + 1.5 * sum(link.dated for link in group) / len(group)
        - 2.0 * (1 - len(titles) / len(group))  # the same words again and again name no entry
    )


def _links(html: str, url: str) -> list[_Link]:
    tree = markup.tree_of(html)
    here = urldefrag(url).url
    home = _bare(urlsplit(url).netloc)
    found: dict[tuple[str, str], _Link] = {}
    crowded: dict[int, bool] = {}
    for node in tree.css("a[href]")[:_MOST_LINKS]:
        address = urldefrag(cleaning.link(url, node.attributes.get("href") or "")).url
        if not address or address.rstrip("/") == here.rstrip("/") or _leads_elsewhere(address, home, here):
            continue
        title, box = _title(node, crowded)
        if not title:
            continue
        place = _place(node)
        held = found.get((address, place))
        if held is None or len(title) > len(held.title):
            found[address, place] = _Link(address, title, place, _DAY.search(box) is not None)
    return list(found.values())


def _leads_elsewhere(address: str, home: str, here: str) -> bool:
    parts = urlsplit(address)
    if _bare(parts.netloc) != home or (parts.path in ("", "/") and not parts.query):
        return True
    segments = [segment for segment in parts.path.lower().split("/") if segment]
    if segments and segments[-1].rpartition(".")[2] in _words()["files"] and "." in segments[-1]:
        return True
    listed, path = urlsplit(here).path.rstrip("/"), parts.path.rstrip("/")
    if listed.startswith(f"{path}/") or (path == listed and not _numbered(parts.query)):
        return True  # a page above the list, or the list itself in another order
    inside = [segment for segment in segments if segment not in listed.lower().split("/")]
    return any(segment.partition(".")[0] in _words()["elsewhere"] for segment in inside)


def _numbered(query: str) -> bool:
    """Whether a parameter other than a page number tells which entry is meant."""
    names = [name.lower() for name, value in parse_qsl(query) if re.search(r"\d", value)]
    return any(not re.search(r"page|seite|offset|start|sort|order|year|jahr", name) for name in names)


def _title(node: LexborNode, crowded: dict[int, bool]) -> tuple[str, str]:
    """What a link is about, and the text of the box it stands in: its words, or the heading of its box.

    `crowded` remembers of elements whether they hold many links: a list of thousands is counted once, not for each.
    """
    said = _words_of(node) or cleaning.title(node.attributes.get("title") or node.attributes.get("aria-label") or "")
    box = node
    for _ in range(_BOXES):
        above = box.parent
        if above is None or above.tag in ("body", "main", "html"):
            break
        if above.mem_id not in crowded:
            crowded[above.mem_id] = len(above.css("a[href]")) > _BOXES
        if crowded[above.mem_id]:
            break
        box = above
    heading = box.css_first("h1, h2, h3, h4, h5, h6, [class*=title], [class*=headline]")
    named = _words_of(heading) if heading is not None else ""
    if said.lower().strip(" …»›>→.") in _words()["empty_words"] or len(said) < 3:
        said = named
    elif named and len(said) > 200:
        said = named  # the whole box is the link
    return said, box.text(separator=" ")[:2000]


def _words_of(node: LexborNode) -> str:
    return cleaning.title(node.text(separator=" ").replace("\u00ad", ""))


def _place(node: LexborNode) -> str:
    """How a link is placed: names and classes of the elements above it, numbers in them left out."""
    steps = [node.tag or "a"]
    above = node.parent
    while above is not None and above.tag not in ("body", "html") and len(steps) <= _BOXES:
        classes = sorted((above.attributes.get("class") or "").split())[:3]
        steps.append(".".join([above.tag or "", *(_CLASS_NUMBER.sub("", name) for name in classes)]))
        above = above.parent
    return ">".join(steps)


def _below(address: str, path: str) -> bool:
    folder = re.sub(r"\.\w{2,5}$", "", path).rstrip("/")
    return len(folder) > 1 and urlsplit(address).path.startswith(f"{folder}/")


def _slug_words(address: str) -> int:
    last = urlsplit(address).path.rstrip("/").rpartition("/")[2]
    return len(re.findall(r"[^\W\d_]{2,}", last))


def _bare(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")


@cache
def _words() -> dict[str, frozenset[str]]:
    with (Path(__file__).parent / "links.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, list[str]] = yaml.safe_load(lines)
    return {name: frozenset(str(word) for word in said) for name, said in loaded.items()}
