"""aides-territoires as it answers: a personal token opens a token for a day, which opens the list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

TOKEN = "personal-Token-7f3a"


class Aides:
    """Answers `per_page` of `aids` a page. `issued` are the tokens given out, of which the first `expired` are over.

    `next_link` is how a page names the next: `absolute` (with http://, as behind a proxy), `missing` or an address.
    """

    def __init__(self, *aids: dict[str, Any], per_page: int = 50) -> None:
        self.aids = aids
        self.per_page = per_page
        self.issued: list[str] = []
        self.expired = 0
        self.next_link = "absolute"
        self.login_answer: web.Response | None = None
        self.asked: list[tuple[str, Mapping[str, str]]] = []

    @property
    def routes(self) -> tuple[web.RouteDef, web.RouteDef]:
        return web.post("/api/connexion/", self.login), web.get("/api/aids/", self.list)

    async def login(self, request: web.Request) -> web.Response:
        self.asked.append((request.path, request.headers))
        if self.login_answer is not None:
            return self.login_answer
        if request.headers.get("X-AUTH-TOKEN") != TOKEN or await request.json() != {}:
            return web.json_response({"message": "bad token"}, status=401)
        self.issued.append(f"eyJ.day-token-{len(self.issued) + 1}.sig")
        return web.json_response({"token": self.issued[-1]})

    async def list(self, request: web.Request) -> web.Response:
        self.asked.append((request.path_qs, request.headers))
        if request.headers.get("Authorization") not in [f"Bearer {token}" for token in self.issued[self.expired :]]:
            return web.json_response({"message": "Expired JWT Token"}, status=401)
        page = int(request.query.get("page", "1"))
        shown = self.aids[(page - 1) * self.per_page : page * self.per_page]
        answer: dict[str, Any] = {"count": len(self.aids), "previous": None, "results": list(shown)}
        following = None
        if page * self.per_page < len(self.aids):
            following = str(request.url.update_query(page=str(page + 1)))
        if self.next_link != "missing":
            answer["next"] = following if self.next_link == "absolute" or not following else self.next_link
        return web.json_response(answer)


def aid(number: int = 1, **parts: Any) -> dict[str, Any]:
    """An aid for twinnings with every field that is read."""
    return {
        "id": number,
        "slug": f"{number:04}-soutenir-un-jumelage",
        "url": f"/aides/{number:04}-soutenir-un-jumelage/",
        "name": f"Soutenir un jumelage {number}",
        "description": "<p>La Région aide les communes à recevoir leurs partenaires.</p>",
        "eligibility": "<p>Être une commune.</p>",
        "financers": ["Région d’essai"],
        "perimeter": "Région d’essai (Région)",
        "targeted_audiences": ["Commune", "EPCI", "Association"],
        "is_call_for_project": False,
        "start_date": "2026-10-01",
        "submission_deadline": "2027-02-28",
        "subvention_rate_lower_bound": 20,
        "subvention_rate_upper_bound": 60,
        "loan_amount": 30000,
        "recoverable_advance_amount": None,
        "recurrence": "Ponctuelle",
        "date_created": "2026-09-15T10:00:00+02:00",
        **parts,
    }
