"""From a finding and its reading to an opportunity: the source's own fields first, then what its text says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from aggregator.finding import Finding, SourceKind
from aggregator.intake.documents import PAGE_STARTS, page_of
from aggregator.intake.entered import as_entered
from aggregator.intake.sentences import Sentences
from aggregator.intake.stated import Moment, Stated, stated
from aggregator.intake.status import Status, status
from aggregator.model import Facet, Source
from aggregator.reading import Certainty, Deadline, Evidence, Fact, Reading

_STATED = 0.95  # the source says so in a field made for it
_BY_SOURCE = 0.5  # true of most of what this source reports
_LEAST_KIND = 0.5  # below it a dated event in a calendar is better called an event


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact with the passage it stands in and the sentence around it. `field`, `value` as in the evidence table."""

    field: str
    value: str
    quote: str
    start: int
    end: int
    rule: str
    confidence: float
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """All that is known of an opportunity from one finding."""

    title: str
    url: str
    language: str
    summary: str
    kind: str
    deadlines: tuple[Deadline, ...]
    deadline: Deadline | None
    event_start: date | None
    event_end: date | None
    place: str
    organiser: str
    amount_min: Decimal | None
    amount_max: Decimal | None
    currency: str | None
    facets: dict[Facet, tuple[str, ...]] = field(default_factory=dict)
    references: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    confidence: float = 0.0
    status: str = ""
    is_entered: bool = False
    """A person entered it by hand: what it says stands by their word."""

    @property
    def certainty(self) -> str:
        """How sure the effective deadline is; of what has none, the rule that takes its place."""
        if self.deadline is not None:
            return self.deadline.certainty.value
        return self.deadlines[0].certainty.value if self.deadlines else Certainty.NONE_STATED.value


def understand(finding: Finding, reading: Reading, source: Source, *, today: date) -> Understood:
    """Put together what the fields state, the text says and the source is about, in this order of trust.

    What a person entered is not guessed at, see `as_entered`, and needs no proof: their word is one.
    """
    if source.kind is SourceKind.BY_HAND:
        entered = _understood(finding, as_entered(finding, reading), source, today)
        return replace(entered, statements=(), is_entered=True)
    return _understood(finding, reading, source, today)


def _understood(finding: Finding, reading: Reading, source: Source, today: date) -> Understood:
    said = stated(finding.fields)
    deadlines = _deadlines(said, reading)
    effective = replace(reading, deadlines=deadlines).effective_deadline(today)
    event = reading.event if said.event_start is None else None
    start = said.event_start or (event.start if event else None)
    kind = _kind(said, reading, has_event=start is not None, has_deadline=bool(deadlines))
    amount = reading.amount if said.amount_max is None and said.amount_min is None else None
    facets = _facets(said, reading, source)
    standing = _status(finding, said, reading, effective)
    statements = [*_statements(finding, reading, said, kind, facets), *_of_status(standing)]
    return Understood(
        title=finding.title,
        url=finding.url,
        language=reading.language,
        # whose texts may not be changed may not be shortened either: then link and facts have to do
        summary="" if source.options.get("facts_only") is True else reading.summary,
        kind=kind.value,
        deadlines=deadlines,
        deadline=effective,
        event_start=start,
        event_end=said.event_end or (event.end if event else None),
        place=said.place or (reading.place.value if reading.place else ""),
        organiser=said.organiser or (reading.organiser.value if reading.organiser else ""),
        amount_min=amount.min if amount else said.amount_min,
        amount_max=amount.max if amount else said.amount_max,
        currency=amount.currency if amount else said.currency,
        facets={facet: _values(facts) for facet, facts in facets.items()},
        references=tuple({*said.references, *_values(reading.references)}),
        statements=_with_pages(_with_sentences(statements, reading.text), finding.fields),
        confidence=min([kind.confidence, *([effective.confidence] if effective else [])]),
        status=standing.word,
    )


def _status(finding: Finding, said: Stated, reading: Reading, effective: Deadline | None) -> Status:
    """What the source says of it; that its deadline is over in the words of the text closes it, too."""
    found = status(said.status, finding.title, reading.text)
    if not found.word and effective is not None and effective.closed:
        return Status("closed", effective.evidence.quote, effective.evidence.start, effective.evidence.end)
    return found


def _of_status(found: Status) -> Iterator[Statement]:
    if found.word:
        yield Statement("status", found.word, found.quote, found.start, found.end, "said of the whole", _STATED)


def _deadlines(said: Stated, reading: Reading) -> tuple[Deadline, ...]:
    if said.rolling and not said.deadlines:
        return (_deadline(None, Certainty.ROLLING, Certainty.ROLLING.value),)
    if not said.deadlines:
        return reading.deadlines
    return tuple(_deadline(moment, Certainty.EXACT, moment.day.isoformat()) for moment in said.deadlines)


