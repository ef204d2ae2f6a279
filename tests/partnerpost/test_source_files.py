"""Sources on their way into files and out of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator.sources import FileFormat, add_missing, format_of, list_sources
from aggregator.store import Store
from partnerpost.refusal import Refused
from partnerpost.shipped import by_keys, catalogue
from partnerpost.source_files import drafts_from, write_into

NOW = datetime(2027, 1, 11, 8, tzinfo=UTC)


@pytest.mark.parametrize("name", ["sources.csv", "sources.yaml", "a/folder"])
def test_the_whole_catalogue_goes_into_a_file_and_comes_back(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    write_into(path, catalogue(), format_of(path))
    assert {source.key: source for source in drafts_from(path)} == {source.key: source for source in catalogue()}


def test_its_feeds_go_into_a_list_for_other_readers(tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    write_into(path, catalogue(), FileFormat.OPML)
    read = {source.url: source.name for source in drafts_from(path)}
    assert read == {source.url: source.name for source in catalogue() if source.kind.value == "feed"}


def test_a_table_begins_with_the_mark_by_which_a_spreadsheet_knows_umlauts(tmp_path: Path) -> None:
    write_into(tmp_path / "sources.csv", by_keys(["vdgg"]), FileFormat.CSV)
    assert (tmp_path / "sources.csv").read_bytes().startswith(b"\xef\xbb\xbfkey;name;url;kind")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("list.csv", "key;name;url;kind\namt;Ämter;https://amt.example/;feed".encode("cp1252"), "CSV UTF-8"),
        ("list.csv", b"key;name;url;kind\namt;Amt;https://amt.example/;fed", "list.csv: line 2: kind must be one of"),
        (
            "list.yaml",
            b"key: amt\nname: Amt\nurl: amt.example\nkind: feed",
            "list.yaml: source 'amt': .* no web address",
        ),
        ("list.opml", b"<html>", "list.opml: this is no readable OPML"),
        ("list.opml", None, "list.opml cannot be read"),
    ],
)
def test_a_file_that_is_wrong_is_named_with_what_to_do(
    name: str, content: bytes | None, said: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(Refused, match=said):
        drafts_from(tmp_path / name)


def test_a_folder_without_sources_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="holds no YAML file"):
        drafts_from(tmp_path)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(Refused, match="taken cannot be written"):
        write_into(tmp_path / "taken", by_keys(["vdgg"]), FileFormat.YAML)


def test_a_source_of_the_catalogue_is_kept_once_though_its_address_was_mended_here(store: Store) -> None:
    shipped = by_keys(["pnwm", "dpjw"])
    mended = replace(shipped[0], url="https://pnwm.org/nowe/")
    with store.writing() as session:
        assert add_missing(session, [mended], now=NOW) == ["pnwm"]
        assert add_missing(session, shipped, now=NOW, same_keys=True) == ["dpjw"]
        assert add_missing(session, shipped, now=NOW) == ["pnwm-2"]
        kept = {line.source.key: line.source for line in list_sources(session)}
    assert (kept["dpjw"].priority, kept["dpjw"].kinds) == (1, list(shipped[1].kinds))


def test_the_whole_catalogue_can_be_kept(store: Store) -> None:
    with store.writing() as session:
        assert len(add_missing(session, catalogue(), now=NOW)) == len(catalogue())
