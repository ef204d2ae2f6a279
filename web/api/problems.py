"""What went wrong, for programs: problem details (RFC 9457)."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"
_TITLES = {404: "There is nothing here", 405: "This cannot be asked so", 422: "Not understood"}
_LONGEST = 200


class Misunderstood(BaseModel):
    """A parameter that says nothing we know, and what it said."""

    parameter: str
    not_understood: str


class Problem(BaseModel):
    """The answer to what could not be answered; `errors` names the parameters, nothing was looked up."""

    type: str = Field(description="Names the kind of problem; about:blank says no more than the status")
    title: str
    status: int
    detail: str
    errors: list[Misunderstood] = []


def problem(status: int, detail: str, errors: list[Misunderstood] | None = None) -> Response:
    """A problem as an answer."""
    kind = "urn:partnerpost:problem:not-understood" if errors else "about:blank"
    title = _TITLES.get(status, "This did not work")
    body = Problem(type=kind, title=title, status=status, detail=detail, errors=errors or [])
    return JSONResponse(body.model_dump(), status, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


def not_understood(errors: list[Misunderstood]) -> Response:
    """The answer to a question of which some parameters say nothing we know."""
    named = ", ".join(dict.fromkeys(error.parameter for error in errors))
    return problem(422, f"Nothing was looked up, because of: {named}", errors)


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How these answers stand in the description of the api."""
    schema = Problem.model_json_schema()
    schema["properties"]["errors"]["items"] = schema.pop("$defs")["Misunderstood"]
    return {
        status: {"description": _TITLES[status], "content": {MEDIA_TYPE: {"schema": schema}}} for status in statuses
    }


def add_problems(api: FastAPI) -> None:
    """Answer all that goes wrong in the api so."""
    api.add_exception_handler(RequestValidationError, _of_another_kind)
    api.add_exception_handler(HTTPException, _refused)


def _of_another_kind(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return not_understood(
        [
            Misunderstood(parameter=str(one["loc"][-1]), not_understood=str(one["input"])[:_LONGEST])
            for one in error.errors()
        ]
    )


def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, _TITLES.get(error.status_code, str(error.detail)))
