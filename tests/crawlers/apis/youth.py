"""The search of the European Youth Portal, which answers like Elasticsearch."""

from __future__ import annotations

from typing import Any

from aiohttp import web


class Youth:
    """Shows at most `most` hits a page, whatever it is asked for, and none beyond `window`, as Elasticsearch does."""

    def __init__(self, *hits: dict[str, Any], most: int = 500, window: int = 10_000) -> None:
        self.hits = hits
        self.most = most
        self.window = window
        self.total: Any = None
        self.asked: list[tuple[int, int]] = []

    @property
    def routes(self) -> web.RouteDef:
        return web.get("/api/rest/eyp/v1/search_en", self.search)

    async def search(self, request: web.Request) -> web.Response:
        start, size = int(request.query.get("from", "0")), int(request.query.get("size", "10"))
        self.asked.append((start, size))
        if start >= self.window:
            return web.json_response({"error": "Result window is too large"}, status=500)
        shown = self.hits[start : start + min(size, self.most)]
        total = {"value": len(self.hits), "relation": "eq"} if self.total is None else self.total
        return web.json_response({"hits": {"total": total, "hits": list(shown)}})


def event(number: int = 1, **source: Any) -> dict[str, Any]:
    """An event; its days stand at noon."""
    return {
        "_id": f"node-{number}",
        "_source": {
            "uuid": f"0000-{number}",
            "language": "en",
            "title": f"Youth dialogue {number}",
            "body": "<p>Young people from twin towns meet.</p>",
            "url": f"/event/youth-dialogue-{number}_en",
            "date_application_end": "2027-01-15T12:00:00",
            "has_no_deadline": False,
            "period": {"start": "2027-03-01T12:00:00", "end": "2027-03-04T12:00:00"},
            "venues": [{"city": "Athens", "country": {"iso": "EL"}}, {"city": "Patras", "country": {"iso": "EL"}}],
            **source,
        },
    }
