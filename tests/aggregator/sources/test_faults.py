"""What is wrong with a source is said in four languages, with the same parts in each."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

import pytest
import yaml

from aggregator.finding import SourceKind
from aggregator.sources import SourceFault, SourceInvalid, faults, from_csv
from aggregator.sources.draft import SourceDraft


def sentences() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load(
        (Path(faults.__file__).parent / "faults.yaml").read_text(encoding="utf-8")
    )
    return loaded


def parts(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_every_fault_has_its_sentence_and_no_sentence_is_idle() -> None:
    assert set(sentences()) == {fault.value for fault in SourceFault}


@pytest.mark.parametrize("fault", SourceFault)
def test_all_languages_name_the_same_parts(fault: SourceFault) -> None:
    said = sentences()[fault.value]
    assert set(said) == {"de", "fr", "en", "pl"}
    assert len({frozenset(parts(sentence)) for sentence in said.values()}) == 1


def test_a_fault_keeps_its_line_and_its_source_and_can_be_said_in_polish() -> None:
    with pytest.raises(SourceInvalid) as caught:
        from_csv("key,name,url,kind,language\namt,Amt,https://amt.example.org,feed,deutsch\n")
    assert (caught.value.line, caught.value.source) == (2, "amt")
    assert str(caught.value) == "line 2: source 'amt': 'deutsch' is no language code such as de, fr, en or pl"
    assert caught.value.sentence("pl") == "'deutsch' nie jest kodem języka takim jak de, fr, en lub pl."


def test_braces_and_markup_in_what_was_typed_are_said_as_typed() -> None:
    draft = SourceDraft("amt", "Amt", "{url} <b>", SourceKind.FEED)
    with pytest.raises(SourceInvalid) as caught:
        draft.require_valid()
    assert "'{url} <b>' ist keine Webadresse" in caught.value.sentence("de")
