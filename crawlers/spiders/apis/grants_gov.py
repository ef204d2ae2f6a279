"""Grants.gov: search2 finds, fetchOpportunity tells. Both by POST."""

from __future__ import annotations

import html
import json
import re
from datetime import datetime

from aggregator.finding import FailureKind, Visit
from crawlers.ask import Ask, as_json
from crawlers.spiders import findings
from crawlers.spiders.apis.answers import Record, amount, first, reply
from crawlers.spiders.cleaning import title
from crawlers.spiders.json_paths import at, values
from crawlers.spiders.page import Draft, Follow, Page, Role, Seen, Unreadable

_ROWS = 100
_STATES = "forecasted|posted"
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_IN_WORDS = re.compile(r"[A-Z][a-z]{2} \d{1,2}, \d{4}")


class GrantsGovSpider:
    """Reads what a search finds, one opportunity at a time. Options, in the words of the API, several values parted by
    `|`: `keyword`, `agencies`, `eligibilities`, `fundingCategories`, `oppStatuses`; `may_be_empty`.
    """

    def conditional(self, visit: Visit, role: Role) -> bool:  # noqa: ARG002
        """Never: everything is asked by POST."""
        return False

    def start(self, visit: Visit) -> Follow:
        """The first page of the search."""
        return Follow(visit.url, Role.START, ask=_search(visit, 0))

    def read(self, page: Page, visit: Visit) -> Seen:
        """Of a search what to ask for, of an opportunity what it is. Raises Unreadable."""
        said = reply(page)
        code = said.document.get("errorcode")
        if code != 0:  # errors come with HTTP 200
            detail = f"errorcode {code}: {first(said.document, 'msg', 'errorMessages')[:150]}"
            raise Unreadable(FailureKind.HTTP_ERROR, detail)
        if page.asked.role is Role.DETAIL:
            return findings.seen([_draft(said.document, page)], page, visit, broken=said.broken)
        hits = said.records("data.oppHits")
        if not hits and page.asked.role is Role.START and not visit.options.get("may_be_empty"):
            raise Unreadable(FailureKind.NO_ENTRIES, "no opportunity fits what was asked")
        details = [follow for hit in hits for follow in _detail(visit, first(hit, "id"), first(hit, "title"))]
        return Seen(broken=said.broken, follow=(*details, *_next(page, visit, len(hits))))


def _search(visit: Visit, start: int) -> Ask:
    names = ("keyword", "agencies", "eligibilities", "fundingCategories")
    asked: dict[str, object] = {name: str(visit.options.get(name) or "") for name in names}
    asked["oppStatuses"] = str(visit.options.get("oppStatuses") or _STATES)
    return Ask(body=as_json(asked | {"rows": _ROWS, "startRecordNum": start}))


def _asked(page: Page, name: str) -> int:
    body = page.asked.ask.body if page.asked.ask else None
    return int(json.loads(body or "{}").get(name, 0))


def _detail(visit: Visit, id_: str, said: str) -> tuple[Follow, ...]:
    if not id_.isdecimal():
        return ()
    url = f"{visit.url.rstrip('/').rpartition('/')[0]}/fetchOpportunity"
    return (Follow(url, Role.DETAIL, title(html.unescape(said)), ask=Ask(body=as_json({"opportunityId": int(id_)}))),)


def _next(page: Page, visit: Visit, read: int) -> tuple[Follow, ...]:
    """A full page may have another behind it, whatever `hitCount` says."""
    if read < _ROWS:
        return ()
    return (Follow(page.asked.url, Role.NEXT, ask=_search(visit, _asked(page, "startRecordNum") + read)),)


def _draft(document: Record, page: Page) -> Draft:
    data = at(document, "data")
    told = at(data, "synopsis") or at(data, "forecast")
    id_ = first(data, "id") or str(_asked(page, "opportunityId"))
    money = {"amount_min": amount(told, "awardFloor"), "amount_max": amount(told, "awardCeiling")}
    return Draft(
        link=f"https://grants.gov/search-results-detail/{id_}",
        id=id_,
        title=html.unescape(first(data, "opportunityTitle")) or page.asked.title,  # escaped twice
        html=html.unescape(first(told, "synopsisDesc", "forecastDesc")),
        fields={
            "kind": "funding",
            # midnight is a placeholder: what is closed at which hour stands in the text
            "deadline": _day(first(told, "responseDate", "responseDateStr", "estApplicationResponseDate")),
            "opens": _day(first(told, "postingDate", "postingDateStr", "estApplicationPostingDate")),
            "reference": first(data, "opportunityNumber"),
            "organiser": first(data, "agencyDetails.agencyName", "synopsis.agencyName", "owningAgencyCode"),
            "eligible": "; ".join(first(one, "description") for one in values(at(told, "applicantTypes"))),
            "budget_total": amount(told, "estimatedFunding"),
            **money,
            "currency": "USD" if any(money.values()) else "",
        },
    )


def _day(raw: str) -> str:
    """ISO 8601 of a day that is written month first, or with the month's name in English."""
    american, named = _MONTH_FIRST.match(raw), _IN_WORDS.match(raw)
    try:
        if american:
            return datetime(int(american[3]), int(american[1]), int(american[2])).date().isoformat()  # noqa: DTZ001
        return datetime.strptime(named[0], "%b %d, %Y").date().isoformat() if named else ""  # noqa: DTZ007
    except ValueError:
        return ""
