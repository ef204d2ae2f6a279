"""Records of an API: JSON Feed by its own names, any other list of records by options or by the usual names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import yaml

from aggregator.finding import Failure, FailureKind, Visit
from crawlers.spiders import findings
from crawlers.spiders.charset import decode
from crawlers.spiders.json_paths import Json, at, longest_records, values, words
from crawlers.spiders.moments import day_or_moment, moment
from crawlers.spiders.page import Draft, Follow, Page, Role, Seen, Unreadable, require_countable

_TEXTS = ("title", "url", "id", "html", "text", "published", "language")


class JsonSpider:
    """Reads one page of records and says where the next is.

    Options, each a dotted path in a record where nothing else is said: `records` (in the document), `title`, `url`,
    `id`, `html`, `text`, `published`, `language`; `fields` (our name → path); `url_pattern` (`https://…/{id}`, any
    path in braces); `zone` in which a midnight is a day; `one_per_id` (records of one id are one thing in several
    languages: the source's language wins); paging by `next` (path to an address in the document) or `page_param` with
    `total` (path to the count of all records); `may_be_empty`.
    """

    def conditional(self, visit: Visit, role: Role) -> bool:  # noqa: ARG002
        """Whether there is only this page."""
        return not (visit.options.get("next") or visit.options.get("page_param"))

    def read(self, page: Page, visit: Visit) -> Seen:
        """All records as findings, and the next page. Raises Unreadable."""
        decoded = decode(page)
        document = document_of(decoded.text)
        records = _records(document, visit)
        require_countable(len(records))
        if not records and page.asked.role is not Role.NEXT and not visit.options.get("may_be_empty"):
            raise Unreadable(FailureKind.NO_ENTRIES, "the list of records is empty")
        broken = [Failure(FailureKind.CHARSET, page.url, decoded.fault)] if decoded.fault else []
        drafts: list[Draft] = []
        for number, record in enumerate(records, 1):
            if isinstance(record, dict):
                drafts.append(_draft(record, visit, page))
            else:
                detail = f"record {number} of {len(records)} is no object but {str(record)[:60]!r}"
                broken.append(Failure(FailureKind.UNREADABLE, page.url, detail))
        if visit.options.get("one_per_id"):
            drafts = one_per_id(drafts, visit.language)
        seen = findings.seen(drafts, page, visit, broken=broken)
        return Seen(seen.findings, seen.broken, _next(document, records, page, visit))


def document_of(text: str) -> Json:
    """The JSON of an answer. Raises Unreadable where it is none."""
    text = text.lstrip("\ufeff \t\r\n")
    if not text:
        raise Unreadable(FailureKind.EMPTY, "only white space")
    if text.startswith("<"):
        raise Unreadable(FailureKind.NOT_A_FEED, "the address answers with a page, not with records")
    try:
        loaded: Json = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(FailureKind.UNREADABLE, f"no JSON: {str(error)[:150]}") from error
    return loaded


def _records(document: Json, visit: Visit) -> list[Json]:
    path = visit.options.get("records")
    if isinstance(path, str):
        found = at(document, path)
        if isinstance(found, list):
            return found
        raise Unreadable(FailureKind.NOT_A_FEED, f"there is no list at {path!r}")
    if isinstance(document, list):
        return document
    title = visit.options.get("title")
    longest = longest_records(document, [title] if isinstance(title, str) else _words()["title"])
    if longest is not None:
        return longest
    if isinstance(document, dict):
        for name in _words()["records"]:
            named = document.get(name)
            if isinstance(named, list):
                return named
    raise Unreadable(FailureKind.NOT_A_FEED, "no list of records with titles in it")


def _draft(record: dict[str, Json], visit: Visit, page: Page) -> Draft:
    told = {name: words(_told(record, visit.options, name)) for name in _TEXTS}
    pattern = visit.options.get("url_pattern")
    if isinstance(pattern, str):
        told["url"] = _filled(pattern, record) or told["url"]
    is_html = "<" in told["text"] and "</" in told["text"]
    html = told["html"] or (told["text"] if is_html else "")
    return Draft(
        link=told["url"],
        id=told["id"],
        title=told["title"],
        html=html,
        text="" if html else told["text"],
        published=moment(told["published"]),
        own_language=told["language"][:2].lower() or None,
        fields=_fields(record, visit, page),
        discriminator=told["published"],
    )


def _told(record: dict[str, Json], options: Mapping[str, object], name: str) -> Json:
    path = options.get(name)
    if isinstance(path, str):
        return at(record, path)
    return next((found for usual in _words()[name] if words(found := at(record, usual))), None)


def _fields(record: dict[str, Json], visit: Visit, page: Page) -> dict[str, str]:
    chosen = visit.options.get("fields")
    named: Mapping[str, object] = chosen if isinstance(chosen, Mapping) else {}
    zone = str(visit.options.get("zone") or "Europe/Brussels")
    result: dict[str, str] = {}
    for name in [*_words()["fields"], *(name for name in named if name not in _words()["fields"])]:
        path = named.get(name)
        paths = [path] if isinstance(path, str) else _words()["fields"].get(name, ()) if not named else ()
        found = next((value for usual in paths if (value := at(record, usual)) not in (None, "", [])), None)
        if name in _words()["days"]:
            days = [day for day in (day_or_moment(value, zone) for value in values(found)) if day]
            # several cut-off dates are all deadlines; of other days only the first to come is told
            result[name] = "; ".join(days) if name == "deadline" else _next_of(days, page)
        else:
            result[name] = words(found)
    if not named and result["deadline"] and result["event_start"] and not (result["event_end"] or result["opens"]):
        result["opens"] = result.pop("event_start")  # a start beside a deadline opens the call, it is no event
    return result


def _next_of(days: list[str], page: Page) -> str:
    """Of several days the next to come, else the last."""
    today = page.seen_at.date().isoformat()
    return min((day for day in days if day[:10] >= today), default=max(days, default=""))


def one_per_id(drafts: list[Draft], language: str | None) -> list[Draft]:
    """Of the languages of each record one: the wanted one where there is a choice."""
    chosen: dict[str, Draft] = {}
    for draft in drafts:
        held = chosen.get(draft.id)
        if held is None or (draft.own_language == language and held.own_language != language):
            chosen[draft.id] = draft
    return list(chosen.values())


def _next(document: Json, records: list[Json], page: Page, visit: Visit) -> tuple[Follow, ...]:
    following = visit.options.get("next")
    if isinstance(following, str):
        address = words(at(document, following))
        return (Follow(urljoin(page.url, address), Role.NEXT),) if address else ()
    param = visit.options.get("page_param")
    if not isinstance(param, str) or not records:
        return ()
    parts = urlsplit(page.asked.url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    number = int(query[param]) if query.get(param, "").isdecimal() else 1
    total = at(document, str(visit.options.get("total"))) if visit.options.get("total") else None
    if isinstance(total, int) and number * len(records) >= total:
        return ()
    query[param] = str(number + 1)
    return (Follow(parts._replace(query=urlencode(query)).geturl(), Role.NEXT),)


def _filled(pattern: str, record: dict[str, Json]) -> str:
    pieces = pattern.split("{")
    result = pieces[0]
    for piece in pieces[1:]:
        path, _, rest = piece.partition("}")
        value = words(at(record, path))
        if not value:
            return ""
        result += value + rest
    return result


@cache
def _words() -> dict[str, Any]:
    with (Path(__file__).parent / "json_words.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, Any] = yaml.safe_load(lines)
    return loaded
