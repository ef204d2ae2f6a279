"""Every source of the shipped catalogue is one that can be added and collected."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

import crawlers.catalogue
from aggregator.finding import COLLECTED, SourceKind
from aggregator.sources import SourceDraft, all_from_yaml, all_to_yaml
from crawlers.spiders.kinds import SPIDERS

_FILES = sorted(path for folder in crawlers.catalogue.__path__ for path in Path(folder).glob("*.yaml"))
_each_file = pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)

# read by the intake, whatever the kind: a page lists several calls, a licence forbids shortened texts
_OF_ALL = ("several", "facts_only")


@cache
def _sources(file: Path) -> list[SourceDraft]:
    return all_from_yaml(file.read_text(encoding="utf-8"))


def _all() -> list[SourceDraft]:
    return [source for file in _FILES for source in _sources(file)]


def test_the_catalogue_holds_what_matters_for_an_office_in_north_rhine_westphalia() -> None:
    assert len(_all()) >= 250
    assert sum(source.priority == 1 for source in _all()) >= 50
    assert {"nrw-europa-schecks", "dfjw-ausschreibungen", "dpjw", "rgre-aktuell", "eu-ft-sedia"} <= {
        source.key for source in _all()
    }


@_each_file
def test_a_source_is_valid_and_named_as_its_file(file: Path) -> None:
    for source in _sources(file):
        assert source.key == file.stem or source.key.startswith(f"{file.stem}-")


@_each_file
def test_a_source_says_what_is_found_there_and_how_its_address_is_known(file: Path) -> None:
    for source in _sources(file):
        assert source.kinds
        assert source.topics
        assert source.countries
        assert source.language
        assert source.evidence


@_each_file
def test_a_file_is_written_as_an_export_writes_it(file: Path) -> None:
    assert file.read_text(encoding="utf-8") == all_to_yaml(_sources(file))


def test_no_key_and_no_address_stands_there_twice() -> None:
    keys = Counter(source.key for source in _all())
    addresses = Counter(re.sub(r"^https?://(www\.)?|/$", "", source.url) for source in _all())

    assert [key for key, times in keys.items() if times > 1] == []
    assert [address for address, times in addresses.items() if times > 1] == []


@_each_file
def test_its_options_are_options_of_its_kind(file: Path) -> None:
    for source in _sources(file):
        said = type(SPIDERS[source.kind]).__doc__ or ""

        assert [name for name in source.options if name not in _OF_ALL and f"`{name}`" not in said] == []
        for name in ("link", "skip"):
            re.compile(str(source.options.get(name, "")))


def test_every_kind_of_source_has_a_spider() -> None:
    assert set(SPIDERS) == set(COLLECTED)
    assert {source.kind for source in _all()} <= set(SPIDERS)


def test_a_feed_a_sitemap_and_a_wordpress_site_need_no_option_and_a_list_at_most_twelve_lines() -> None:
    lines = {source.key: len(_written(source).splitlines()) for source in _all()}
    longest = {kind: max((lines[one.key] for one in _all() if one.kind is kind), default=0) for kind in COLLECTED}

    assert all(longest[kind] == 0 for kind in (SourceKind.FEED, SourceKind.SITEMAP, SourceKind.WORDPRESS))
    assert max(longest[SourceKind.LISTING], longest[SourceKind.NEWSLETTER], longest[SourceKind.STANDING]) <= 12


def _written(source: SourceDraft) -> str:
    """The options a source needs to be read; what a licence asks for is no option of reading."""
    options = {name: value for name, value in source.options.items() if name != "facts_only"}
    return yaml.safe_dump(options, allow_unicode=True) if options else ""
