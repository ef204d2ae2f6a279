"""The office, on both databases."""

from __future__ import annotations

import pytest

from aggregator.store import Store
from tests.aggregator.office import Office


@pytest.fixture
def office(store: Store) -> Office:
    """An office with three sources and nothing found yet."""
    return Office(store)


@pytest.fixture
def anna(office: Office) -> int:
    """The number of somebody who decides."""
    return office.hire("Anna")
