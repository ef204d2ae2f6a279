from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlmodel import Session, col, select, update

from aggregator.model import Delivery, DeliveryState, Edition, Issue, IssueState, Subscriber
from aggregator.store import Store
from newsletter import tokens
from newsletter.delivery import (
    Answer,
    AnswerLost,
    Envelope,
    FolderTransport,
    MailServerAway,
    Sent,
    SmtpTransport,
    Transport,
    WayOut,
    issues_to_send,
    send_issue,
)
from newsletter.delivery.claiming import Claimed, claim
from newsletter.delivery.ledger import begin, close, expire
from newsletter.delivery.letters import Letters
from newsletter.delivery.standing import counted, decide_uncertain
from newsletter.delivery.states import Outcome
from newsletter.issues import cancel
from newsletter.subscribers import unsubscribe_by_token
from newsletter.suppression import suppress
from tests.newsletter.delivery.server import mail_server
from tests.newsletter.samples import NOW, SECRET, colourful_issue, settings
from tests.newsletter.stocking import add_reader, composed_issue, stock

LEASE = timedelta(minutes=5)


def _issue(store: Store, *addresses: str) -> int:
    """An issue with one waiting delivery per address."""
    stock(store, colourful_issue()[:1])
    with store.writing() as session:
        for address in addresses:
            add_reader(session, address)
        issue_id, composed = composed_issue(session, settings())
    assert composed.deliveries == len(addresses)
    return issue_id


def _send(store: Store, transport: Transport, issue_id: int, *, minutes: float = 0, worker: str = "w") -> Sent:
    moment = NOW + timedelta(minutes=minutes)
    return send_issue(store, WayOut([transport]), issue_id, settings(), clock=lambda: moment, worker=worker)


def _states(store: Store, issue_id: int) -> dict[DeliveryState, int]:
    with store.reading() as session:
        return counted(session, issue_id)


def _issue_state(store: Store, issue_id: int) -> IssueState:
    with store.reading() as session:
        return session.exec(select(Issue).where(Issue.id == issue_id)).one().state


class Scripted:
    """A way out that records what it was given and then does what the script says for that address."""

    def __init__(self, **by_name: Callable[[], Answer]) -> None:
        self.given: list[str] = []
        self._by_name = by_name

    def hand_over(self, envelope: Envelope) -> Answer:
        """Record, then act."""
        self.given.append(envelope.recipient)
        act = self._by_name.get(envelope.recipient.partition("@")[0])
        return act() if act else Answer(250, "taken")

    def close(self) -> None:
        """Nothing to close."""


def _raises(error: BaseException) -> Callable[[], Answer]:
    def act() -> Answer:
        raise error

    return act


def test_every_reader_gets_their_own_copy_over_real_smtp(store: Store, tmp_path: Path) -> None:
    issue_id = _issue(store, "a@example.org", "b@example.org", "c@example.org")
    with mail_server(tmp_path / "mail") as (inbox, port):
        sent = _send(store, SmtpTransport(settings(smtp_port=port)), issue_id)
    assert sent == Sent(handed_over=3)
    assert sorted(inbox.recipients) == ["a@example.org", "b@example.org", "c@example.org"]
    assert len(inbox.sessions) == 1
    for raw in inbox.mails():
        mail = message_from_bytes(raw, policy=policy.default)
        assert "weil Ruhrstadt mit Gliwice (Polen) verbunden ist" in mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert _issue_state(store, issue_id) is IssueState.FINISHED


def test_the_link_in_a_stored_mail_lets_its_reader_leave(store: Store, tmp_path: Path) -> None:
    issue_id = _issue(store, "a@example.org")
    with mail_server(tmp_path / "mail") as (inbox, port):
        _send(store, SmtpTransport(settings(smtp_port=port)), issue_id)
    mail = message_from_bytes(inbox.mails()[0], policy=policy.default)
    token = mail["List-Unsubscribe"].split(">")[0].rpartition("/")[2]
    with store.writing() as session:
        assert unsubscribe_by_token(session, token, secret=SECRET, now=NOW)


