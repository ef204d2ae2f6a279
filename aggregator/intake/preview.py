"""What would be taken in: a finding read as the door reads it, with nothing kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from aggregator.finding import Finding, SourceKind
from aggregator.intake.cleaning import cleaned
from aggregator.intake.reading import read_finding, today_at
from aggregator.intake.splitting import parts_of
from aggregator.intake.understanding import Understood, understand
from aggregator.model import Source
from aggregator.reading import Certainty


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """An entry as it would stand in the inbox. `sentence` is the one that names the deadline, else the event; where
    neither is found, or a field of the source states it, it is empty. `certainty` in the words of a deadline.
    """

    title: str
    url: str
    language: str
    kind: str
    deadline: date | None
    certainty: str
    event_start: date | None
    sentence: str

    @classmethod
    def unread(cls, title: str, url: str) -> PreviewLine:
        """An entry of which only the list was seen, not its own page."""
        return cls(title, url, "", "", None, Certainty.NONE_STATED.value, None, "")

    @property
    def dated(self) -> bool:
        """Whether it says until when or on which days, be it that it can be done at any time."""
        return self.event_start is not None or self.certainty != Certainty.NONE_STATED.value


def preview(
    finding: Finding, kind: SourceKind, options: dict[str, object], *, now: datetime
) -> tuple[PreviewLine, ...]:
    """The entries a finding would become, in the page's order: mostly one, several for a page that lists several."""
    source = Source(key=finding.source_key, name="", url=finding.url, kind=kind, options=options)
    parts = parts_of(cleaned(finding), source, today=today_at(now))
    return tuple(_line(part, source, now) for part in parts)


def _line(finding: Finding, source: Source, now: datetime) -> PreviewLine:
    understood = understand(finding, read_finding(finding, now), source, today=today_at(now))
    return PreviewLine(
        title=understood.title,
        url=understood.url,
        language=understood.language,
        kind=understood.kind,
        deadline=understood.deadline.date if understood.deadline else None,
        certainty=understood.certainty,
        event_start=understood.event_start,
        sentence=_sentence(understood),
    )


def _sentence(understood: Understood) -> str:
    wanted = understood.deadline.date if understood.deadline else None
    about = [said for said in understood.statements if said.field == "deadline"]
    exact = [said for said in about if wanted is not None and said.value == wanted.isoformat()]
    event = [said for said in understood.statements if said.field == "event"]
    # what a field of the source states is no sentence
    return next((said.sentence for said in (*exact, *about, *event) if said.end > said.start), "")
