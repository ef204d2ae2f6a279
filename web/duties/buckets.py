"""Token buckets: how much a client may still ask for, in the memory of this process and nowhere else."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from threading import Lock

_MOST_CLIENTS = 50_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Buckets:
    """One bucket of `size` tokens per client, filled again at `per_second`. Moments are seconds of any clock."""

    def __init__(self, *, size: float, per_second: float, most: int = _MOST_CLIENTS) -> None:
        self._size = size
        self._per_second = per_second
        self._most = most
        self._of: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = Lock()

    def take(self, client: str, cost: float, now: float) -> float:
        """Take tokens; gives 0 where there were enough, else nothing is taken and the seconds to wait are given."""
        cost = min(cost, self._size)
        with self._lock:
            bucket = self._filled(client, now)
            if bucket.tokens >= cost:
                bucket.tokens -= cost
                return 0.0
            return (cost - bucket.tokens) / self._per_second

    def give_back(self, client: str, tokens: float) -> None:
        """Return what an answer did not cost after all."""
        with self._lock:
            bucket = self._of.get(client)
            if bucket is not None:
                bucket.tokens = min(self._size, bucket.tokens + tokens)

    def __len__(self) -> int:
        return len(self._of)

    def _filled(self, client: str, now: float) -> _Bucket:
        bucket = self._of.get(client)
        if bucket is None:
            bucket = self._of[client] = _Bucket(self._size, now)
        else:
            since = max(0.0, now - bucket.at)
            bucket.tokens = min(self._size, bucket.tokens + since * self._per_second)
            bucket.at = now
            self._of.move_to_end(client)
        self._forget(now)
        return bucket

    def _forget(self, now: float) -> None:
        """Drop who has not asked for so long that the bucket is full again, the longest silent first."""
        full_after = self._size / self._per_second
        while self._of:
            client, longest_silent = next(iter(self._of.items()))
            if now - longest_silent.at <= full_after and len(self._of) <= self._most:
                return
            del self._of[client]


def client_of(address: str) -> str:
    """Whom an address stands for: itself, or of IPv6 its /64, which one household has whole."""
    try:
        read = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(read, IPv6Address):
        return str(read)
    if read.ipv4_mapped is not None:
        return str(read.ipv4_mapped)
    return f"{int(read) >> 64:016x}/64"
