"""The page of one opportunity: what else it says, and to whom."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.store import Store
from tests.newsletter.samples import opportunity
from tests.web.example import SETTINGS, number_of
from web.finder.described import json_ld


def described(page: str) -> Any:
    """The block of data that search engines read."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_search_engines_read_until_when_and_how_much(published: Store, visitor: httpx.Client) -> None:
    number = number_of(published, "Jugendbegegnungen")
    said = described(visitor.get(f"/angebot/{number}").text)
    assert said["expires"] == "2026-12-02"
    assert said["mainEntity"]["@type"] == "MonetaryGrant"
    assert said["mainEntity"]["amount"] == {"@type": "MonetaryAmount", "currency": "EUR", "maxValue": "4500.00"}
    assert None not in said["mainEntity"].values()


@given(text=st.text(max_size=60))
def test_no_title_ends_the_block(text: str) -> None:
    title = f"{text}</script><!--<script>{text}"
    written = str(json_ld(opportunity(title=title, summary=title), SETTINGS, "de"))
    assert "<" not in written
    assert json.loads(written)["@type"] == "WebPage"


@pytest.mark.parametrize(
    "words", ["Was ist zu tun?", "Wer kann mitmachen?", "Was gibt es?", "So steht es in der Quelle"]
)
def test_it_says_what_a_club_asks_first(published: Store, visitor: httpx.Client, words: str) -> None:
    assert words in visitor.get(f"/angebot/{number_of(published, 'Jugendbegegnungen')}").text


def test_it_is_passed_on_by_mail_with_its_whole_address(published: Store, visitor: httpx.Client) -> None:
    number = number_of(published, "Jugendbegegnungen")
    page = visitor.get(f"/pl/angebot/{number}").text
    assert f"body=http%3A//127.0.0.1%3A8000/pl/angebot/{number}" in page
    assert "mailto:?subject=Jugendbegegnungen%20mit" in page


def test_similar_ones_share_topics_and_countries(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get(f"/angebot/{number_of(published, 'Jugendbegegnungen')}").text
    _, _, after = page.partition("Ähnliche Angebote")
    assert "Młodzież w miastach partnerskich" in after or "Städtepartnerschaftsbegegnung" in after
    assert f'/angebot/{number_of(published, "Jugendbegegnungen")}"' not in after.partition("</section>")[0]
