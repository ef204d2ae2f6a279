"""An office with an issue in every state, for the pages of the composer and of the archive."""

from __future__ import annotations

from sqlmodel import Session, select

from aggregator.model import Delivery, DeliveryState, Issue
from aggregator.register import seed
from aggregator.store import Store
from newsletter.issues import draft_issue, editing, steps, trying
from newsletter.letting_go import let_go
from newsletter.settings import MailSettings
from tests.web.example import LONG_TITLE, LONG_WORD, NOW, SECRET, TODAY, accept, open_office, take
from tests.web.issuing import add_readers

DRAFT, GIVEN, APPROVED, SCHEDULED, RELEASED, PAUSED, EMPTY = range(1, 8)
"""The numbers of the issues, by their states."""
_MAIL = MailSettings(secret=SECRET)


def composing(store: Store) -> None:
    """Everything accepted, readers in two languages, and an issue in every state."""
    open_office(store)
    take(store)
    with store.writing() as session:
        seed(session)
        draft_issue(
            session, title=LONG_TITLE[:120], today=TODAY, now=NOW
        )  # nothing is accepted yet: it gets entries below
        session.flush()
    accept(store)
    add_readers(store, 3)
    add_readers(store, 2, "fr")
    with store.writing() as session:
        editing.add(session, DRAFT, range(1, 7), version=1, by=2, now=NOW)
        words = {"title": LONG_TITLE[:120], "subject": "x" * 80, "editorial": f"Ein *Gruß* mit {LONG_WORD}."}
        editing.write(session, DRAFT, words, version=2, by=2, now=NOW)
        editing.put_text(session, DRAFT, None, title=LONG_WORD, text="- eins\n- zwei", version=3, by=2, now=NOW)
        trying.set_group(session, [f"{'lang' * 12}@example.org"], now=NOW)
        for state in range(GIVEN, EMPTY):
            _made(session, state)
        session.add(Issue(title="Leer", created_at=NOW))
    let_go(store, PAUSED, _MAIL, today=TODAY, now=NOW + steps.HOLD)
    with store.writing() as session:
        steps.pause(session, PAUSED, by=2, now=NOW)
        answered = (DeliveryState.HANDED_OVER, DeliveryState.REFUSED, DeliveryState.UNCERTAIN)
        deliveries = session.exec(select(Delivery).where(Delivery.issue_id == PAUSED)).all()
        for delivery, answer in zip(deliveries, answered, strict=False):
            delivery.state, delivery.reply = answer, f"550 {LONG_WORD}"
    # both hold the same entries: it goes to whom the other has told nothing
    let_go(store, RELEASED, _MAIL, today=TODAY, now=NOW + steps.HOLD)


def _made(session: Session, state: int) -> None:
    issue = draft_issue(session, title=f"Ausgabe {state}", today=TODAY, now=NOW)
    assert issue.id == state
    mark = steps.give(session, issue.id, version=1, by=2, now=NOW).mark
    if state >= APPROVED:
        steps.approve(session, issue.id, mark=mark, by=3, now=NOW)
    if state >= SCHEDULED:
        steps.schedule(session, issue.id, at=None, by=3, now=NOW)
