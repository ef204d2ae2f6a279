"""Grants.gov as it answers: search2 and fetchOpportunity, errors with HTTP 200."""

from __future__ import annotations

from typing import Any

from aiohttp import web


class Grants:
    """Finds `hits`; tells of those in `details`, by id. `hit_count` is what it claims instead of the truth."""

    def __init__(self, *hits: dict[str, Any], details: dict[int, dict[str, Any]] | None = None) -> None:
        self.hits = hits
        self.details = details if details is not None else {int(hit["id"]): detail(int(hit["id"])) for hit in hits}
        self.hit_count: int | None = None
        self.asked: list[dict[str, Any]] = []

    @property
    def routes(self) -> tuple[web.RouteDef, web.RouteDef]:
        return web.post("/v1/api/search2", self.search), web.post("/v1/api/fetchOpportunity", self.fetch)

    async def search(self, request: web.Request) -> web.Response:
        said = await request.json()
        self.asked.append(said)
        if said["rows"] > 1000 or not set(said["oppStatuses"].split("|")) <= {"forecasted", "posted", "closed"}:
            return web.json_response({"errorcode": 13, "msg": "Validation failed", "data": {}})
        start = said["startRecordNum"]
        shown = list(self.hits[start : start + said["rows"]])
        count = len(self.hits) if self.hit_count is None else self.hit_count
        return web.json_response({"errorcode": 0, "msg": "ok", "data": {"hitCount": count, "oppHits": shown}})

    async def fetch(self, request: web.Request) -> web.Response:
        said = await request.json()
        self.asked.append(said)
        if said["opportunityId"] not in self.details:
            return web.json_response({"errorcode": 7, "msg": "Opportunity not found"})
        return web.json_response({"errorcode": 0, "msg": "ok", "data": self.details[said["opportunityId"]]})


def hit(number: int = 354102) -> dict[str, Any]:
    """One line of a search."""
    return {
        "id": str(number),
        "number": f"DOS-BER-{number}",
        "title": f"Towns &amp;amp; Youth {number}",
        "agency": "U.S. Mission to Germany",
        "openDate": "09/28/2026",
        "closeDate": "",
        "oppStatus": "posted",
    }


def detail(number: int = 354102, **synopsis: Any) -> dict[str, Any]:
    """One opportunity; its hour is a placeholder, its title escaped twice."""
    return {
        "id": number,
        "opportunityNumber": f"DOS-BER-{number}",
        "opportunityTitle": f"Towns &amp;amp; Youth {number}",
        "agencyDetails": {"agencyName": "U.S. Mission to Germany"},
        "synopsis": {
            "postingDate": "Sep 28, 2026 12:00:00 AM EDT",
            "responseDate": "Feb 01, 2027 12:00:00 AM EST",
            "awardCeiling": "50000",
            "awardFloor": "0",
            "estimatedFunding": "200000",
            "applicantTypes": [{"id": "99", "description": "Unrestricted"}, {"id": "25", "description": "Others"}],
            "synopsisDesc": "&lt;p&gt;Exchange between towns.&lt;/p&gt;",
            **synopsis,
        },
    }
