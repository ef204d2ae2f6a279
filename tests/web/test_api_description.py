"""The api does what its own description says, whatever it is asked: Schemathesis makes the questions from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from aggregator.store import Store
from tests.web.example import MAIL, SETTINGS, accept, clock, open_office, take
from tests.web.serving import serving
from web.app import create_app

_CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
_SAME_EVERY_TIME = settings(
    max_examples=100,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def described(store: Store) -> Iterator[BaseSchema]:
    """The api as programs find it described, over an office with everything accepted."""
    open_office(store)
    take(store)
    accept(store)
    with serving(create_app(store, SETTINGS, MAIL, clock=clock)) as address:
        schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")
        schema.config.update(base_url=f"{address}/api/v1")
        yield schema


def operations(described: BaseSchema) -> list[Any]:
    """What can be asked of it."""
    found = [result.ok() for result in described.get_all_operations()]  # type: ignore[union-attr]
    assert found
    return found


@pytest.mark.parametrize("mode", GenerationMode)
def test_whatever_is_asked_is_answered_as_described(described: BaseSchema, mode: GenerationMode) -> None:
    for operation in operations(described):
        if mode is GenerationMode.NEGATIVE and not any(operation.iter_parameters()):
            continue  # what takes nothing can be asked nothing wrong

        @_SAME_EVERY_TIME
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            case.call_and_validate(checks=_CHECKS)

        ask()
