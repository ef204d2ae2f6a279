"""No address typed by a person or chosen by a stranger reaches into the office's own network."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from pathlib import Path
from typing import Any

import aiohttp
import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from aggregator.finding import Failure, FailureKind, SourceKind, Visit
from crawlers.crawl import crawl
from crawlers.fetching.addresses import AddressGuard, GuardedResolver, is_public
from crawlers.fetching.failed import FetchFailed
from crawlers.fetching.one import fetch_one
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
        "64:ff9b:1::7f00:1",
        "fd00:ec2::254",
        "fec0::1",
        "::7f00:1",
        "::ffff:0:7f00:1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "192.88.99.1",
        "2001:db8::1",
        "3fff::1",
        "4000::1",
    ],
)
def test_a_private_address_is_known_in_every_disguise(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["193.99.144.80", "2a02:2e0:3fe:1001:302::", "::ffff:193.99.144.80", "64:ff9b::c163:9050"]
)
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


def _dotted(address: str, write: Sequence[str]) -> str:
    """Four parts, each in the given base: `0177.0x0.0.1`."""
    return ".".join(form.format(int(part)) for form, part in zip(write, address.split("."), strict=True))


_BASES = st.sampled_from(["{:d}", "0{:o}", "0x{:x}", "0X{:X}", "0000{:o}"])
_NUMBER = int(ip_address("127.0.0.1"))
_SPELLINGS = st.one_of(
    st.lists(_BASES, min_size=4, max_size=4).map(lambda bases: _dotted("127.0.0.1", bases)),
    _BASES.map(lambda base: base.format(_NUMBER)),
    st.sampled_from(["127.1", "127.0.1", "0x7f.1", "0177.1", "127.0.0.1.", "127.0x1", "①②⑦.0.0.1", "127。0。0。1"]),
    st.sampled_from(["0", "0.0.0.0", "localhost", "LocalHost", "localhost.", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]"]),
    st.sampled_from(["[::ffff:127.0.0.1]", "[::FFFF:7F00:1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]"]),
    st.sampled_from(["[::1%25lo]", "[fe80::1%25eth0]", "%31%32%37.0.0.1", "a@127.0.0.1", "a.example:80@127.0.0.1"]),
    st.sampled_from(["a.example\\@127.0.0.1", "127.0.0.1\t", "a.example#@127.0.0.1", "127.0.0.1%00.a.example"]),
)


@hypothesis.settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(host=_SPELLINGS)
def test_no_spelling_of_our_own_machine_is_ever_asked(host: str, site: Site) -> None:
    site.serve("/", "secret")

    outcome = fetch_one(f"http://{host}:{site.port}/", CrawlSettings(gap_seconds=0, request_timeout=3))

    assert isinstance(outcome, Failure)
    assert outcome.kind in (FailureKind.ADDRESS_REFUSED, FailureKind.DNS)
    assert site.asked == []


@given(number=st.integers(0, 2**32 - 1))
def test_an_ipv4_address_in_an_ipv6_one_is_as_public_as_by_itself(number: int) -> None:
    public = is_public(IPv4Address(number))

    assert is_public(IPv6Address(0xFFFF << 32 | number)) == public
    assert is_public(IPv6Address(0x64FF9B << 96 | number)) == public
    assert is_public(IPv6Address(0x2002 << 112 | number << 80)) == public
    assert not is_public(IPv6Address(number))


@given(number=st.integers(0, 2**128 - 1))
def test_no_address_outside_the_block_of_the_public_internet_is_public(number: int) -> None:
    address = IPv6Address(number)
    if not any(address in IPv6Network(known) for known in ("2000::/3", "::ffff:0:0/96", "64:ff9b::/96")):
        assert not is_public(address)


class _ChangingNames:
    """A name server of our own: each question gets the next answer, the last one stays."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self, _host: str, port: int, _family: socket.AddressFamily) -> list[tuple[Any, ...]]:
        self.asked += 1
        address = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [_place(address, port)]


def _place(address: str, port: int) -> tuple[Any, ...]:
    return (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))


async def _ask(names: _ChangingNames, guard: AddressGuard, port: int) -> int:
    connector = aiohttp.TCPConnector(resolver=GuardedResolver(guard, names))
    address = f"http://changing.example:{port}/"
    async with aiohttp.ClientSession(connector=connector) as session, session.get(address) as answer:
        return answer.status


def test_the_address_that_was_checked_is_the_one_connected_to(site: Site) -> None:
    names = _ChangingNames("127.0.0.1", "127.0.0.2")
    with socket.create_server(("127.0.0.2", site.port)) as other:
        other.settimeout(0.1)
        asyncio.run(_ask(names, AddressGuard(("changing.example",)), site.port))
        with pytest.raises(TimeoutError):
            other.accept()

    assert (names.asked, len(site.asked)) == (1, 1)


def test_a_name_that_changes_to_a_private_address_is_refused(site: Site) -> None:
    async def resolve_twice() -> None:
        resolver = GuardedResolver(AddressGuard(), _ChangingNames("193.99.144.80", "127.0.0.1"))
        (first,) = await resolver.resolve("changing.example", site.port)
        assert first["host"] == "193.99.144.80"
        await resolver.resolve("changing.example", site.port)

    with pytest.raises(FetchFailed, match="private address"):
        asyncio.run(resolve_twice())


def test_one_private_address_among_public_ones_refuses_the_name() -> None:
    async def both(_host: str, port: int, _family: socket.AddressFamily) -> list[tuple[Any, ...]]:
        return [_place("193.99.144.80", port), _place("10.0.0.1", port)]

    with pytest.raises(FetchFailed, match="private address"):
        asyncio.run(GuardedResolver(AddressGuard(), both).resolve("mixed.example", 80))