def test_sending_again_sends_nothing_twice(store: Store, tmp_path: Path) -> None:
    issue_id = _issue(store, "a@example.org", "b@example.org")
    with mail_server(tmp_path / "mail") as (inbox, port):
        for _ in range(2):
            _send(store, SmtpTransport(settings(smtp_port=port)), issue_id)
    assert len(inbox.recipients) == 2


def test_two_workers_at_once_send_nothing_twice_and_forget_nobody(store: Store, tmp_path: Path) -> None:
    issue_id = _issue(store, *(f"r{number}@example.org" for number in range(24)))
    transports = [FolderTransport(tmp_path / name) for name in ("one", "two")]
    small = settings(claim_size=3)

    def work(number: int) -> None:
        send_issue(store, WayOut([transports[number]]), issue_id, small, clock=lambda: NOW, worker=f"w{number}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = Counter(path.name for path in tmp_path.rglob("*.eml"))
    assert len(names) == 24
    assert set(names.values()) == {1}
    assert _states(store, issue_id) == {DeliveryState.HANDED_OVER: 24}


def test_a_worker_that_dies_between_text_and_answer_leaves_uncertain_and_nobody_sends_again(store: Store) -> None:
    issue_id = _issue(store, "a@example.org", "b@example.org")
    with pytest.raises(KeyboardInterrupt):
        _send(store, Scripted(a=_raises(KeyboardInterrupt())), issue_id)
    assert _states(store, issue_id) == {DeliveryState.HANDING_OVER: 1, DeliveryState.WAITING: 1}
    later = Scripted()
    assert _send(store, later, issue_id, minutes=4, worker="w2") == Sent(handed_over=1)
    assert _send(store, later, issue_id, minutes=6, worker="w2") == Sent(uncertain=1)
    assert _send(store, later, issue_id, minutes=60, worker="w2") == Sent()
    assert later.given == ["b@example.org"]
    assert _issue_state(store, issue_id) is IssueState.RELEASED


def test_an_answer_that_got_lost_is_uncertain_at_once_and_the_others_go_on(store: Store) -> None:
    issue_id = _issue(store, "a@example.org", "b@example.org")
    transport = Scripted(a=_raises(AnswerLost("the connection broke")))
    assert _send(store, transport, issue_id) == Sent(handed_over=1, uncertain=1)
    assert _send(store, transport, issue_id, minutes=600) == Sent()
    assert transport.given == ["a@example.org", "b@example.org"]


@pytest.mark.parametrize("again", [True, False])
def test_what_is_uncertain_is_decided_by_a_person(store: Store, *, again: bool) -> None:
    issue_id = _issue(store, "a@example.org")
    _send(store, Scripted(a=_raises(AnswerLost("?"))), issue_id)
    with store.writing() as session:
        delivery = session.exec(select(Delivery)).one()
        assert decide_uncertain(session, delivery.id or 0, send_again=again, now=NOW)
        assert not decide_uncertain(session, delivery.id or 0, send_again=again, now=NOW)
    transport = Scripted()
    _send(store, transport, issue_id)
    assert transport.given == (["a@example.org"] if again else [])
    assert _issue_state(store, issue_id) is IssueState.FINISHED


def test_4xx_is_tried_again_when_its_time_has_come(store: Store) -> None:
    issue_id = _issue(store, "a@example.org")
    assert _send(store, Scripted(a=lambda: Answer(450, "greylisted")), issue_id) == Sent(deferred=1)
    transport = Scripted()
    assert _send(store, transport, issue_id, minutes=4) == Sent()
    with store.reading() as session:
        assert issues_to_send(session, now=NOW + timedelta(minutes=4)) == []
        assert issues_to_send(session, now=NOW + timedelta(minutes=5)) == [issue_id]
    assert _send(store, transport, issue_id, minutes=5) == Sent(handed_over=1)


def test_a_second_attempt_has_the_message_id_of_the_first(store: Store, tmp_path: Path) -> None:
    issue_id = _issue(store, "a@example.org")
    with mail_server(tmp_path / "mail") as (inbox, port):
        inbox.to_messages["a@example.org"] = "451 later"
        for minutes in (0, 5):
            _send(store, SmtpTransport(settings(smtp_port=port)), issue_id, minutes=minutes)
    with store.reading() as session:
        delivery = session.exec(select(Delivery)).one()
    assert delivery.attempts == 2
    assert [message_from_bytes(raw)["Message-ID"] for raw in inbox.mails()] == [delivery.message_id]


def test_5xx_is_refused_with_the_servers_words_and_never_tried_again(store: Store) -> None:
    issue_id = _issue(store, "a@example.org", "b@example.org")
    transport = Scripted(a=lambda: Answer(550, "nobody here"))
    assert _send(store, transport, issue_id) == Sent(handed_over=1, refused=1)
    assert _send(store, transport, issue_id, minutes=9999) == Sent()
    with store.reading() as session:
        refused = session.exec(select(Delivery).where(Delivery.state == DeliveryState.REFUSED)).one()
    assert refused.reply == "550 nobody here"
    assert _issue_state(store, issue_id) is IssueState.FINISHED


def test_while_the_mail_server_is_away_nothing_is_lost_and_no_attempt_counts(store: Store) -> None:
    issue_id = _issue(store, "a@example.org", "b@example.org", "c@example.org")
    away = Scripted(a=_raises(MailServerAway("the mail server does not answer")))
    sent = _send(store, away, issue_id)
    assert sent == Sent(paused="the mail server does not answer")
    assert away.given == ["a@example.org"]
    assert _states(store, issue_id) == {DeliveryState.WAITING: 3}
    with store.reading() as session:
        assert {delivery.attempts for delivery in session.exec(select(Delivery))} == {0}
    assert _send(store, Scripted(), issue_id, minutes=5) == Sent(handed_over=3)


def test_who_left_after_composing_gets_nothing(store: Store) -> None:
    issue_id = _issue(store, "a@example.org", "b@example.org")
    with store.writing() as session:
        _leave(session, "a@example.org")
        suppress(session, "b@example.org", reason="erased", secret=SECRET, now=NOW)
    transport = Scripted()
    assert _send(store, transport, issue_id) == Sent(skipped=2)
    assert transport.given == []
    assert _issue_state(store, issue_id) is IssueState.FINISHED


def test_who_leaves_while_the_batch_is_under_way_gets_nothing(store: Store) -> None:
    issue_id = _issue(store, "a@example.org", "b@example.org", "c@example.org")

    def b_and_c_leave() -> Answer:
        with store.writing() as session:
            _leave(session, "b@example.org")
            suppress(session, "c@example.org", reason="complaint", secret=SECRET, now=NOW)
        return Answer(250, "taken")

    transport = Scripted(a=b_and_c_leave)
    assert _send(store, transport, issue_id) == Sent(handed_over=1, skipped=2)
    assert transport.given == ["a@example.org"]


def test_stopping_an_issue_stops_it_before_the_next_message(store: Store) -> None:
    issue_id = _issue(store, "a@example.org", "b@example.org", "c@example.org")

    def somebody_stops() -> Answer:
        with store.writing() as session:
            cancel(session, issue_id)
        return Answer(250, "taken")

    transport = Scripted(a=somebody_stops)
    assert _send(store, transport, issue_id) == Sent(handed_over=1)
    assert transport.given == ["a@example.org"]
    assert _states(store, issue_id) == {DeliveryState.HANDED_OVER: 1, DeliveryState.WAITING: 2}


def test_what_a_dead_worker_had_only_claimed_is_sent_by_another(store: Store) -> None:
    issue_id = _issue(store, "a@example.org")
    with store.writing() as session:
        claim(session, Letters(settings()), issue_id, worker="dead", now=NOW)
    assert _send(store, Scripted(), issue_id, minutes=4) == Sent()
    with store.reading() as session:
        assert issues_to_send(session, now=NOW + timedelta(minutes=5)) == [issue_id]
    assert _send(store, Scripted(), issue_id, minutes=5) == Sent(handed_over=1)


def test_a_worker_whose_lease_is_over_does_not_begin(store: Store) -> None:
    issue_id = _issue(store, "a@example.org")
    with store.writing() as session:
        held = _claim_one(session, issue_id)
        late = NOW + LEASE
        assert not begin(session, [held], worker="slow", now=late, lease=LEASE).ids


def test_an_answer_that_comes_after_the_lease_still_counts(store: Store) -> None:
    issue_id = _issue(store, "a@example.org")
    with store.writing() as session:
        held = _claim_one(session, issue_id)
        assert begin(session, [held], worker="slow", now=NOW, lease=LEASE).ids == {held.id}
        assert expire(session, issue_id, now=NOW + LEASE) == 1
        taken = Outcome(DeliveryState.HANDED_OVER, "250 taken")
        assert close(session, [(held, taken)], worker="slow", now=NOW + LEASE * 2) == 1
    assert _states(store, issue_id) == {DeliveryState.HANDED_OVER: 1}


def test_a_message_that_cannot_be_built_is_refused_alone(store: Store) -> None:
    issue_id = _issue(store, "a@example.org", "b@example.org")
    with store.writing() as session:
        broken = col(Subscriber.address) == "a@example.org"
        session.execute(update(Subscriber).where(broken).values(address="a@example.org\r\nBcc: x@example.org"))
    transport = Scripted()
    assert _send(store, transport, issue_id) == Sent(handed_over=1, refused=1)
    assert transport.given == ["b@example.org"]


def test_the_ledger_says_handing_over_before_the_server_hears_of_it(store: Store) -> None:
    issue_id = _issue(store, "a@example.org")
    seen: list[dict[DeliveryState, int]] = []

    def look() -> Answer:
        seen.append(_states(store, issue_id))
        return Answer(250, "taken")

    _send(store, Scripted(a=look), issue_id)
    assert seen == [{DeliveryState.HANDING_OVER: 1}]


def test_an_issue_that_is_not_released_is_not_sent(store: Store) -> None:
    issue_id = _issue(store, "a@example.org")
    with store.writing() as session:
        session.execute(update(Issue).values(state=IssueState.DRAFT))
    transport = Scripted()
    assert _send(store, transport, issue_id) == Sent()
    assert transport.given == []


def test_progress_is_told_to_the_end(store: Store) -> None:
    issue_id = _issue(store, "a@example.org", "b@example.org", "c@example.org")
    told: list[tuple[int, int]] = []
    send_issue(
        store,
        WayOut([Scripted()]),
        issue_id,
        settings(claim_size=2),
        clock=lambda: NOW,
        worker="w",
        on_progress=lambda *at: told.append(at),
    )
    assert told == [(2, 3), (3, 3)]


def test_an_edition_is_one_row_however_many_read_it(store: Store) -> None:
    _issue(store, *(f"r{number}@example.org" for number in range(10)))
    with store.reading() as session:
        assert len(session.exec(select(Edition)).all()) == 1


def _claim_one(session: Session, issue_id: int) -> Claimed:
    found = claim(session, Letters(settings()), issue_id, worker="slow", now=NOW)
    return found.held[0]


def _leave(session: Session, address: str) -> None:
    reader = session.exec(select(Subscriber).where(Subscriber.address == address)).one()
    token = tokens.unsubscribe_token(reader.id or 0, address, secret=SECRET)
    assert unsubscribe_by_token(session, token, secret=SECRET, now=NOW)
