from __future__ import annotations

from pathlib import Path

import pytest

from partnerpost.demo.place import MARKER, fresh_folder
from partnerpost.refusal import Refused


def test_what_the_last_demo_made_is_gone_at_the_next_start(tmp_path: Path) -> None:
    place = tmp_path / "var" / "demo"
    with fresh_folder(place):
        (place / "mail").mkdir()
        (place / "mail" / "01-koeln@example.org.eml").write_text("old")
        (place / "partnerpost.sqlite").write_text("old")
    with fresh_folder(place):
        assert [path.name for path in place.iterdir()] == [MARKER]


def test_a_file_that_somebody_put_there_stays(tmp_path: Path) -> None:
    with fresh_folder(tmp_path / "demo"):
        pass
    (tmp_path / "demo" / "notes.txt").write_text("mine")
    with fresh_folder(tmp_path / "demo"):
        assert (tmp_path / "demo" / "notes.txt").read_text() == "mine"


def test_a_folder_with_files_and_without_the_marker_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "partnerpost.sqlite").write_text("the office's own")
    with pytest.raises(Refused, match="did not make: move them away"), fresh_folder(tmp_path):
        pass
    assert (tmp_path / "partnerpost.sqlite").read_text() == "the office's own"


def test_an_empty_folder_may_be_taken(tmp_path: Path) -> None:
    with fresh_folder(tmp_path) as place:
        assert (place / MARKER).read_text().startswith("Everything beside this file")


def test_a_link_to_another_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "demo").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused, match="no folder of the demo's"), fresh_folder(tmp_path / "demo"):
        pass


def test_a_linked_folder_inside_is_unlinked_and_its_target_stays(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.png").write_text("mine")
    with fresh_folder(tmp_path / "demo"):
        (tmp_path / "demo" / "mail").symlink_to(tmp_path / "photos")
    with fresh_folder(tmp_path / "demo"):
        assert not (tmp_path / "demo" / "mail").exists()
    assert (tmp_path / "photos" / "one.png").read_text() == "mine"


def test_a_second_demo_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    with (
        fresh_folder(tmp_path / "demo"),
        pytest.raises(Refused, match=r"running in .* already"),
        fresh_folder(tmp_path / "demo"),
    ):
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused, match="cannot be written"), fresh_folder(tmp_path / "file" / "demo"):
        pass
