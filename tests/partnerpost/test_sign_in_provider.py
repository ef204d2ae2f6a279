"""What the doctor says of the office's sign-in provider."""

from __future__ import annotations

from pathlib import Path

import pytest

from aggregator.store import Store
from aggregator.store.migrate import upgrade
from partnerpost.checkup import Examined, examine
from tests.web.provider import Provider
from tests.web.serving import serving


@pytest.fixture
def examined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office that is ready, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    store = Store(f"sqlite:///{tmp_path}/var/partnerpost.sqlite")
    upgrade(store)
    store.close()
    return tmp_path


def said() -> Examined:
    """What is said of the provider."""
    return next(each for each in examine() if "sign-in provider" in each.what)


def test_an_office_without_a_provider_misses_nothing(examined: Path) -> None:
    assert (said().state, said().advice) == ("fine", "")


def test_a_provider_that_answers_is_told_where_to_send_people_back_to(examined: Path) -> None:
    provider = Provider()
    with serving(provider.app()) as address:
        provider.issuer = address
        _set(examined, address)
        assert said().state == "fine"
        assert "http://127.0.0.1:8000/desk/anmelden/anbieter/zurueck" in said().what


def test_an_issuer_with_a_slash_too_many_is_told_letter_by_letter(examined: Path) -> None:
    provider = Provider()
    with serving(provider.app()) as address:
        provider.issuer = address
        _set(examined, address + "/")
        assert (said().state, repr(address) in said().advice) == ("advice", True)


def test_a_provider_that_is_down_is_named(examined: Path) -> None:
    _set(examined, "http://127.0.0.1:9")
    assert (said().state, "does not answer" in said().advice) == ("advice", True)


def _set(folder: Path, issuer: str) -> None:
    (folder / "partnerpost.toml").write_text(
        f'[web.oidc]\nissuer = "{issuer}"\nclient_id = "partnerpost"\n', encoding="utf-8"
    )
