"""The shipped catalogue, as an office chooses from it."""

from __future__ import annotations

import pytest

from partnerpost.refusal import Refused
from partnerpost.shipped import by_keys, catalogue, chosen


def test_the_most_important_sources_come_first() -> None:
    priorities = [source.priority for source in catalogue()]
    assert priorities == sorted(priorities)
    assert len(priorities) >= 250


def test_sources_are_chosen_by_priority_country_and_language() -> None:
    found = chosen(priority=1, country="pl", language="PL")
    assert {"pnwm", "fwpn"} <= {source.key for source in found}
    assert all((source.priority, source.language) == (1, "pl") and "PL" in source.countries for source in found)


def test_nothing_chosen_is_the_whole_catalogue() -> None:
    assert chosen() == list(catalogue())


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"country": "XQ"}, "'XQ' is no country code such as PL"),
        ({"language": "ja"}, "no source in 'ja'; there are de, en"),
    ],
)
def test_a_code_that_is_none_is_answered_with_those_there_are(wish: dict[str, str], said: str) -> None:
    with pytest.raises(Refused, match=said):
        chosen(**wish)  # type: ignore[arg-type]


def test_keys_give_their_sources_once_and_in_order() -> None:
    assert [source.key for source in by_keys(["pnwm", "dpjw", "pnwm"])] == ["pnwm", "dpjw"]


@pytest.mark.parametrize(
    ("key", "said"), [("dpjv", "did you mean .*dpjw"), ("zzzzzz", "`partnerpost sources catalogue` shows all")]
)
def test_a_misspelt_key_is_answered_with_the_nearest(key: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        by_keys(["pnwm", key])
