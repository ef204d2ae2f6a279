"""All example sites together: opened on loopback, and described as sources for a crawl."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from aggregator.sources import SourceDraft, from_yaml
from partnerpost.demo.sites import foundation, ministry, portal, town, youth_office
from partnerpost.demo.sites.page import Site
from partnerpost.demo.sites.server import SiteServer

KEYS = (youth_office.KEY, foundation.KEY, portal.KEY, town.KEY, ministry.KEY)

_CATALOGUE = Path(__file__).parent / "catalogue"


@dataclass(frozen=True, slots=True)
class OpenedSites:
    """The sites while they answer."""

    servers: Mapping[str, SiteServer]

    @property
    def addresses(self) -> dict[str, str]:
        """Base address of each site by its key."""
        return {key: server.address for key, server in self.servers.items()}

    @property
    def hosts(self) -> tuple[str, ...]:
        """Host and port of each site: what a crawl must be allowed to visit."""
        return tuple(address.removeprefix("http://") for address in self.addresses.values())

    def sources(self) -> list[SourceDraft]:
        """The sites as sources, in the words of the catalogue."""
        return [source(key, address) for key, address in self.addresses.items()]

    def show(self, today: date) -> None:
        """Answer as of this day from now on: every date in every text moves with it."""
        for key, site in sites(today, self.addresses).items():
            self.servers[key].show(site)


@contextmanager
def opened_sites(today: date, *, first_port: int = 0) -> Iterator[OpenedSites]:
    """Open all sites, on free ports or from `first_port` on; close them at the end. Raises OSError for a busy port."""
    with ExitStack() as stack:
        servers = {
            key: stack.enter_context(SiteServer(first_port + number if first_port else 0))
            for number, key in enumerate(KEYS)
        }
        opened = OpenedSites(servers)
        opened.show(today)
        yield opened


def sites(today: date, addresses: Mapping[str, str]) -> dict[str, Site]:
    """All sites on a day, at their base addresses."""
    return {
        youth_office.KEY: youth_office.youth_office(today, addresses),
        foundation.KEY: foundation.foundation(today),
        portal.KEY: portal.portal(today, addresses[portal.KEY]),
        town.KEY: town.town(today, addresses[town.KEY]),
        ministry.KEY: ministry.ministry(today),
    }


def source(key: str, address: str) -> SourceDraft:
    """One site as a source."""
    return from_yaml((_CATALOGUE / f"{key}.yaml").read_text("utf-8").replace("$address", address))
