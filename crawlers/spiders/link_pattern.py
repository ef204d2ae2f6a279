"""Which links of a page lead to its entries, learned from the page itself.

Links are grouped by where they stand and by the shape of their address; the group that reads most like a list of titles
wins. Pure, and the same for a crawl and for a person who tries an address.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from urllib.parse import parse_qsl, urldefrag, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.spiders import cleaning, markup
from crawlers.spiders.page import require_countable
from crawlers.spiders.words import leads_to_no_call, says_nothing

_FEWEST, _FEWEST_BELOW = 3, 2
_LEAST_TITLES = 0.6
"""So many of a group's links must say a title: menus say a word each."""
_TITLE_WORDS, _TITLE_LENGTH = 3, 20
_USUAL_TITLE = 60
_LONGEST_TITLE = 300
_OUTWARDS = 5
_NUMBER = re.compile(r"\d+")
_NUMBERED = re.compile(r"\d+(?:-.|\.|$)")
_ENDING = re.compile(r"\.[a-z0-9]{2,5}$")
_HEADING = re.compile(r"\bh[1-5]\b")


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a list: its address and what the list calls it."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Learned:
    """The links of a list in the page's order, and a regular expression that fits their addresses."""

    pattern: str
    links: tuple[Link, ...]


def learn(html: str, url: str, *, like: str = "") -> Learned | None:
    """The links that make `html`, found at `url`, a list; None where no group of links reads like one.

    With `like`, a pattern learned from another page of the same list, the group of that pattern is preferred.
    """
    site = _site(url)
    placed = _placed(markup.tree_of(html), url, lambda target: _site(target) == site and not leads_to_no_call(target))
    groups: defaultdict[tuple[str, str], list[Link]] = defaultdict(list)
    for link, place in placed:
        groups[place, _shape(link.url)].append(link)
    best = max(
        ((_worth(place, group, url), group) for (place, _), group in groups.items()),
        key=lambda pair: pair[0],
        default=(0.0, []),
    )
    if like:
        same = [group for group in groups.values() if pattern_of([link.url for link in group]) == like]
        best = (1.0, same[0]) if same else best
    worth, group = best
    if not worth:
        return None
    return Learned(pattern_of([link.url for link in group]), tuple(group))


def links_like(html: str, url: str, pattern: re.Pattern[str]) -> list[Link]:
    """The links of a page whose address fits a pattern, on any site, each once, with the most telling text it has."""
    return [link for link, _ in _placed(markup.tree_of(html), url, lambda target: bool(pattern.search(target)))]


def pattern_of(urls: Sequence[str]) -> str:
    """A regular expression for addresses of one shape: what all share is kept, what differs is left open."""
    split = [urlsplit(url) for url in urls]
    host = re.escape(split[0].netloc.removeprefix("www."))
    rows = [[part for part in parts.path.split("/") if part] for parts in split]
    columns = list(zip(*rows, strict=True))
    path = "".join("/" + _part(column, last=place == len(columns) - 1) for place, column in enumerate(columns))
    queries = [parse_qsl(parts.query, keep_blank_values=True) for parts in split]
    pairs = "&".join(_pair(column) for column in zip(*queries, strict=True))
    end = rf"/?\?{pairs}" if pairs else "/?$"
    return rf"^https?://(?:www\.)?{host}{path}{end}"


def _placed(tree: LexborHTMLParser, url: str, wanted: Callable[[str], bool]) -> list[tuple[Link, str]]:
    """Every wanted link with the place where it stands; of several to one address the telling one."""
    here = urldefrag(url).url
    anchors = tree.css("a[href]")
    require_countable(len(anchors))
    found: dict[str, tuple[Link, str]] = {}
    told: dict[str, tuple[bool, int]] = {}
    for node in anchors:
        target = urldefrag(cleaning.link(url, node.attributes.get("href") or "")).url
        if not target or target == here or not wanted(target):
            continue
        said = cleaning.title(node.text(separator=" "))
        own = not says_nothing(said)
        title = said if own else _around(node, said)
        telling = (own, len(title))  # what a link says itself is the better name
        if telling > told.get(target, (False, -1)):
            told[target], found[target] = telling, (Link(target, title), _place(node))
    return list(found.values())


