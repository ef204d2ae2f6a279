"""A search API as the Funding & Tenders Portal has it, with the same traps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import BodyPartReader, web

Record = dict[str, Any]


class Sedia:
    """Answers from `records`, which are results as the portal gives them.

    A query part that does not say it is JSON is silently ignored, and so is `range`; whatever language is asked for,
    records of others come along; `total` is what it claims instead of the truth.
    """

    EVERYTHING = 4_200_000

    def __init__(self, *records: Record, total: int | None = None, most_per_page: int = 100) -> None:
        self.records = records
        self.total = total
        self.most_per_page = most_per_page
        self.filter_lost = False
        self.moved_to = ""
        self.asked: list[tuple[dict[str, str], dict[str, str]]] = []
        """Parameters and request headers."""

    @property
    def routes(self) -> web.RouteDef:
        return web.post("/search-api/prod/rest/search", self.search)

    async def search(self, request: web.Request) -> web.Response:
        self.asked.append((dict(request.query), dict(request.headers)))
        if self.moved_to:
            return web.Response(status=307, headers={"Location": self.moved_to})
        if request.query.get("apiKey") != "SEDIA":
            return web.Response(status=401)
        if not request.query.get("text"):
            return web.json_response({"message": "parameter text is not present"}, status=400)
        query = await _json_part(request, "query")
        found, total = list(self.records), self.EVERYTHING
        if query is not None and not self.filter_lost:
            try:
                found = [record for record in found if _fits(record, query)]
            except NotImplementedError as unknown:
                return web.json_response({"message": f"unknown query {unknown}"}, status=400)
            total = len(found)
        size = min(int(request.query.get("pageSize", "50")), self.most_per_page)
        start = (int(request.query.get("pageNumber", "1")) - 1) * size
        claimed = total if self.total is None else self.total
        return web.json_response(
            {"totalResults": claimed, "pageSize": size, "results": found[start : start + size]},
            headers={"ETag": '"always-the-same"'},
        )


async def _json_part(request: web.Request, name: str) -> Any:
    """The part of this name; None where there is none that says it is JSON."""
    found = None
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            body = await part.read()
            if part.name == name and part.headers.get("Content-Type") == "application/json":
                found = json.loads(body)
    return found


def _fits(record: Record, query: Mapping[str, Any]) -> bool:
    for condition in query["bool"]["must"]:
        (word, wanted), *_ = condition.items()
        if word == "range":
            continue
        if word != "terms":
            raise NotImplementedError(word)
        (field, values), *_ = wanted.items()
        if not set(values) & set(record["metadata"].get(field, [])):
            return False
    return True


def topic(
    identifier: str = "CERV-2027-CITIZENS-TOWN-TT",
    language: str = "en",
    *deadlines: str,
    title: str = "Town-Twinning",
    status: str = "31094502",
    programme: str = "43251589",
    **metadata: list[str],
) -> Record:
    """A call in one language; every value is a list, budget and actions are JSON in a string."""
    return {
        "reference": f"4706001{identifier.replace('-', '')}{language}",
        "url": f"https://portal.example/data/topicDetails/{identifier.lower()}.json",
        "summary": title,
        "metadata": {
            "identifier": [identifier],
            "callIdentifier": [identifier.rpartition("-")[0]],
            "title": [f"{title} ({language})"],
            "type": ["1"],
            "status": [status],
            "frameworkProgramme": [programme],
            "startDate": ["2026-10-07T22:00:00.000+0000"],
            "deadlineDate": list(deadlines) or ["2027-03-24T23:00:00.000+0000"],
            "deadlineModel": ["single-stage"],
            "descriptionByte": ["<p>Towns invite their partners.</p>"],
            **metadata,
        },
    }


def budget(**actions: Mapping[str, object]) -> list[str]:
    """The overview of an envelope: entries of several topics, by an id that means nothing."""
    entries = [{"action": action.replace("_", "-"), **said} for action, said in actions.items()]
    return [json.dumps({"budgetTopicActionMap": {"7654": entries}})]
