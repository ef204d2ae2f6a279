"""A small office for the tests: sources, findings with texts of our own, staff; taken in through the real door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from babel.dates import format_date
from sqlmodel import select

from aggregator import review
from aggregator.finding import Finding, RunOutcome, RunReport, SourceKind
from aggregator.intake import Intake
from aggregator.model import Opportunity, Person, Role
from aggregator.sources import SourceDraft, add_source
from aggregator.store import Store
from newsletter.settings import MailSettings
from web.security.login import issue_login_link
from web.settings import WebSettings

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)
SECRET = "a long text that only the tests know"
LONG_WORD = "Städtepartnerschaftsbegegnungsförderungsantrag"
LONG_TITLE = (
    f"{LONG_WORD} für Jugendliche aus Partnerstädten in Frankreich und Polen: "
    + "mit sehr langem Titel " * 5
    + "am Ende"
)

SETTINGS = WebSettings(
    office_name="Büro für Städtepartnerschaften",
    base_url="http://127.0.0.1:8000",
    imprint=("Büro für Städtepartnerschaften e. V.", "Musterweg 1", "44137 Musterstadt"),
    responsible="Erika Beispiel, Musterweg 1, 44137 Musterstadt",
    contact_address="buero@example.org",
    contact_phone="0231 000000",
    privacy_contact="datenschutz@example.org",
    hosting="Beispiel-Rechenzentrum, Musterstadt",
    accessibility_checked="2026-11-20",
    # a test asks as often as it likes, and sees at once what it has changed
    requests_per_minute=0,
    keep_pages_seconds=0,
)
MAIL = MailSettings(secret=SECRET)
STAFF = {
    "Ayşe Kaya": frozenset({Role.EDITOR, Role.TECHNICIAN}),
    "Jan Nowak": frozenset({Role.RELEASER}),
}


def clock() -> datetime:
    """It is always the same morning."""
    return NOW


@dataclass(frozen=True, slots=True)
class Example:
    """A finding in short. `days` from today to the deadline; the text says the date where `{day}` stands."""

    key: str
    title: str
    text: str
    days: int | None = None
    language: str = "de"
    source: str = "jugendbuero"


EXAMPLES: tuple[Example, ...] = (
    Example(
        "begegnung",
        "Jugendbegegnungen mit Partnerkommunen in Polen",
        "Das Programm fördert Begegnungen von Jugendlichen aus Deutschland und Polen. Antragsberechtigt sind Vereine "
        "und Schulen. Gefördert werden bis zu 4.500 Euro je Begegnung. Anträge können bis zum {day} gestellt werden. "
        "Die Auswahl trifft eine Jury.",
        9,
    ),
    Example(
        "buergerfonds",
        "Kleinprojekte deutsch-französischer Partnerschaften",
        "Gefördert werden kleine Projekte von Städtepartnerschaften mit Frankreich. Einsendeschluss ist der {day}. "
        "Kommunen und Partnerschaftsvereine können bis zu 5.000 Euro erhalten.",
        31,
    ),
    Example(
        "concours",
        "Concours « Nos villes jumelées en images »",
        "Le concours récompense des photographies de jeunes de communes jumelées en France et en Allemagne. "
        "Date limite de candidature : {day}. Les associations peuvent participer.",
        45,
        "fr",
        "stiftung",
    ),
    Example(
        "mlodziez",
        "Konkurs „Młodzież w miastach partnerskich”",
        "Konkurs dla szkół i stowarzyszeń z Polski i Niemiec. Wnioski można składać do {day}. "
        "Dofinansowanie wynosi do 3000 euro.",
        70,
        "pl",
        "stiftung",
    ),
    Example(
        "lang",
        LONG_TITLE,
        "Bewerbungsschluss ist der {day}. Gefördert werden Kommunen und Vereine, die eine Begegnung mit Jugendlichen "
        "aus Frankreich oder Polen planen.",
        12,
    ),
    Example(
        "laufend",
        "Reisekosten für erste Besuche in der Ukraine",
        "Zuschüsse zu Reisekosten für Kommunen, die eine Partnerschaft mit der Ukraine beginnen. "
        "Anträge sind laufend möglich.",
    ),
    Example(
        "nachricht",
        "Netzwerktreffen der Kommunen",
        "Beim Treffen sprechen rund hundert Menschen über neue Wege der Zusammenarbeit.",
    ),
)


def finding(example: Example, *, today: date = TODAY, now: datetime = NOW) -> Finding:
    """The example as a spider would bring it."""
    text = example.text
    if example.days is not None:
        day = today + timedelta(days=example.days)
        pattern = "d. MMMM yyyy" if example.language == "de" else "d MMMM yyyy"
        text = text.replace("{day}", format_date(day, pattern, locale=example.language))
    return Finding(
        source_key=example.source,
        key=example.key,
        url=f"https://{example.source}.example.org/{example.key}",
        title=example.title,
        seen_at=now,
        text=text,
        published=now - timedelta(days=2),
        language=example.language,
    )


def open_office(store: Store) -> None:
    """Two sources and two people; nothing found yet."""
    with store.writing() as session:
        for key, name in (("jugendbuero", "Jugendbüro Musterstadt"), ("stiftung", "Stiftung Brückenschlag")):
            draft = SourceDraft(
                key=key, name=name, url=f"https://{key}.example.org/feed", kind=SourceKind.FEED, topics=("youth",)
            )
            add_source(session, draft, now=NOW)
        for name, roles in STAFF.items():
            address = f"{name.split()[0].casefold()}@example.org"
            session.add(Person(address=address, name=name, roles=roles, created_at=NOW, joined_at=NOW))


def take(store: Store, examples: Sequence[Example] = EXAMPLES) -> None:
    """Bring the examples in through the intake, each source with a run that ended well."""
    door = Intake(store, clock=clock)
    for example in examples:
        door.take(finding(example))
    for key in sorted({example.source for example in examples}):
        door.close_run(RunReport(key, NOW, NOW, RunOutcome.READ, found=len(examples), new=len(examples)))


def move(store: Store, example: Example, days: int) -> None:
    """Let its source give another deadline, and say so again the next day: then it is told."""
    moved = replace(example, days=days)
    for seen in (NOW + timedelta(hours=1), NOW + timedelta(days=1)):
        Intake(store, clock=lambda now=seen: now).take(finding(moved))  # type: ignore[misc]


def number_of(store: Store, title: str) -> int:
    """The id of the opportunity whose title begins so."""
    with store.reading() as session:
        rows = session.exec(select(Opportunity)).all()
    return next(row.id for row in rows if row.id is not None and row.title.startswith(title))


def accept(store: Store, *titles: str) -> list[int]:
    """Publish the opportunities with these titles (all where none is named)."""
    wanted = titles or tuple(example.title for example in EXAMPLES)
    numbers = [number_of(store, title) for title in wanted]
    with store.writing() as session:
        for number in numbers:
            review.accept(session, number, person_id=None, now=NOW)
    return numbers


def login_token(store: Store, name: str = "Ayşe Kaya") -> str:
    """A fresh login link for somebody."""
    with store.writing() as session:
        person = session.exec(select(Person).where(Person.name == name)).one()
        return issue_login_link(session, person, now=NOW, minutes=15)