def _around(node: LexborNode, said: str) -> str:
    """The name of what a link leads to that only says "more": the heading of the box in which it stands alone."""
    href, box = node.attributes.get("href"), node.parent
    for _ in range(_OUTWARDS):
        if box is None or any(other.attributes.get("href") != href for other in box.css("a[href]")):
            break
        heading = box.css_first("h1, h2, h3, h4, h5, h6, strong, caption")
        words = heading if heading is not None else box if box.tag in ("li", "tr") else None
        if words is not None:
            return cleaning.title(words.text(separator=" "))[:_LONGEST_TITLE].removesuffix(said).rstrip() or said
        box = box.parent
    return said


def _place(node: LexborNode) -> str:
    """Tags and first classes of the boxes around a link: entries of one list stand in boxes of one kind."""
    steps: list[str] = []
    box = node.parent
    while box is not None and box.tag not in ("body", "html") and len(steps) < _OUTWARDS:
        name = (box.attributes.get("class") or "").split(None, 1)[:1]
        alike = box.tag in ("tr", "li")  # told apart as odd and even, first and last
        steps.append(f"{box.tag}.{_NUMBER.sub('', name[0])}" if name and not alike else str(box.tag))
        box = box.parent
    return " ".join(steps)


def _shape(url: str) -> str:
    parts = urlsplit(url)
    steps = [part for part in parts.path.split("/") if part]
    first = "#" if steps and steps[0].isdecimal() else steps[0] if len(steps) > 1 else ""
    ending = steps[-1].rpartition(".")[2].lower() if steps and "." in steps[-1] else ""
    names = ",".join(name for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    return f"{len(steps)} {first} {ending} {names}"


def _worth(place: str, group: Sequence[Link], url: str) -> float:
    """How much a group reads like a list of entries; 0 for what is none."""
    below = sum(1 for link in group if _is_below(link.url, url)) > len(group) / 2
    titles = {link.title for link in group if _is_title(link.title)}
    if len(group) < (_FEWEST_BELOW if below else _FEWEST) or len(titles) < _LEAST_TITLES * len(group):
        return 0.0
    length = min(median(len(title) for title in titles), _USUAL_TITLE)
    return float(len(titles) ** 0.5 * length * (2 if below else 1) * (1.5 if _HEADING.search(place) else 1))


def _is_title(text: str) -> bool:
    return not says_nothing(text) and (len(text) >= _TITLE_LENGTH or len(text.split()) >= _TITLE_WORDS)


def _is_below(link: str, url: str) -> bool:
    folder = re.sub(r"\.(?:html?|php|aspx?)$", "", urlsplit(url).path).rstrip("/")
    return bool(folder) and urlsplit(link).path.startswith(folder + "/")


def _site(url: str) -> str:
    return urlsplit(url).netloc.lower().removeprefix("www.")


def _part(column: Sequence[str], *, last: bool) -> str:
    if all(part.isdecimal() for part in column):
        return r"\d+"  # also where it is the same in all: the year of this page is not that of the next
    if not last:
        return re.escape(column[0]) if len(set(column)) == 1 else "[^/?#]+"
    endings = {found[0] if (found := _ENDING.search(part)) else "" for part in column}
    ending = re.escape(endings.pop()) if len(endings) == 1 else ""
    # the fewest hyphens tell slugs of titles from the single words of a menu
    words = min(_ENDING.sub("", part).count("-") for part in column)
    if all(_NUMBERED.match(part) for part in column):
        return r"\d+" + (r"-[^/?#]+" * min(words, 2) or "[^/?#]*") + ending
    return "[^/?#]+" + r"-[^/?#]+" * min(words, 2) + ending


def _pair(column: Sequence[tuple[str, str]]) -> str:
    name = re.escape(column[0][0])
    values = {value for _, value in column}
    if len(values) == 1:
        return rf"{name}={re.escape(values.pop())}" if len(column) > 1 else rf"{name}=[^&#]+"
    return rf"{name}=\d+" if all(value.isdecimal() for value in values) else rf"{name}=[^&#]+"
