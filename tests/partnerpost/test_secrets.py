"""Keys of APIs: from the file or the environment, and never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from partnerpost.settings import SettingsInvalid, load

_FILE = '[crawl.secrets.aides_territoires]\nhost = "aides.example"\ntoken = "from-the-file"\n'


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "partnerpost.toml"
    path.write_text(_FILE, encoding="utf-8")
    monkeypatch.setenv("PARTNERPOST_CONFIG", str(path))
    return path


def test_a_secret_stands_in_the_file_with_its_host(file: Path) -> None:
    secret = load().crawl.secrets["aides_territoires"]

    assert (secret.host, secret.token.get_secret_value()) == ("aides.example", "from-the-file")


def test_a_secret_from_the_environment_wins(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARTNERPOST_CRAWL__SECRETS__AIDES_TERRITOIRES__TOKEN", "from-outside")

    secret = load().crawl.secrets["aides_territoires"]

    assert (secret.host, secret.token.get_secret_value()) == ("aides.example", "from-outside")


def test_settings_that_are_printed_or_handed_on_do_not_show_it(file: Path) -> None:
    settings = load()

    assert "from-the-file" not in f"{settings!r} {settings.model_dump()} {settings.model_dump_json()}"


def test_a_secret_without_a_host_is_refused(file: Path) -> None:
    file.write_text('[crawl.secrets.x]\ntoken = "from-the-file"\n', encoding="utf-8")

    with pytest.raises(SettingsInvalid, match=r"crawl\.secrets\.x\.host") as refused:
        load()

    assert "from-the-file" not in str(refused.value)
