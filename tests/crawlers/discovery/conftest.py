"""Somebody who looks at addresses, at a moment that stands still."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawlers.discovery import Discovery
from crawlers.settings import CrawlSettings

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


@pytest.fixture
def discovery(settings: CrawlSettings) -> Discovery:
    return Discovery(settings, clock=lambda: NOW)
