"""A new source for the catalogue: its YAML, what the site answered, and a test that reads it again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from string import Template

from aggregator.sources import SourceDraft, evidence_of, to_yaml
from aggregator.sources.draft import key_from
from crawlers.discovery import Discovered, Trial
from crawlers.discovery.recording import Recorded, write_record
from partnerpost.refusal import Refused

_TEST = Template('''"""$key as it was read on $day: the answers stored beside this file still say the same."""

from pathlib import Path

from crawlers.discovery.recording import changes


def test_${function}_is_read_as_it_was_recorded() -> None:
    changed = changes(Path(__file__).parent)
    assert not changed, changed
''')


@dataclass(frozen=True, slots=True)
class NewSource:
    """What was written for a source."""

    draft: SourceDraft
    description: Path
    test: Path
    files: tuple[Path, ...]


def draft_of(found: Discovered, trial: Trial, *, key: str, name: str, language: str) -> SourceDraft:
    """The source that a look describes; name and key come from the page where they are not given."""
    called = name or found.probe.title or trial.way.url
    draft = SourceDraft(
        key=key or key_from(called, set()),
        name=called[:300],
        url=trial.way.url,
        kind=trial.way.kind,
        language=language or found.probe.language or _most_said(trial),
        options=trial.way.options,
        evidence=evidence_of(trial.way, found.probe.at),
    )
    draft.require_valid()
    return draft


def write_new(found: Discovered, trial: Trial, draft: SourceDraft, *, catalogue: Path, tests: Path) -> NewSource:
    """Write description, answers and test. Raises Refused where one of them is there already or cannot be written."""
    description, folder = catalogue / f"{draft.key}.yaml", tests / draft.key
    function = re.sub(r"\W", "_", draft.key)
    test = folder / f"test_{function}.py"
    for place in (description, folder):
        if place.exists():
            raise Refused(f"{place} is there already: choose another --key, or delete it")
    recorded = Recorded(draft.key, trial.way, draft.language, found.probe.at, found.answers)
    try:
        catalogue.mkdir(parents=True, exist_ok=True)
        written = write_record(recorded, folder)
        day = f"{found.probe.at:%Y-%m-%d}"
        test.write_text(_TEST.substitute(key=draft.key, day=day, function=function), encoding="utf-8")
        description.write_text(to_yaml(draft), encoding="utf-8")
    except OSError as error:
        raise Refused(f"{error.filename} cannot be written: {error.strerror}") from error
    return NewSource(draft, description, test, tuple(written))


def _most_said(trial: Trial) -> str | None:
    said = [line.language for line in trial.lines if line.language]
    return max(sorted(set(said)), key=said.count, default=None)
