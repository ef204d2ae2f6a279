"""Three offices whose pages are looked at: on its first day, in full work, and with more than fits on a page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
from sqlmodel import select

from aggregator import remarks, review
from aggregator.finding import Failure, FailureKind, RunOutcome, RunReport, SourceKind
from aggregator.intake import Intake
from aggregator.model import Alert, Passkey, Person, ReaderFile, Role, Subscriber
from aggregator.register import seed
from aggregator.register.comparing import dry_run
from aggregator.register.proposing import file_proposals, keep_file, say
from aggregator.sources import SourceDraft, add_source, tending
from aggregator.store import Store
from crawlers.discovery import Discovery
from crawlers.settings import CrawlSettings
from newsletter import subscribers, tokens
from newsletter.readership.choices import Choices
from tests.browser.composing import composing
from tests.web.alerting import changing_token
from tests.web.example import (
    EXAMPLES,
    LONG_TITLE,
    LONG_WORD,
    MAIL,
    NOW,
    SECRET,
    SETTINGS,
    TODAY,
    accept,
    clock,
    finding,
    login_token,
    move,
    number_of,
    open_office,
    take,
)
from tests.web.reading import READER, a_reader
from tests.web.resembling import questions, report, resemble
from tests.web.returning import mail_came_back
from tests.web.serving import PATIENCE, serving
from web.app import create_app
from web.security.oidc_settings import OidcSettings

TECHNICIAN = "Maximiliane Überschwänglich-Łukasiewicz"
"""Sees every page; her name is as long as names are."""
MANY = 120
# nobody answers there
_PROVIDER = OidcSettings(issuer="http://127.0.0.1:1", client_id="partnerpost", name=f"Anmeldung des {LONG_WORD}s")


@dataclass(frozen=True, slots=True)
class Office:
    """One office with its site; `cookie` is the technician's, from `Set-Cookie`."""

    store: Store
    address: str
    cookie: tuple[str, str]


class Offices:
    """Each office is opened when its first page is asked for, and stays as it is: nobody may decide anything in it."""

    def __init__(self, folder: Path, migrated: Path) -> None:
        self._folder, self._migrated = folder, migrated
        self._open: dict[str, Office] = {}
        self._closing = ExitStack()

    def of(self, kind: str) -> Office:
        """The office with this name in `BUILDERS`."""
        if kind not in self._open:
            self._open[kind] = self._closing.enter_context(self._opened(kind))
        return self._open[kind]

    def close(self) -> None:
        """End their servers."""
        self._closing.close()

    @contextmanager
    def _opened(self, kind: str) -> Iterator[Office]:
        path = self._folder / f"{kind}.sqlite"
        shutil.copy(self._migrated, path)
        store = Store(f"sqlite:///{path}")
        _add_technician(store)
        BUILDERS[kind](store)
        here = CrawlSettings(gap_seconds=0, allow_private_hosts=("127.0.0.1",))
        looking = Discovery(here, clock=clock)
        settings = SETTINGS.model_copy(update={"oidc": _PROVIDER}) if kind == "many" else SETTINGS
        with serving(create_app(store, settings, MAIL, clock=clock, discovery=looking, suggested=_suggested)) as at:
            yield Office(store, at, _entered(store, at))
        store.close()


def nothing_yet(store: Store) -> None:
    """No source, no entry: the first day."""


def at_work(store: Store) -> None:
    """Something in every state that a page can show."""
    open_office(store)
    with store.writing() as session:
        seed(session)
        lines = ("05512000,Prato,IT,2024", "05512000,Tourcoing,FR,1968", "05512000,Blackpol,GB,", "051,Nirgends,FR,")
        table = "\n".join(("ags,partner,partner_country,since", *lines))
        found = dry_run(session, table)
        file_proposals(session, keep_file(session, "nrw.csv", table, person_id=None, now=NOW), found, now=NOW)
        say(session, "05315000", [], right=True, by="Rathaus", message=LONG_TITLE, now=NOW)
    _pause_one(store)
    take(store)
    accept(store, *[example.title for example in EXAMPLES[:6:2]])
    resemble(store)
    report(store, "lang", f"{LONG_TITLE} jetzt", "Wir laden ein.")
    accept(store, "Reisekosten")
    move(store, EXAMPLES[0], 20)
    Intake(store, clock=clock).take(finding(replace(EXAMPLES[2], days=50)))
    gone = Failure(FailureKind.GONE, "https://stiftung.example.org/feed")
    Intake(store, clock=clock).close_run(RunReport("stiftung", NOW, NOW, RunOutcome.FAILED, failure=gone))
    _decide(store)
    _give_passkeys(store)
    mail_came_back(store)


