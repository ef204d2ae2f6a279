"""A way recorded: the answers of a site stored, and read again without it, by the same spiders on the same day."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff
from pathlib import Path
from typing import Any

import yaml

from aggregator.finding import FailureKind, SourceKind, Way
from crawlers.discovery.forms import Form, form_of
from crawlers.discovery.trial import Trial, try_way
from crawlers.fetching.failed import FetchFailed
from crawlers.ledger import Answer

RECORD = "recorded.yaml"
ENTRIES = "entries.yaml"
_ENDINGS = {Form.FEED: "xml", Form.CALENDAR: "ics", Form.RECORDS: "json", Form.SITEMAP: "xml", Form.PDF: "pdf"}
_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Recorded:
    """A way, what a site answered on it, and when; `at` is the clock that stands still when it is read again."""

    key: str
    way: Way
    language: str | None
    at: datetime
    answers: Mapping[str, Answer]

    def trial(self) -> Trial:
        """The way tried once more, with the stored answers alone."""
        return asyncio.run(self._try(self.answers))

    def used(self) -> dict[str, Answer]:
        """The answers that the way needs, in the order in which it asks for them."""
        asked: dict[str, Answer] = {}
        asyncio.run(self._try(self.answers, asked))
        return asked

    async def _try(self, answers: Mapping[str, Answer], asked: dict[str, Answer] | None = None) -> Trial:
        async def get(url: str) -> Answer:
            if url not in answers:
                raise FetchFailed(FailureKind.GONE, "not among the recorded answers")
            if asked is not None:
                asked[url] = answers[url]
            return answers[url]

        return await try_way(self.way, get, now=self.at, key=self.key, language=self.language)


def write_record(recorded: Recorded, folder: Path) -> list[Path]:
    """Store the answers a way needs, what they are, and the entries read from them; gives the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written, described = [], []
    for number, (asked, answer) in enumerate(recorded.used().items(), 1):
        file = folder / f"{number:02}.{_ENDINGS.get(form_of(answer.body, answer.content_type), 'html')}"
        file.write_bytes(answer.body)
        written.append(file)
        described.append(
            {"asked": asked, "found_at": answer.url, "content_type": answer.content_type, "file": file.name}
        )
    told = {
        "key": recorded.key,
        "language": recorded.language,
        "at": recorded.at.isoformat(),
        "way": {"kind": recorded.way.kind.value, "url": recorded.way.url, "options": dict(recorded.way.options)},
        "answers": described,
    }
    (folder / RECORD).write_text(_yaml(told), encoding="utf-8")
    (folder / ENTRIES).write_text(entries_of(recorded.trial()), encoding="utf-8")
    return [*written, folder / RECORD, folder / ENTRIES]


def read_record(folder: Path) -> Recorded:
    """What `write_record` stored. Raises OSError or KeyError where the folder holds no record."""
    told: dict[str, Any] = yaml.safe_load((folder / RECORD).read_text(encoding="utf-8"))
    way = told["way"]
    return Recorded(
        key=told["key"],
        way=Way(SourceKind(way["kind"]), way["url"], way["options"]),
        language=told["language"],
        at=datetime.fromisoformat(told["at"]),
        answers={
            one["asked"]: Answer(one["found_at"], 200, (folder / one["file"]).read_bytes(), one["content_type"])
            for one in told["answers"]
        },
    )


def read_again(folder: Path) -> str:
    """The recorded entries as today's spiders and today's reading give them."""
    return entries_of(read_record(folder).trial())


def changes(folder: Path) -> str:
    """What is read otherwise today than when it was recorded and found right, as a diff; empty where nothing is."""
    before = (folder / ENTRIES).read_text(encoding="utf-8").splitlines()
    now = read_again(folder).splitlines()
    return "\n".join(unified_diff(before, now, "recorded", "read now", lineterm="", n=5))


def entries_of(trial: Trial) -> str:
    """The first entries of a way as text, a few lines each, so that a difference can be seen at a glance."""
    findings = {finding.url: finding for finding in trial.findings}
    entries = []
    for line in trial.lines:
        finding = findings.get(line.url)
        said = {
            "title": line.title,
            "url": line.url,
            "kind": line.kind,
            "language": line.language,
            "published": finding.published.isoformat() if finding is not None and finding.published else None,
            "deadline": line.deadline.isoformat() if line.deadline else None,
            "certainty": line.certainty,
            "event_start": line.event_start.isoformat() if line.event_start else None,
            "sentence": line.sentence,
            "fields": dict(finding.fields) if finding is not None else None,
        }
        entries.append({name: value for name, value in said.items() if value})
    return _yaml(entries)


def _yaml(value: object) -> str:
    written: str = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=_WIDTH)
    return written
