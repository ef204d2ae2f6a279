"""A page: a template in the reader's language inside the frame that all pages share."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel.dates import format_date
from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from aggregator.model import Role
from templates import LANGUAGES, Language, environment
from templates.language import locale
from web.language import in_language, language_of
from web.security.rights import Right, may
from web.settings import WebSettings
from web.site import site_of
from web.static import StaticFiles

_PUBLIC = "public, max-age=60"
_PRIVATE = "no-store"
_LONGEST_QUERY = 2_000  # a longer one says nothing that a page could keep, and would stand in it four times


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """The same page in a language."""

    code: str
    name: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame around a page knows: language, addresses, office, and who is logged in at the desk."""

    office: WebSettings
    language: Language
    path: str
    query: str
    static: StaticFiles
    today: date
    person: str = ""
    csrf: str = ""
    languages: tuple[OtherLanguage, ...] = field(default=())
    roles: frozenset[Role] = frozenset()

    def link(self, path: str) -> str:
        """A path of ours in the language of this page."""
        return in_language(self.language, path)

    def whole(self, path: str) -> str:
        """The same with our public host, for what leaves this page."""
        return self.office.base_url + self.link(path)

    def may(self, right: str) -> bool:
        """Whether the person may `review`, `release` or do what is `technical`; what they may not do has no button."""
        return may(self.roles, Right(right))

    def asset(self, name: str) -> str:
        """The address of one of our own files."""
        return self.static.address(name)

    def day(self, moment: datetime) -> date:
        """The day a moment falls on at the office."""
        return moment.astimezone(ZoneInfo(self.office.zone)).date()

    def short_month(self, day: date) -> str:
        """`Dez.`, for the postmark."""
        return format_date(day, "LLL", locale=locale(self.language))

    def month_name(self, day: date) -> str:
        """`März`, for sentences."""
        return format_date(day, "LLLL", locale=locale(self.language))

    def weekday(self, day: date) -> str:
        """`Mo`, for the heads of columns."""
        return format_date(day, "ccc", locale=locale(self.language)).rstrip(".")

    def is_at(self, path: str) -> bool:
        """Whether this page lies under a path; for the navigation."""
        return self.path == path or self.path.startswith(f"{path.rstrip('/')}/")


def frame(
    request: Request, *, person: str = "", csrf: str = "", roles: frozenset[Role] = frozenset(), at: str = ""
) -> Frame:
    """The frame of the page a request asks for. Language links keep path and query.

    They lead to `at` where it is given: what answers a form has no address that could be opened.
    """
    site = site_of(request)
    language = language_of(request)
    path = request.scope["path"].removeprefix(request.scope.get("root_path", "")) or "/"
    query = request.url.query if len(request.url.query) <= _LONGEST_QUERY else ""
    here = at or _clean(path) + (f"?{query}" if query else "")
    others = tuple(
        OtherLanguage(other, other.own_name, in_language(other, here), other is language) for other in LANGUAGES
    )
    return Frame(site.settings, language, path, query, site.static, site.today(), person, csrf, others, roles)


def _clean(path: str) -> str:
    """A path that stays on this site: `//elsewhere` would leave it."""
    return "/" + quote(path.lstrip("/"), safe="/~:@!$&'()*+,;=-._")


def render(request: Request, template: str, *, around: Frame | None = None, **values: object) -> str:
    """The text of a template in the language of the request."""
    made = environment("web", language_of(request)).get_template(template)
    return made.render(frame=around or frame(request), **values)


def public_page(
    request: Request, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: object
) -> Response:
    """A page anybody may see and a cache may keep for a minute. Sets no cookie."""
    text = render(request, template, around=None, **values)
    return cached(request, text.encode(), HTMLResponse.media_type, status=status, headers=headers)


def private_page(
    request: Request, template: str, *, around: Frame | None = None, status: int = 200, **values: object
) -> Response:
    """A page for one person: no cache may keep it."""
    text = render(request, template, around=around, **values)
    return HTMLResponse(text, status_code=status, headers={"Cache-Control": _PRIVATE})


def cached(
    request: Request,
    body: bytes,
    media_type: str | None,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An answer with an ETag, or 304 where the asker has it already.

    Only the ETag decides: a list also changes when something leaves it or a day passes, which no Last-Modified tells.
    """
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    shared = {"ETag": etag, "Cache-Control": _PUBLIC if status == 200 else _PRIVATE, **(headers or {})}
    if status == 200 and has_etag(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=shared)
    if media_type is not None and media_type.startswith("text/") and "charset" not in media_type:
        media_type += "; charset=utf-8"
    return Response(body, status_code=status, media_type=media_type, headers=shared)


def has_etag(header: str, etag: str) -> bool:
    """Whether an If-None-Match header names this ETag (compared weakly, RFC 9110, 13.1.2)."""
    known = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return "*" in known or etag in known
