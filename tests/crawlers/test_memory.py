"""A stranger's server cannot fill our memory: measured in a process of its own, that has nothing else to hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawlers import hostile
from tests.crawlers.hostile import Site

_MOST_MEGABYTES = 300
_CHILD = """
import sys
from pathlib import Path
from aggregator.finding import SourceKind, Visit
from crawlers.crawl import crawl
from crawlers.settings import CrawlSettings
from tests.crawlers.door import MemoryDoor

visits = [Visit(str(number), SourceKind.FEED, url) for number, url in enumerate(sys.argv[2:])]
settings = CrawlSettings(gap_seconds=0, allow_private_hosts=("127.0.0.1",))
for report in crawl(visits, MemoryDoor(), settings, snapshots=Path(sys.argv[1])):
    print(report.failure.kind)
status = Path("/proc/self/status").read_text().splitlines()
print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""


def peak_of_collecting(addresses: list[str], snapshots: Path) -> tuple[list[str], float]:
    """The failures of a crawl in a process of its own, and its peak of resident memory in megabytes (10⁶ bytes)."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _CHILD, str(snapshots), *addresses],
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
        cwd=Path(__file__).parents[2],
    )
    *kinds, kilobytes = done.stdout.split()
    return kinds, int(kilobytes) * 1024 / 1e6


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_floods_and_bombs_stay_under_300_megabytes(site: Site, tmp_path: Path) -> None:
    site.answers["/flood"] = hostile.flood(100, announced=False)
    site.answers["/announced"] = hostile.flood(100, announced=True)
    site.answers["/bomb"] = hostile.gzip_bomb(1000)

    kinds, megabytes = peak_of_collecting([site.url("/flood"), site.url("/announced"), site.url("/bomb")], tmp_path)

    assert kinds == ["too_large", "too_large", "bomb"]
    assert megabytes < _MOST_MEGABYTES
