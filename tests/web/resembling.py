"""Entries for the example office that may be the same as others, or are."""

from __future__ import annotations

from datetime import timedelta

from aggregator import review
from aggregator.finding import Finding, SourceKind
from aggregator.intake import Intake
from aggregator.model import Decision, SourceRank
from aggregator.sources import SourceDraft, add_source
from aggregator.store import Store
from tests.web.example import NOW, TODAY, clock, number_of

CALL = "Jugendbegegnungen mit Partnerkommunen in Polen und der Ukraine"
CALL_TEXT = (
    "Das Programm fördert Begegnungen von Jugendlichen aus Deutschland und Polen. Anträge können bis zum 2. Dezember "
    "2026 gestellt werden. Auskunft gibt das Rathaus am Montag zwischen neun und zwölf Uhr, Zimmer 14."
)
PHOTOS = "Fotowettbewerb „Partnerstädte in Bildern“"
PHOTOS_TEXT = (
    "Der Wettbewerb zeichnet Fotografien von Jugendlichen aus Frankreich und Deutschland aus. Bewerbungsschluss: "
    "7. Januar 2027. Vereine können teilnehmen. Der erste Preis sind 1.500 Euro, verliehen in Strasbourg von Arte."
)
CONCOURS = "Concours photo « Villes jumelées »"
CONCOURS_TEXT = (
    "Le concours récompense des photographies de jeunes de France et d’Allemagne. Date limite : 7 janvier 2027. Les "
    "associations peuvent participer. Premier prix : 1 500 euros, remis à Strasbourg par Arte."
)


def add_programme(store: Store) -> None:
    """The office that publishes a call which others only report."""
    draft = SourceDraft(
        key="programm",
        name="Programmstelle",
        url="https://programm.example.org/feed",
        kind=SourceKind.FEED,
        rank=SourceRank.ORIGINAL,
    )
    with store.writing() as session:
        add_source(session, draft, now=NOW)


def report(store: Store, key: str, title: str, text: str, *, language: str = "de", source: str = "programm") -> int:
    """Take one report in; gives the number of its entry."""
    url = f"https://{source}.example.org/{key}"
    Intake(store, clock=clock).take(Finding(source, key, url, title, NOW, text=text, language=language))
    return number_of(store, title)


def resemble(store: Store) -> int:
    """One pair in one language, nearer, and one across languages; gives the number of the first question."""
    add_programme(store)
    report(store, "begegnungen", CALL, CALL_TEXT)
    report(store, "fotos", PHOTOS, PHOTOS_TEXT)
    report(store, "photos", CONCOURS, CONCOURS_TEXT, language="fr", source="stiftung")
    return questions(store)[0]


def questions(store: Store) -> list[int]:
    """The numbers of the open questions, as they are shown."""
    with store.reading() as session:
        return [row.id for row in review.questions(session, today=TODAY, limit=100).rows]


def merged(store: Store, one: int, other: int, person_id: int | None = None) -> Decision:
    """Merge two, some time before anybody looks."""
    with store.writing() as session:
        return review.merge(session, one, other, person_id=person_id, now=NOW - timedelta(days=1))
