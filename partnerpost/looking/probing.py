"""The probe of sources: those that are kept, or those of the catalogue, and what is written down of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from aggregator.finding import Probe, Way
from aggregator.model import Source, SourceState
from aggregator.sources import SourceDraft, keep_probe, list_sources, take_way
from crawlers.discovery import Address, Discovered, Discovery
from partnerpost.office import Office
from partnerpost.refusal import Refused
from partnerpost.shipped import by_keys


@dataclass(frozen=True, slots=True)
class Probed:
    """One source after its probe. `kept`: written down with it; `taken`: collected in the best way from now on."""

    address: Address
    probe: Probe
    kept: bool
    taken: bool

    @property
    def best(self) -> Way | None:
        """The way that is proposed."""
        return self.probe.ways[0] if self.probe.ways else None

    @property
    def differs(self) -> bool:
        """Whether another way is proposed than the present one."""
        return self.best is not None and not _same(self.best, self.address.known)


def probe_sources(office: Office, keys: Sequence[str], *, apply: bool) -> list[Probed]:
    """Look at sources, and write down what is found of the kept ones as each is done; in the order of the keys.

    Without keys all kept ones that are not proven. Raises Refused for a key that neither office nor catalogue knows,
    and where there is nothing to do.
    """
    with office.store.reading() as session:
        kept = {line.source.key: line.source for line in list_sources(session)}
    done: dict[str, Probed] = {}

    def keep(address: Address, found: Discovered) -> None:
        probed = Probed(address, found.probe, address.key in kept, taken=False)
        if probed.kept:
            with office.store.writing() as session:
                probed = _write_down(session, probed, office, apply=apply)
        done[address.key] = probed

    chosen = [_address(source) for source in _wanted(kept, keys)]
    Discovery(office.settings.crawl, clock=office.now).probe(chosen, on_found=keep)
    return [done[address.key] for address in chosen]


def _wanted(kept: dict[str, Source], keys: Sequence[str]) -> list[Source | SourceDraft]:
    if not keys:
        unproven = [source for source in kept.values() if source.state == SourceState.UNPROVEN]
        if not unproven:
            raise Refused("every source is proven or paused: name those to be looked at, or add some first")
        return list(unproven)
    known = list(dict.fromkeys(keys))
    shipped = {draft.key: draft for draft in by_keys([key for key in known if key not in kept])}
    return [kept.get(key) or shipped[key] for key in known]


def _write_down(session: Session, probed: Probed, office: Office, *, apply: bool) -> Probed:
    key = probed.address.key
    keep_probe(session, key, probed.probe)
    if apply and probed.differs and probed.best is not None:
        take_way(session, key, probed.best, now=office.now())
        return Probed(probed.address, probed.probe, kept=True, taken=True)
    return probed


def _address(source: Source | SourceDraft) -> Address:
    return Address(source.key, source.url, Way(source.kind, source.url, dict(source.options)))


def _same(way: Way, known: Way | None) -> bool:
    return known is not None and (way.kind, way.url, dict(way.options)) == (known.kind, known.url, dict(known.options))
