"""An office that composes: people who edit and release, readers, and what a form of the composer brings."""

from __future__ import annotations

import re

import httpx
from sqlmodel import col, select

from aggregator.model import Entry, Issue, IssueAct, Person, Role, Subscriber, SubscriberState
from aggregator.store import Store
from newsletter.issues import draft_issue
from tests.web.example import NOW, TODAY


def drafted(store: Store, title: str = "Ausgabe Dezember") -> int:
    """A draft of what is accepted; its number."""
    with store.writing() as session:
        issue = draft_issue(session, title=title, today=TODAY, now=NOW)
        assert issue.id is not None
        return issue.id


def add_readers(store: Store, number: int = 3, language: str = "de") -> None:
    """Confirmed readers who chose nothing."""
    with store.writing() as session:
        for one in range(number):
            address = f"{language}{one}@example.org"
            session.add(Subscriber(address=address, language=language, state=SubscriberState.CONFIRMED, created_at=NOW))


def add_person(store: Store, name: str, *roles: Role) -> None:
    """One more at the desk."""
    with store.writing() as session:
        address = f"{name.split(maxsplit=1)[0].casefold()}@example.org"
        session.add(Person(address=address, name=name, roles=frozenset(roles), created_at=NOW, joined_at=NOW))


def issue_of(store: Store, number: int) -> Issue:
    """The issue as it stands."""
    with store.reading() as session:
        return session.get_one(Issue, number)


def standing(store: Store, number: int) -> list[tuple[str, int]]:
    """Sections and opportunities of an issue, in order."""
    with store.reading() as session:
        asked = select(Entry).where(Entry.issue_id == number).order_by(col(Entry.position))
        return [(entry.section, entry.opportunity_id) for entry in session.exec(asked)]


def acts_of(store: Store, number: int) -> list[str]:
    """The words of the ledger of an issue, in order."""
    with store.reading() as session:
        asked = select(IssueAct).where(IssueAct.issue_id == number).order_by(col(IssueAct.id))
        return [act.action.value for act in session.exec(asked)]


def kept_fields(page: str) -> dict[str, str]:
    """The mark and the version of the first form of a page."""
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("csrf", "fassung")}  # type: ignore[index]


def press(client: httpx.Client, number: int, rest: str, **fields: str | list[str]) -> httpx.Response:
    """Send a form of the composer as the page that shows it would."""
    kept = kept_fields(client.get(f"/desk/ausgabe/{number}?schritt=inhalt").text)
    return client.post(f"/desk/ausgabe/{number}/{rest}", data={**kept, **fields})
