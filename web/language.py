"""The language is part of the address: German at the root, `/fr/…`, `/en/…`, `/pl/…` beside it. No cookie."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from templates import LANGUAGES, Language

_BY_PREFIX = {language.value: language for language in LANGUAGES}


class LanguagePrefix:
    """Takes the language off the address, so that every route exists once and answers in four languages."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Set `state.language` and move the prefix into `root_path`."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        root = scope.get("root_path", "")
        path = scope["path"].removeprefix(root)
        first, slash, rest = path.lstrip("/").partition("/")
        language = _BY_PREFIX.get(first) if path.startswith("/") and not path.startswith("//") else None
        if language is not None and (language is Language.DE or not slash):
            await _to(root, language, rest, scope)(scope, receive, send)
            return
        state = {**scope.get("state", {}), "language": language or Language.DE}
        prefix = f"/{language.value}" if language else ""
        await self.app({**scope, "root_path": root + prefix, "state": state}, receive, send)


def _to(root: str, language: Language, rest: str, scope: Scope) -> RedirectResponse:
    """`/fr` is meant as `/fr/`; German stands at the root, so `/de/fristen` is `/fristen`."""
    prefix = "" if language is Language.DE else f"/{language.value}"
    query = scope["query_string"].decode("latin-1")
    return RedirectResponse(f"{root}{prefix}/{rest.lstrip('/')}{'?' + query if query else ''}", status_code=308)


def language_of(request: Request) -> Language:
    """The language this address is in."""
    language: Language = getattr(request.state, "language", Language.DE)
    return language


def in_language(language: str, path: str) -> str:
    """`/fristen` as it is addressed in a language: `/fr/fristen`."""
    return path if language == Language.DE else f"/{language}{path}"
