"""Every concept has a name that people know."""

from __future__ import annotations

from pathlib import Path

import yaml

import aggregator.identity
from aggregator.identity.concepts import concept_label

_ROOM = Path(aggregator.identity.__file__).parent


def test_every_concept_is_named_in_four_languages_and_nothing_else_is() -> None:
    known = yaml.safe_load((_ROOM / "terms.yaml").read_text(encoding="utf-8"))["concepts"]
    named = yaml.safe_load((_ROOM / "concepts.yaml").read_text(encoding="utf-8"))
    assert named.keys() == known.keys()
    assert {concept for concept, words in named.items() if words.keys() != {"de", "fr", "en", "pl"}} == set()


def test_a_concept_is_called_by_its_name_in_the_language() -> None:
    assert [concept_label("youth", language) for language in ("de", "fr", "pl")] == ["Jugend", "jeunesse", "młodzież"]
    assert concept_label("a concept of tomorrow", "de") == "a concept of tomorrow"
