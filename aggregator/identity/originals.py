"""Where a page says that the thing itself stands: its links called "Zur Ausschreibung", "Quelle", "full call" …"""

from __future__ import annotations

import html as markup
import re
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

import yaml

from aggregator.folding import fold
from aggregator.identity.addresses import canonical_url, is_front_page, site_of

_ANCHOR = re.compile(r"<a\s([^>]{1,600})>(.{1,300}?)</a>", re.IGNORECASE | re.DOTALL)
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]{1,500})"|'([^']{1,500})'|([^\s"'>]{1,500}))""", re.IGNORECASE)
_TAG = re.compile(r"<[^>]{0,300}>")
_LONGEST = 200_000  # characters of markup
_LONGEST_CUE = 60  # characters: a whole sentence is no name of a link
_MOST = 3


def original_links(html: str, base: str) -> frozenset[str]:
    """Addresses on other sites that a page calls the original; none where there are many, for then it is a list."""
    here = site_of(canonical_url(base))
    found: set[str] = set()
    for match in _ANCHOR.finditer(html, 0, _LONGEST):
        href = _HREF.search(match[1])
        said = fold(markup.unescape(_TAG.sub(" ", match[2])))
        if href is None or len(said) > _LONGEST_CUE or not said.startswith(_cues()):
            continue
        address = _joined(base, markup.unescape(href[1] or href[2] or href[3]))
        canonical = canonical_url(address)
        if canonical.startswith("//") and site_of(canonical) != here and not is_front_page(canonical):
            found.add(address)
    return frozenset(found) if len(found) <= _MOST else frozenset()


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:  # brackets that are no address of a host
        return ""


@cache
def _cues() -> tuple[str, ...]:
    with (Path(__file__).parent / "addresses.yaml").open(encoding="utf-8") as lines:
        return tuple(fold(cue) for cue in yaml.safe_load(lines)["original_cues"])
