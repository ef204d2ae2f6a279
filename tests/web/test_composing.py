"""S4: an issue is composed at the desk, in small forms that lose nothing."""

from __future__ import annotations

import httpx
import pytest

from aggregator.store import Store
from tests.web.example import accept
from tests.web.issuing import drafted


@pytest.fixture
def draft(office: Store) -> int:
    """A draft of everything accepted."""
    accept(office)
    return drafted(office)


@pytest.mark.parametrize("step", ["auswahl", "inhalt", "pruefen", "senden"])
def test_every_step_answers(draft: int, desk: httpx.Client, step: str) -> None:
    assert desk.get(f"/desk/ausgabe/{draft}?schritt={step}").status_code == 200


def test_list(draft: int, desk: httpx.Client) -> None:
    assert "Ausgabe Dezember" in desk.get("/desk/ausgaben").text
    for form in ("html", "text", "ohne-bilder"):
        for eyes in ("alle", "leer", "voll", "lang", "rechts", "ort"):
            assert desk.get(f"/desk/ausgabe/{draft}/vorschau?form={form}&als={eyes}").status_code == 200
