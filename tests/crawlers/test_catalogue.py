"""Every source of the shipped catalogue is one that can be added and collected."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import crawlers.catalogue
from aggregator.finding import SourceKind
from aggregator.sources import from_yaml
from crawlers.spiders.kinds import SPIDERS

_FILES = sorted(path for folder in crawlers.catalogue.__path__ for path in Path(folder).glob("*.yaml"))


def test_there_is_a_catalogue() -> None:
    assert len(_FILES) >= 5


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
def test_a_source_is_valid_and_named_as_its_file(file: Path) -> None:
    draft = from_yaml(file.read_text(encoding="utf-8"))

    assert draft.key == file.stem
    assert draft.notes, "a source says how its address is known"


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
def test_its_options_are_options_of_its_kind(file: Path) -> None:
    draft = from_yaml(file.read_text(encoding="utf-8"))
    said = type(SPIDERS[draft.kind]).__doc__ or ""

    assert [name for name in draft.options if f"`{name}`" not in said] == []
    for name in ("link", "skip"):
        re.compile(str(draft.options.get(name, "")))


def test_every_kind_of_source_has_a_spider() -> None:
    assert set(SPIDERS) == set(SourceKind)
