"""What is claimed and waits for a free connection: taken in turn, and of each provider only so many as it bears."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Condition

from newsletter.delivery.claiming import Claimed
from newsletter.delivery.letters import Sheet
from newsletter.delivery.shaping import Provider, Shaping


@dataclass(frozen=True, slots=True)
class Order:
    """A delivery that one connection is to hand over, and what it says."""

    claimed: Claimed
    sheet: Sheet


class Pool:
    """Shared by all connections of a run."""

    def __init__(self, shaping: Shaping) -> None:
        """Empty and open."""
        self._shaping = shaping
        self._waiting: dict[str, deque[Order]] = {}
        self._providers: dict[str, Provider] = {}
        self._in_hand: Counter[str] = Counter()
        self._taken: Counter[str] = Counter()
        self._changed = Condition()
        self._closed = False
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, orders: Iterable[Order]) -> None:
        """More to be handed over."""
        with self._changed:
            for order in orders:
                provider = order.claimed.provider
                self._providers[provider.name] = provider
                self._waiting.setdefault(provider.name, deque()).append(order)
                self._size += 1
            self._changed.notify_all()

    def take(self, *, wait: bool) -> Order | None:
        """The next whose provider has room. None: there is none at the moment, or, where it waits, never again."""
        with self._changed:
            while True:
                if (order := self._next()) is not None:
                    return order
                if not wait or (self._closed and not self._size):
                    return None
                self._changed.wait()

    def done(self, provider: Provider, *, taken: bool) -> None:
        """One of a provider's is not on its way any more."""
        with self._changed:
            self._in_hand[provider.name] -= 1
            self._taken[provider.name] += taken
            self._changed.notify_all()

    def withdraw(self, provider: str | None = None) -> list[Order]:
        """Take what waits out again: that of one provider, or all."""
        with self._changed:
            names = list(self._waiting) if provider is None else [provider]
            out = [order for name in names for order in self._waiting.pop(name, ())]
            self._size -= len(out)
            self._changed.notify_all()
            return out

    def close(self) -> None:
        """Nothing more is added."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _next(self) -> Order | None:
        for name, orders in self._waiting.items():
            if self._in_hand[name] < self._shaping.at_once(self._providers[name], self._taken[name]):
                order = orders.popleft()
                del self._waiting[name]
                if orders:
                    self._waiting[name] = orders  # at the end: providers take turns
                self._in_hand[name] += 1
                self._size -= 1
                return order
        return None
