"""Sources as YAML, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.finding import SourceKind
from aggregator.model import SourceRank
from aggregator.sources import SourceDraft, SourceInvalid, all_from_yaml, all_to_yaml, from_yaml, to_yaml
from tests.aggregator.sources.drafts import drafts

FULL = """
key: jugendring-aufrufe
name: Jugendring, Aufrufe
url: https://jugendring.example.org/aufrufe
kind: listing
rank: original
priority: 1
language: de
countries: ["PL", "NO"]
topics: [youth]
kinds: [call, funding]
evidence: read in a stored copy
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
        kinds=("call", "funding"),
        priority=1,
        evidence="read in a stored copy",
        options={"links": "/aufrufe/", "pages": 3},
        notes="steht auch im Stadtportal",
    )


def test_a_source_is_written_as_people_write_it() -> None:
    draft = from_yaml(FULL.replace("steht auch im Stadtportal", "Steht auch im Stadtportal. " * 6))
    lines = to_yaml(draft).splitlines()
    assert lines[7:11] == [
        "countries: [PL, 'NO']",
        "topics: [youth]",
        "kinds: [call, funding]",
        "evidence: read in a stored copy",
    ]
    assert lines[-3] == "notes: >-"
    assert max(map(len, lines)) <= 120


@given(drafts())
def test_what_is_written_can_be_read_again(draft: SourceDraft) -> None:
    assert from_yaml(to_yaml(draft)) == draft


@given(st.lists(drafts(), min_size=1, max_size=4))
def test_several_sources_stand_in_one_text(described: list[SourceDraft]) -> None:
    assert all_from_yaml(all_to_yaml(described)) == described


def test_one_source_is_not_read_out_of_a_text_that_describes_two() -> None:
    with pytest.raises(SourceInvalid, match="2 sources where one is expected"):
        from_yaml(f"{SHORT}---\n{SHORT}")


SHORT = "key: a\nname: A\nurl: https://a.example.org/\nkind: feed\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[", "line 1: this is not readable as YAML: "),
        (SHORT + "notes: a: b", "line 5: this is not readable as YAML: "),
        ("\x00", "not readable as YAML"),
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
        (SHORT + "kinds: [party]", "kind of opportunity 'party' is unknown; known are funding"),
        (SHORT + "priority: 4", "priority is 1"),
        (SHORT + "priority: soon", "priority must be a number"),
        (SHORT + "priority: yes", "priority must be a number"),
        (SHORT + f"evidence: {'heard of it ' * 40}", "at most 300 characters"),
        ("- key: a", "field: value"),
        (SHORT + "---\njust words", "field: value"),
        (SHORT + "colour: red", "unknown field colour"),
        (SHORT + "options: many", "options must be"),
        (SHORT + "rank: best", "rank must be one of original"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    with pytest.raises(SourceInvalid, match=said):
        from_yaml(text)
