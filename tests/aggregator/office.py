"""An office for tests: a few sources, a clock that is set by hand, and findings with words of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import select

from aggregator.finding import Finding, RunOutcome, RunReport, SourceKind, Taken
from aggregator.intake import Intake
from aggregator.model import Opportunity, Person, SourceRank
from aggregator.search import OpportunityView, many
from aggregator.sources import SourceDraft, add_source
from aggregator.store import Store

MORNING = datetime(2027, 1, 11, 8, 0, tzinfo=UTC)
CALL = (
    "Der Jugendring lädt Vereine ein, Begegnungen mit Jugendlichen aus Polen zu planen. "
    "Bewerbungsschluss: 15.03.2027. Gefördert werden bis zu 5.000 Euro je Projekt."
)


@dataclass
class Office:
    """What a test needs of the aggregator; `now` may be moved."""

    store: Store
    now: datetime = MORNING
    intake: Intake = field(init=False)

    def __post_init__(self) -> None:
        self.intake = Intake(self.store, clock=lambda: self.now)
        self.add("jugendring", rank=SourceRank.ORIGINAL, countries=("PL",), topics=("youth",))
        self.add("stadtverband")
        self.add("lokalblatt", rank=SourceRank.PRESS)

    @property
    def today(self) -> date:
        """The office's day."""
        return self.now.date()

    def add(self, key: str, **parts: Any) -> None:
        """One more source."""
        url = parts.pop("url", f"https://{key}.example.org/feed")
        draft = SourceDraft(key=key, name=key.title(), url=url, kind=parts.pop("kind", SourceKind.FEED), **parts)
        with self.store.writing() as session:
            add_source(session, draft, now=self.now)

    def hire(self, name: str) -> int:
        """One more of the staff; gives their number."""
        with self.store.writing() as session:
            person = Person(address=f"{name.casefold()}@office.example.org", name=name, created_at=self.now)
            session.add(person)
            session.flush()
            assert person.id is not None
            return person.id

    def wait(self, days: int) -> None:
        """Let days pass."""
        self.now += timedelta(days=days)

    def finding(self, title: str = "Begegnung mit Polen 2027", text: str | None = CALL, **parts: Any) -> Finding:
        """A finding of the youth council, unless told otherwise."""
        source = parts.pop("source", "jugendring")
        url = parts.pop("url", f"https://{source}.example.org/aufruf/begegnung")
        return Finding(source, parts.pop("key", url), url, title, self.now, text=text, **parts)

    def take(self, *args: Any, **parts: Any) -> Taken:
        """Take in one finding."""
        return self.intake.take(self.finding(*args, **parts))

    def take_twice(self, *args: Any, **parts: Any) -> Taken:
        """Two runs a day apart that find the same words: a change is told when it was seen twice."""
        taken = self.take(*args, **parts)
        self.end_run(parts.get("source", "jugendring"))
        self.wait(days=1)
        self.take(*args, **parts)
        self.end_run(parts.get("source", "jugendring"))
        return taken

    def end_run(self, source: str) -> None:
        """The end of a run that found something."""
        self.intake.close_run(RunReport(source, self.now, self.now, RunOutcome.READ, found=1))

    def views(self) -> list[OpportunityView]:
        """All opportunities, oldest first."""
        with self.store.reading() as session:
            ids = session.exec(select(Opportunity.id).order_by(Opportunity.id)).all()  # type: ignore[arg-type]
            return many(session, [number for number in ids if number is not None])
