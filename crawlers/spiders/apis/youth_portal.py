"""European Youth Portal: its search, which answers like Elasticsearch."""

from __future__ import annotations

from aggregator.finding import FailureKind, Visit
from crawlers.spiders import findings
from crawlers.spiders.apis.answers import Record, codes, drafts, first, origin, parameter, reply, with_query
from crawlers.spiders.json import one_per_id
from crawlers.spiders.json_paths import Json, at
from crawlers.spiders.moments import day_or_moment
from crawlers.spiders.page import Draft, Follow, Page, Role, Seen, Unreadable

_NOON = "T12:00:00"  # the portal knows days only and puts them at noon
_MOST_HITS = 10_000  # Elasticsearch shows no hit beyond


class YouthPortalSpider:
    """Reads events and calls. Options: `placements` (true: also the single places for volunteers, thousands of them),
    `may_be_empty`.
    """

    def conditional(self, visit: Visit, role: Role) -> bool:  # noqa: ARG002
        """A page may be unchanged while the next is not."""
        return False

    def read(self, page: Page, visit: Visit) -> Seen:
        """The hits of one page. Raises Unreadable."""
        said = reply(page)
        hits = said.records("hits.hits")
        wanted = [hit for hit in hits if visit.options.get("placements") is True or not _is_placement(hit)]
        if not wanted and page.asked.role is Role.START and not visit.options.get("may_be_empty"):
            left_out = f", only {len(hits)} single places for volunteers" if hits else ""
            raise Unreadable(FailureKind.NO_ENTRIES, f"there is nothing{left_out}")
        found, broken = drafts(wanted, page, lambda hit: _draft(hit, page, visit))
        seen = findings.seen(one_per_id(found, visit.language), page, visit, broken=[*said.broken, *broken])
        return Seen(seen.findings, seen.broken, _next(page, said.document, len(hits)), hold=True)


def _is_placement(hit: Json) -> bool:
    return bool(first(hit, "_source.opid")) or first(hit, "_source.type").casefold() == "opportunity"


def _next(page: Page, document: Record, read: int) -> tuple[Follow, ...]:
    """The portal gives fewer than it is asked for (500 at most), so what came is counted, not what was asked."""
    done = parameter(page.asked.url, "from", 0) + read
    total = first(document, "hits.total.value", "hits.total")
    is_least = first(document, "hits.total.relation") == "gte"
    over = total.isdecimal() and done >= int(total) and not is_least
    if not read or over or done >= _MOST_HITS:
        return ()
    return (Follow(with_query(page.asked.url, **{"from": done}), Role.NEXT),)


def _draft(hit: Record, page: Page, visit: Visit) -> Draft:
    source = at(hit, "_source") or hit
    id_ = first(source, "uuid", "opid") or first(hit, "_id")
    language = first(source, "language", "langcode")[:2].lower() or None
    country = first(source, "country.iso", "country", "venues.country.iso")
    return Draft(
        link=first(source, "url", "link") or _page_of(source, id_, page, language or visit.language or "en"),
        id=id_,
        title=first(source, "title"),
        html=first(source, "body", "description"),
        own_language=language,
        fields={
            "deadline": "rolling" if at(source, "has_no_deadline") is True else _day(source, "date_application_end"),
            "event_start": _day(source, "period.start", "date_start"),
            "event_end": _day(source, "period.end", "date_end"),
            "place": first(source, "town", "venues.city"),
            "countries": codes("youth_portal")["countries"].get(country.casefold(), country.upper()),
            "organiser": first(source, "organisation_name"),
        },
    )


def _page_of(source: Json, id_: str, page: Page, language: str) -> str:
    if first(source, "opid"):
        return f"{origin(page.url)}/solidarity/opportunity/{id_}_{language}"
    return f"{origin(page.url)}/events_{language}#{id_}"


def _day(source: Json, *paths: str) -> str:
    raw = first(source, *paths)
    return day_or_moment(raw.split("T")[0] if _NOON in raw else raw)
