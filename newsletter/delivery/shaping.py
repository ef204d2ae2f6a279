"""What the large providers bear, as `shaping.yaml` says, and what their answers ask of us. Pure but for the file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from newsletter.delivery.transport import Answer

_DATA = Path(__file__).with_name("shaping.yaml")


@dataclass(frozen=True, slots=True)
class Provider:
    """One that takes mail for one or more domains."""

    name: str
    connections: int
    per_connection: int
    lets_in_by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Rest:
    """What a provider asks for: nothing but one mail each `every`, or nothing at all, for a time."""

    lasts: timedelta
    every: timedelta | None


@dataclass(frozen=True, slots=True)
class Shaping:
    """The limits of all providers."""

    by_domain: dict[str, Provider]
    default: Provider
    slow_codes: frozenset[int]
    slow_words: tuple[str, ...]
    slow: Rest
    not_let_in: int
    shut: Rest
    grows_after: int

    def of(self, address: str) -> Provider:
        """Who takes mail for an address; a domain that is not known is a provider of its own."""
        domain = address.rpartition("@")[2].lower()
        return self.by_domain.get(domain) or replace(self.default, name=domain)

    def rest(self, provider: Provider, answer: Answer) -> Rest | None:
        """What an answer asks of us besides being tried again."""
        if provider.lets_in_by_hand and answer.code == self.not_let_in:
            return self.shut
        said = answer.text.lower()
        if answer.code in self.slow_codes or (
            answer.code // 100 == 4 and any(words in said for words in self.slow_words)
        ):
            return self.slow
        return None

    def at_once(self, provider: Provider, taken: int) -> int:
        """How many of its mails may be on their way after so many were taken: it grows slowly."""
        return min(provider.connections, 1 + taken // self.grows_after)


@cache
def shaping() -> Shaping:
    """The limits that are shipped."""
    said: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    by_domain: dict[str, Provider] = {}
    for name, limits in said["providers"].items():
        provider = Provider(name, **{key: value for key, value in limits.items() if key != "domains"})
        by_domain |= dict.fromkeys(limits["domains"], provider)
    slow, shut = said["slow_down"], said["not_let_in"]
    return Shaping(
        by_domain=by_domain,
        default=Provider("", **said["default"]),
        slow_codes=frozenset(slow["codes"]),
        slow_words=tuple(slow["words"]),
        slow=Rest(timedelta(minutes=slow["for_minutes"]), timedelta(seconds=slow["every_seconds"])),
        not_let_in=shut["code"],
        shut=Rest(timedelta(hours=shut["for_hours"]), None),
        grows_after=said["grows_after"],
    )
