"""What the APIs have in common: an answer of JSON, records of which some may be broken, pages that are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlencode, urlsplit

import yaml

from aggregator.finding import Failure, FailureKind
from crawlers.spiders.charset import decode
from crawlers.spiders.json import document_of
from crawlers.spiders.json_paths import Json, at, values, words
from crawlers.spiders.page import Draft, Page, Unreadable, require_countable

Record: TypeAlias = "dict[str, Json]"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that was an object of JSON, and what was wrong with its charset."""

    document: Record
    broken: tuple[Failure, ...]

    def records(self, path: str) -> list[Json]:
        """The list at a dotted path. Raises Unreadable where there is none, or one that is too long to be true."""
        found = at(self.document, path)
        if not isinstance(found, list):
            raise Unreadable(FailureKind.UNREADABLE, f"there is no list at {path!r}")
        require_countable(len(found))
        return found


def reply(page: Page) -> Reply:
    """The answer on a page. Raises Unreadable where it is no object of JSON."""
    decoded = decode(page)
    document = document_of(decoded.text)
    if not isinstance(document, dict):
        raise Unreadable(FailureKind.UNREADABLE, f"an object was expected, not {str(document)[:60]!r}")
    broken = (Failure(FailureKind.CHARSET, page.url, decoded.fault),) if decoded.fault else ()
    return Reply(document, broken)


def drafts(
    records: Iterable[Json], page: Page, draft: Callable[[Record], Draft | None]
) -> tuple[list[Draft], list[Failure]]:
    """A draft of every record for which `draft` gives one, and each record that is none by its number."""
    good: list[Draft] = []
    broken: list[Failure] = []
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            detail = f"record {number} is no object but {str(record)[:60]!r}"
            broken.append(Failure(FailureKind.UNREADABLE, page.url, detail))
        elif (made := draft(record)) is not None:
            good.append(made)
    return good, broken


def first(record: Json, *paths: str) -> str:
    """The first value that stands at one of the paths, as text; empty for none."""
    return next((said for path in paths for value in values(at(record, path)) if (said := words(value).strip())), "")


def amount(record: Json, path: str) -> str:
    """A sum of money as APIs write it; empty for none, for words, and for 0, which stands for "not said"."""
    raw = first(record, path).replace(",", "")
    try:
        return raw if float(raw) > 0 else ""
    except ValueError:
        return ""


def with_query(url: str, **parameters: object) -> str:
    """The address with these parameters set; `*` stays as it is."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | {
        name: str(said) for name, said in parameters.items()
    }
    return parts._replace(query=urlencode(query, safe="*")).geturl()


def parameter(url: str, name: str, otherwise: int) -> int:
    """A number among the parameters of an address."""
    said = dict(parse_qsl(urlsplit(url).query)).get(name, "")
    return int(said) if said.isdecimal() and len(said) < 10 else otherwise


def origin(url: str) -> str:
    """Scheme and host of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@cache
def codes(name: str) -> dict[str, Any]:
    """The data file beside the spider of this name."""
    with (Path(__file__).parent / f"{name}.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, Any] = yaml.safe_load(lines)
    return loaded


def mapped(labels: Iterable[str], codes_of: dict[str, str]) -> str:
    """Our codes for labels of an API, each once, joined by `;`. What is not in the table is left out."""
    folded = (label.strip().casefold() for label in labels)
    return "; ".join(dict.fromkeys(codes_of[label] for label in folded if label in codes_of))
