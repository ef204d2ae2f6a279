"""EU Funding & Tenders Portal: its search API (SEDIA)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from aggregator.finding import FailureKind, Visit
from crawlers.ask import Ask, Part, as_json
from crawlers.spiders import findings
from crawlers.spiders.apis.answers import Record, amount, codes, drafts, first, parameter, reply, with_query
from crawlers.spiders.json import one_per_id
from crawlers.spiders.json_paths import Json, at, unpacked, values
from crawlers.spiders.moments import day_or_moment
from crawlers.spiders.page import Draft, Follow, Page, Role, Seen, Unreadable

_BRUSSELS = ZoneInfo("Europe/Brussels")
_LANGUAGE = re.compile(r"[a-z]{2}$")


class SediaSpider:
    """Reads the open and the forthcoming calls. Options: `programmes` (names in sedia.yaml, or codes; without it all),
    `types` (codes), `may_be_empty`.
    """

    def conditional(self, visit: Visit, role: Role) -> bool:  # noqa: ARG002
        """Never: everything is asked by POST."""
        return False

    def start(self, visit: Visit) -> Follow:
        """The first page. Raises Unreadable where a programme is unknown."""
        return Follow(_address(visit.url, 1), Role.START, ask=_question(visit))

    def read(self, page: Page, visit: Visit) -> Seen:
        """The calls of one page. Raises Unreadable, also where the portal ignored what it was asked."""
        said = reply(page)
        total = said.document.get("totalResults")
        if not isinstance(total, int):
            raise Unreadable(FailureKind.UNREADABLE, "the answer does not say how many results there are")
        if total >= codes("sedia")["most_results"]:
            detail = f"filter ignored: {total} results, fewer than {codes('sedia')['most_results']} can be right"
            raise Unreadable(FailureKind.FILTER_IGNORED, detail)
        records = said.records("results")
        if not records and page.asked.role is Role.START and not visit.options.get("may_be_empty"):
            raise Unreadable(FailureKind.NO_ENTRIES, "no call fits what was asked")
        found, broken = drafts(records, page, lambda record: _draft(record, page.seen_at))
        seen = findings.seen(one_per_id(found, visit.language), page, visit, broken=[*said.broken, *broken])
        return Seen(seen.findings, seen.broken, _next(page, said.document, len(records), total), hold=True)


def _question(visit: Visit) -> Ask:
    must = [{"terms": {"type": values(_listed(visit.options.get("types"))) or codes("sedia")["types"]}}]
    must.append({"terms": {"status": list(codes("sedia")["statuses"])}})
    programmes = [_programme(str(name)) for name in values(_listed(visit.options.get("programmes")))]
    if programmes:
        must.append({"terms": {"frameworkProgramme": programmes}})
    languages = [visit.language or "en"]
    return Ask(parts=(Part("query", as_json({"bool": {"must": must}})), Part("languages", as_json(languages))))


def _listed(option: object) -> Json:
    return [str(name) for name in option] if isinstance(option, list) else str(option) if option else None


def _programme(name: str) -> str:
    known: dict[str, str] = codes("sedia")["programmes"]
    if name in known or name.isdecimal():
        return known.get(name, name)
    raise Unreadable(FailureKind.OPTIONS, f"programmes: {name!r} is unknown; known are {', '.join(known)}")


def _address(url: str, number: int) -> str:
    # without `text` the portal answers "parameter text is not present"; *** stands for anything
    size = parameter(url, "pageSize", codes("sedia")["page_size"])
    return with_query(url, apiKey="SEDIA", text="***", pageSize=size, pageNumber=number)


def _next(page: Page, document: Record, read: int, total: int) -> tuple[Follow, ...]:
    """The total is not always right: only a page that is not full, and that it does not contradict, is the last."""
    number = parameter(page.asked.url, "pageNumber", 1)
    said = document.get("pageSize")
    size = said if isinstance(said, int) and said > 0 else parameter(page.asked.url, "pageSize", read)
    if not read or (read < size and number * size >= total):
        return ()
    return (Follow(_address(page.asked.url, number + 1), Role.NEXT, ask=page.asked.ask),)


def _draft(record: Record, now: datetime) -> Draft | None:
    """The call a record describes; None where it is closed or its last day is over: a filter by date is ignored."""
    topic = first(record, "metadata.identifier")
    reference = first(record, "reference")
    actions = [action for raw in values(at(record, "metadata.actions")) for action in values(unpacked(raw))]
    status = first(record, "metadata.status") or first(actions, "status.id")
    deadlines = _days(values(at(record, "metadata.deadlineDate")))
    deadlines = deadlines or _days([day for one in actions for day in values(at(one, "deadlineDates"))])
    today = now.astimezone(_BRUSSELS).date().isoformat()
    if (status and status not in codes("sedia")["statuses"]) or (deadlines and deadlines[-1][:10] < today):
        return None
    opens = _days(values(at(record, "metadata.startDate")) or [at(one, "plannedOpeningDate") for one in actions])
    return Draft(
        link=codes("sedia")["topic_page"] + topic if topic else first(record, "url"),
        id=topic or _LANGUAGE.sub("", reference),
        title=first(record, "metadata.title", "summary"),
        html=first(record, "metadata.descriptionByte") + first(record, "metadata.topicConditions"),
        own_language=first(record, "metadata.language") or (_LANGUAGE.findall(reference) or [None])[0],
        fields={
            "kind": "call",
            "deadline": "; ".join(deadlines),
            "deadline_model": first(record, "metadata.deadlineModel"),
            "opens": opens[0] if opens else "",
            "status": codes("sedia")["statuses"].get(status, ""),
            "reference": "; ".join(filter(None, (topic, first(record, "metadata.callIdentifier")))),
            **_money(record, topic),
        },
    )


def _days(raw: list[Json]) -> list[str]:
    """Days and moments in their order; midnights of Brussels come as the evening before in UTC."""
    return sorted({day for day in (day_or_moment(one, "Europe/Brussels") for one in raw) if day})


def _money(record: Record, topic: str) -> dict[str, str]:
    """What one project gets, and the envelope, which several topics may share: `budget_total` is not this topic's."""
    own = [entry for entry in _budget(record) if re.match(rf"{re.escape(topic)}(?![\w-])", first(entry, "action"))]
    least = [float(low) for entry in own if (low := amount(entry, "minContribution"))]
    most = [float(high) for entry in own if (high := amount(entry, "maxContribution"))]
    years = [at(entry, "budgetYearMap") for entry in own]
    total = sum(float(amount(year, name) or 0) for year in years if isinstance(year, dict) for name in year)
    said = {"amount_min": min(least, default=0), "amount_max": max(most, default=0), "budget_total": total}
    fields = {name: f"{sum_:.2f}" for name, sum_ in said.items() if sum_}
    fields["expected_grants"] = next(filter(None, (amount(entry, "expectedGrants") for entry in own)), "")
    return fields | ({"currency": "EUR"} if least or most else {})


def _budget(record: Record) -> Iterator[Record]:
    for raw in values(at(record, "metadata.budgetOverview")):
        topics = at(unpacked(raw), "budgetTopicActionMap")
        for entries in topics.values() if isinstance(topics, dict) else ():
            yield from (entry for entry in values(entries) if isinstance(entry, dict))
