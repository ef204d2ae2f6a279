"""Every wrong turn is answered in words, in the reader's language, with a way back."""

from __future__ import annotations

import traceback
from html import unescape
from pathlib import Path

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.desk.turned_away import foreign_form, not_allowed, not_signed_in
from web.duties.last_deadlines import stand_in
from web.finder.machines import NotUnderstood
from web.rendering import private_page, render
from web.security.entrance import ForeignForm, NotAllowed, NotSignedIn

_log = structlog.get_logger("web")
_STEPS_NOTED = 8
READ_BY_MACHINES = (".ics", ".rss", ".atom", ".csv", ".json", ".jsonl", ".jsonld", ".xml", ".txt")


def add_error_pages(app: FastAPI) -> None:
    """Answer what no page answers."""
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _incomplete_form)
    app.add_exception_handler(NotUnderstood, _not_understood)
    app.add_exception_handler(NotSignedIn, not_signed_in)
    app.add_exception_handler(ForeignForm, foreign_form)
    app.add_exception_handler(NotAllowed, not_allowed)


class AnswerFaults:
    """Our own faults as a page too; stands inside the other middleware, so that language and headers are right."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; what nobody caught is noted and answered, unless an answer has begun."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http" or begun:
                raise
            request = Request(scope)
            answer = _our_fault(request, error)
            await (stand_in(request, error) or answer)(scope, receive, send)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return answer_in_words(request, error.status_code, str(error.detail))


def _incomplete_form(request: Request, _error: Exception) -> Response:
    return answer_in_words(request, 422, "incomplete-form")


def _not_understood(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotUnderstood)
    text = unescape(render(request, "hinweise.txt", hints=error.hints))
    return PlainTextResponse(text, 422, headers={"Cache-Control": "no-store"})


def _our_fault(request: Request, error: Exception) -> Response:
    """Noted by place, not by value: messages and addresses may hold readers' data and the tokens of their links."""
    steps = traceback.extract_tb(error.__traceback__)[-_STEPS_NOTED:]
    where = [f"{Path(step.filename).name}:{step.lineno} {step.name}" for step in steps]
    _log.error("page failed", page=request.url.path.split("/")[1], error=type(error).__name__, where=where)
    return answer_in_words(request, 500, "our-fault")


def answer_in_words(request: Request, status: int, reason: str) -> Response:
    """What went wrong, as a page, or as plain text where a program asks."""
    if request.url.path.endswith(READ_BY_MACHINES):
        text = unescape(render(request, "fehler.txt", status=status, reason=reason))
        return PlainTextResponse(text, status, headers={"Cache-Control": "no-store"})
    return private_page(request, "fehler.html", status=status, status_code=status, reason=reason)
