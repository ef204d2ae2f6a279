"""How a crawl behaves towards other people's servers."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt, SecretStr


class Secret(BaseModel):
    """What opens one host to us. It is sent to that host alone, whatever address a source names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str
    """Host (`api.example.org`), or host with port, that the secret was issued for."""
    token: SecretStr


class CrawlSettings(BaseModel):
    """Limits and manners of every request. Seconds and bytes; `max_body_bytes` holds before and after decompression."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    product: str = "Partnerpost/1"
    contact: str = ""
    """Mail address or page at which the operator of a site reaches the office; stands in the User-Agent."""
    connect_timeout: PositiveFloat = 15
    request_timeout: PositiveFloat = 60
    """From the first byte asked to the last byte got: a server that drips does not hold a crawl."""
    max_body_bytes: PositiveInt = 20_000_000
    max_redirects: int = Field(default=5, ge=0)
    gap_seconds: float = Field(default=1.0, ge=0)
    """Least time between the beginnings of two requests to one host."""
    longest_robots_delay: float = Field(default=30.0, ge=0)
    """A longer `Crawl-delay` is cut to this: with hours between requests a source could not be read at all."""
    obey_robots: bool = True
    longest_pause: float = Field(default=60.0, ge=0)
    """Longest `Retry-After` that a run waits out; where a host asks for more, its pages are left for the next run."""
    full_get_every: PositiveInt = 10
    """Every so many visits a page is fetched whole, although its server would say "not modified": some are wrong."""
    max_pages: PositiveInt = 300
    """Pages fetched for one source in one run; what is left is named in the report."""
    max_seconds: PositiveFloat = 1800
    """Longest run over one source; what is left then is named in the report."""
    parallel_sources: PositiveInt = 32
    browser: str = ""
    """Chromium for sources with `render: true`; empty: the one on the path, else Playwright's own."""
    render_timeout: PositiveFloat = 60
    """Longest time in which a page may make itself; each of its scripts keeps the gap of its host."""
    snapshot_days: PositiveInt = 180
    """Stored bytes that no finding names any more are deleted after so many days; those named stay as long as it."""
    allow_private_hosts: tuple[str, ...] = ()
    """Hosts (`localhost`) or hosts with port (`127.0.0.1:8080`) that may have a private address."""
    secrets: Mapping[str, Secret] = Field(default_factory=dict)
    """By the name that a source's option `secret` says."""

    @property
    def user_agent(self) -> str:
        """What every request says about itself: product and, where given, how to reach the office."""
        return f"{self.product} (+{self.contact})" if self.contact else self.product