def _deadline(moment: Moment | None, certainty: Certainty, shown: str) -> Deadline:
    return Deadline(
        date=moment.day if moment else None,
        time=moment.time if moment else None,
        zone=moment.zone if moment else None,
        certainty=certainty,
        label="deadline",
        round=None,
        evidence=Evidence(f"deadline: {shown}", 0, 0),
        rule="stated by the source",
        confidence=_STATED,
    )


def _kind(said: Stated, reading: Reading, *, has_event: bool, has_deadline: bool) -> Fact:
    if said.kind:
        return Fact(said.kind, None, "stated by the source", _STATED)
    if said.event_start and not has_deadline and reading.kind.confidence < _LEAST_KIND:
        return Fact("event", None, "the source gives days on which it takes place", _STATED)
    if has_event and reading.kind.value == "news" and reading.kind.confidence < _LEAST_KIND:
        return Fact("event", None, "days on which it takes place are named", _LEAST_KIND)
    return reading.kind


def _facets(said: Stated, reading: Reading, source: Source) -> dict[Facet, tuple[Fact, ...]]:
    return {
        Facet.COUNTRY: _stated_facts(said.countries) or reading.countries or _of_source(source.countries),
        Facet.TOPIC: _stated_facts(said.topics) or reading.topics or _of_source(source.topics),
        Facet.AUDIENCE: _stated_facts(said.audiences) or reading.audiences,
    }


def _stated_facts(codes: Iterable[str]) -> tuple[Fact, ...]:
    return tuple(Fact(code, None, "stated by the source", _STATED) for code in codes)


def _of_source(codes: Iterable[str]) -> tuple[Fact, ...]:
    return tuple(Fact(code, None, "true of most of this source", _BY_SOURCE) for code in codes)


def _values(facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(sorted({fact.value for fact in facts}))


def _statements(
    finding: Finding, reading: Reading, said: Stated, kind: Fact, facets: dict[Facet, tuple[Fact, ...]]
) -> Iterator[Statement]:
    yield from _from_fields(finding, said)
    stated_days: set[date | None] = {None} if said.rolling else set()
    stated_days |= {moment.day for moment in said.deadlines}
    for deadline in reading.deadlines:
        # a sentence that says what the field says is the better quote; one that says otherwise is for staff to see
        if not stated_days or deadline.date in stated_days:
            day = deadline.date.isoformat() if deadline.date else deadline.certainty.value
            yield _statement("deadline", day, deadline.evidence, deadline.rule, deadline.confidence)
    if reading.amount and said.amount_max is None and said.amount_min is None:
        amount = reading.amount
        shown = f"{amount.max if amount.max is not None else amount.min} {amount.currency}"
        yield _statement("amount", shown, amount.evidence, amount.rule, amount.confidence)
    if reading.event and said.event_start is None:
        event = reading.event
        yield _statement("event", event.start.isoformat(), event.evidence, event.rule, event.confidence)
    facts = [("kind", kind), *((facet.value, fact) for facet, found in facets.items() for fact in found)]
    facts += [(name, fact) for name, fact in (("place", reading.place), ("organiser", reading.organiser)) if fact]
    for name, fact in facts:
        if fact.evidence:
            yield _statement(name, fact.value, fact.evidence, fact.rule, fact.confidence)


def _with_sentences(statements: Iterable[Statement], text: str) -> tuple[Statement, ...]:
    sentences = Sentences(text)
    return tuple(replace(said, sentence=sentences.around(said.start, said.end) or said.quote) for said in statements)


def _with_pages(statements: tuple[Statement, ...], fields: Mapping[str, str]) -> tuple[Statement, ...]:
    """In a PDF the rule names the page, for a span of characters helps nobody to find the place."""
    if PAGE_STARTS not in fields:
        return statements
    return tuple(
        replace(said, rule=f"page {page_of(fields, said.start)}: {said.rule}") if said.end else said
        for said in statements
    )


def _statement(name: str, value: str, evidence: Evidence, rule: str, confidence: float) -> Statement:
    return Statement(name, value, evidence.quote, evidence.start, evidence.end, rule, confidence)


def _from_fields(finding: Finding, said: Stated) -> Iterator[Statement]:
    shown = [("deadline", moment.day.isoformat()) for moment in said.deadlines]
    if said.rolling:
        shown.append(("deadline", Certainty.ROLLING.value))
    if said.event_start:
        shown.append(("event_start", said.event_start.isoformat()))
    for name, amount in (("amount_min", said.amount_min), ("amount_max", said.amount_max)):
        if amount is not None:
            shown.append((name, f"{amount} {said.currency or ''}".strip()))
    for name, value in shown:
        about = name.partition("_")[0]
        yield Statement(about, value, f"{name}: {finding.fields[name]}", 0, 0, "stated by the source", _STATED)
