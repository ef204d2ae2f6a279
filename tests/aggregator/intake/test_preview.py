"""A preview says what would be taken in, and nothing is."""

from __future__ import annotations

from datetime import date

from sqlmodel import func, select

from aggregator.finding import Finding, SourceKind
from aggregator.intake.preview import PreviewLine, preview
from aggregator.model import KeptFinding
from tests.aggregator.intake.test_splitting import CALLS
from tests.aggregator.office import MORNING, Office


def finding(**parts: object) -> Finding:
    said: dict[str, object] = {"source_key": "s", "key": "k", "url": "https://amt.example/a", "title": "Aufruf"}
    return Finding(**{**said, "seen_at": MORNING, **parts})  # type: ignore[arg-type]


def lines(given: Finding, kind: SourceKind = SourceKind.FEED) -> tuple[PreviewLine, ...]:
    return preview(given, kind, {}, now=MORNING)


def test_a_line_has_the_deadline_with_the_sentence_that_names_it() -> None:
    (line,) = lines(finding(text="Wir fördern Reisen. Anträge sind bis zum 15. März 2027 zu stellen. Viel Glück!"))
    assert (line.deadline, line.certainty, line.dated) == (date(2027, 3, 15), "exact", True)
    assert line.sentence == "Anträge sind bis zum 15. März 2027 zu stellen."


def test_what_a_field_of_the_source_states_needs_no_sentence() -> None:
    (line,) = lines(finding(text="Ein Aufruf.", fields={"deadline": "2027-03-15"}))
    assert (line.deadline, line.sentence) == (date(2027, 3, 15), "")


def test_an_offer_without_end_says_when_as_well() -> None:
    (line,) = lines(finding(text="Zuschüsse für Reisen. Anträge sind laufend möglich."))
    assert (line.deadline, line.certainty, line.dated) == (None, "rolling", True)


def test_a_plain_message_says_no_day() -> None:
    (line,) = lines(finding(text="Beim Treffen sprachen hundert Menschen miteinander."))
    assert (line.deadline, line.event_start, line.dated, line.sentence) == (None, None, False, "")


def test_a_page_that_lists_several_gives_several_lines() -> None:
    found = lines(finding(html=CALLS), SourceKind.STANDING)
    assert [(line.title, line.deadline) for line in found] == [
        ("Fonds Nachbarschaft", date(2027, 1, 31)),
        ("Preis der Partnerstädte", date(2027, 3, 1)),
        ("Schüleraustausch mit Polen", date(2027, 4, 5)),
    ]


def test_it_is_what_the_intake_makes_of_the_same_finding_and_nothing_is_kept(office: Office) -> None:
    given = office.finding()
    (line,) = preview(given, SourceKind.FEED, {}, now=office.now)
    with office.store.reading() as session:
        assert session.exec(select(func.count()).select_from(KeptFinding)).one() == 0
    office.intake.take(given)
    (view,) = office.views()
    assert (line.title, line.kind, line.deadline) == (view.title, view.kind, view.deadline)
