"""No address typed by a person or chosen by a stranger reaches into the office's own network."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path

import pytest

from aggregator.finding import FailureKind, SourceKind, Visit
from crawlers.crawl import crawl
from crawlers.fetching.addresses import AddressGuard, is_public
from crawlers.fetching.failed import FetchFailed
from crawlers.settings import CrawlSettings
from tests.crawlers import hostile, texts
from tests.crawlers.door import MemoryDoor
from tests.crawlers.hostile import Site


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
    ],
)
def test_a_private_address_is_known_in_every_disguise(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["193.99.144.80", "2a02:2e0:3fe:1001:302::", "::ffff:193.99.144.80"])
def test_a_public_address_may_be_reached(address: str) -> None:
    assert is_public(ip_address(address))


def test_a_host_is_allowed_by_name_or_by_name_and_port() -> None:
    guard = AddressGuard(("localhost", "127.0.0.1:8080"))

    guard.check("localhost", 1, "127.0.0.1")
    guard.check("127.0.0.1", 8080, "127.0.0.1")
    with pytest.raises(FetchFailed, match="private address"):
        guard.check("127.0.0.1", 8081, "127.0.0.1")


def _failure(url: str, allowed: tuple[str, ...], folder: Path) -> FailureKind | None:
    settings = CrawlSettings(gap_seconds=0, request_timeout=3, allow_private_hosts=allowed)
    (report,) = crawl([Visit("source", SourceKind.FEED, url)], MemoryDoor(), settings, snapshots=folder)
    return report.failure.kind if report.failure else None


def test_a_private_address_is_refused_and_never_asked(site: Site, tmp_path: Path) -> None:
    assert _failure(site.serve("/feed", texts.three()), (), tmp_path) is FailureKind.ADDRESS_REFUSED
    assert site.asked == []


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f.0.0.1", "[::ffff:127.0.0.1]"])
def test_a_name_that_resolves_to_a_private_address_is_refused(host: str, site: Site, tmp_path: Path) -> None:
    site.serve("/feed", texts.three())

    assert _failure(f"http://{host}:{site.port}/feed", ("127.0.0.1",), tmp_path) is FailureKind.ADDRESS_REFUSED
    assert site.asked == []


def test_a_redirect_to_a_private_address_is_refused(site: Site, tmp_path: Path) -> None:
    with Site() as inner:
        site.answers["/feed"] = hostile.status(302, Location=inner.serve("/geheim", texts.three()))

        failure = _failure(site.url("/feed"), (f"127.0.0.1:{site.port}",), tmp_path)

    assert failure is FailureKind.ADDRESS_REFUSED
    assert inner.asked == []
