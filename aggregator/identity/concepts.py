"""What concepts are called, for people."""

from __future__ import annotations

from pathlib import Path

from aggregator.sentences import sentence

_FILE = Path(__file__).parent / "concepts.yaml"


def concept_label(concept: str, language: str) -> str:
    """`Jugend` for `youth` in German; one that this version has no word for is its own label."""
    try:
        return sentence(_FILE, concept, language)
    except KeyError:
        return concept