def with_many(store: Store) -> None:
    """More sources and more entries than one page shows, all of them with long titles."""
    open_office(store)
    with store.writing() as session:
        for number in range(MANY):
            name = f"Quelle {number} für {LONG_WORD}"
            url = f"https://q{number}.example.org/feed"
            countries = ("PL", "FR") if number % 2 else ("UA",)
            add_source(session, SourceDraft(f"q{number}", name, url, SourceKind.FEED, countries=countries), now=NOW)
    for number in range(25):
        text = f"Das {number}. Treffen fördert Begegnungen aus Polen. Bewerbungsschluss: {number + 1}. Januar 2027."
        report(store, f"{number}", f"{LONG_WORD} {number}", text, source="q1")


BUILDERS: dict[str, Callable[[Store], None]] = {
    "bare": nothing_yet,
    "work": at_work,
    "many": with_many,
    "issues": composing,
}


def leaving_token(store: Store) -> str:
    """What stands in the link with which a reader unsubscribes."""
    with store.writing() as session:
        reader = subscribers.subscribe(session, "leserin@example.org", language="de", now=NOW)
        assert reader.id is not None
        return tokens.unsubscribe_token(reader.id, reader.address, secret=SECRET)


def reader_number(store: Store) -> int:
    """The number of somebody who reads, with a town; the same for all that look at it."""
    with store.reading() as session:
        known = session.exec(select(Subscriber.id).where(Subscriber.address == READER)).first()
    return known or a_reader(store, chosen=Choices(municipality_ags="05512000", topics=("youth",)))


def handed_in_list(store: Store) -> int:
    """The number of a table of readers that waits to be looked through."""
    lines = "adresse;rechtsgrundlage;nachweis;bestaetigt_am\na@example.org;x;Formular 1;2024-05-31\nniemand;x;;\n"
    with store.writing() as session:
        file = ReaderFile(name=f"{'x' * 44}.csv", content=lines + f"ü{'x' * 44}@example.org;x;;\n", at=NOW)
        session.add(file)
        session.flush()
        assert file.id is not None
        return file.id


def alert_token(store: Store) -> str:
    """The token of an alert's page; it is the same for all that look at it."""
    with store.reading() as session:
        kept = session.exec(select(Alert)).first()
    if kept is None or kept.id is None:
        return changing_token(store)
    return tokens.alert_token(kept.id, kept.address, secret=SECRET)


def closed_question(store: Store) -> int:
    """The number of a question that was answered."""
    return min(set(range(1, 9)) - set(questions(store)))


def long_question(store: Store) -> int:
    """The number of the question about two entries with the longest title."""
    with store.reading() as session:
        asked = review.questions(session, today=TODAY, limit=100).rows
    return next(one.id for one in asked if LONG_WORD in one.one.view.title and LONG_WORD in one.other.view.title)


def _add_technician(store: Store) -> None:
    with store.writing() as session:
        person = Person(address="technik@example.org", name=TECHNICIAN, roles=frozenset(Role), created_at=NOW)
        session.add(person)


def _pause_one(store: Store) -> None:
    with store.writing() as session:
        add_source(session, SourceDraft("alt", "Altes Amt", "https://alt.example.org/", SourceKind.FEED), now=NOW)
        tending.pause(session, "alt", person_id=1, now=NOW)


def _give_passkeys(store: Store) -> None:
    """The technician has two, one of them with a name as long as names get."""
    with store.writing() as session:
        for number, name in enumerate(("Mein Laptop", "Dienstmobiltelefon" * 5)):
            key = Passkey(
                person_id=1,
                credential_id=f"key-{number}",
                handle=b"technician",
                public_key=b"",
                transports="internal",
                name=name[:80],
                created_at=NOW,
                used_at=NOW if number else None,
            )
            session.add(key)


def _decide(store: Store) -> None:
    """The technician said of one pair that it is two, rejected an entry and corrected another."""
    with store.writing() as session:
        review.answer(session, questions(store)[-1], are_one=False, seen=None, person_id=1, now=NOW)
        review.reject(session, number_of(store, "Concours photo"), person_id=1, now=NOW)
        for said in ("", f"Die Frist stimmt nicht {'sehr ' * 60}"):
            remarks.remark(session, number_of(store, LONG_TITLE), said, now=NOW)


def _suggested() -> list[SourceDraft]:
    return [
        SourceDraft(
            f"vorschlag-{number}", f"Stelle {number} für {LONG_WORD}", f"https://v{number}.example.org/feed", kind
        )
        for number, kind in enumerate(list(SourceKind)[:5])
    ]


def _entered(store: Store, address: str) -> tuple[str, str]:
    path = f"{address}/desk/anmelden/{login_token(store, TECHNICIAN)}"
    answer = httpx.post(path, headers={"Sec-Fetch-Site": "same-origin"}, timeout=PATIENCE)
    found = re.match(r"([^=]+)=([^;]+)", answer.headers["set-cookie"])
    assert found is not None
    return found[1], found[2]


def own_list(store: Store) -> str:
    """Where a municipality corrects its own list."""
    return f"/partnerliste/{tokens.register_token('05512000', 1, secret=SECRET, now=NOW)}"
