"""The example sites, opened once on a fixed day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from partnerpost.demo.sites import OpenedSites, opened_sites

TODAY = date(2027, 2, 10)


@pytest.fixture(scope="module")
def sites() -> Iterator[OpenedSites]:
    with opened_sites(TODAY) as opened:
        yield opened
