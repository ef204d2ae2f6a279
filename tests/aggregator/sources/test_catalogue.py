"""Sources as YAML, both ways."""

from __future__ import annotations

import pytest

from aggregator.finding import SourceKind
from aggregator.model import SourceRank
from aggregator.sources import SourceDraft, SourceInvalid, from_yaml, to_yaml

FULL = """
key: jugendring-aufrufe
name: Jugendring, Aufrufe
url: https://jugendring.example.org/aufrufe
kind: listing
rank: original
language: de
countries: ["PL", "NO"]
topics: [youth]
options:
  links: /aufrufe/
  pages: 3
notes: steht auch im Stadtportal
"""


def test_a_source_is_read_with_all_its_parts() -> None:
    draft = from_yaml(FULL)
    assert draft == SourceDraft(
        key="jugendring-aufrufe",
        name="Jugendring, Aufrufe",
        url="https://jugendring.example.org/aufrufe",
        kind=SourceKind.LISTING,
        rank=SourceRank.ORIGINAL,
        language="de",
        countries=("PL", "NO"),
        topics=("youth",),
        options={"links": "/aufrufe/", "pages": 3},
        notes="steht auch im Stadtportal",
    )


def test_what_is_written_can_be_read_again() -> None:
    draft = from_yaml(FULL)
    assert from_yaml(to_yaml(draft)) == draft


SHORT = "key: a\nname: A\nurl: https://a.example.org/\nkind: feed\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[", "not readable as YAML"),
        ("only words", "field: value"),
        ("name: A\nurl: https://a.example.org/\nkind: feed", "key must be text"),
        (SHORT.replace("key: a", "key: Große Worte"), "small letters"),
        (SHORT.replace("https://a.example.org/", "a.example.org"), "no web address"),
        (SHORT.replace("https://a.example.org/", "javascript:alert(1)"), "no web address"),
        (SHORT.replace("https://a.example.org/", "https://[broken/"), "no web address"),
        (SHORT.replace("feed", "telepathy"), "kind must be one of feed"),
        (SHORT + "countries: [NO]", "in quotes"),
        (SHORT + 'countries: ["XQ"]', "no country code"),
        (SHORT + "topics: [gardening]", "topic 'gardening' is unknown"),
        (SHORT + "language: german", "no language code"),
        (SHORT + "colour: red", "unknown field colour"),
        (SHORT + "options: many", "options must be"),
        (SHORT + "rank: best", "rank must be one of original"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    with pytest.raises(SourceInvalid, match=said):
        from_yaml(text)
