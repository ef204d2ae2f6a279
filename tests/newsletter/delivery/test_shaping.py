from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlmodel import select

from aggregator.model import Delivery, DeliveryState
from aggregator.store import Store
from newsletter.delivery import Answer, Envelope, Sent, SmtpTransport, WayOut, send_issue
from newsletter.delivery.shaping import shaping
from newsletter.delivery.standing import counted, send_failed_again
from tests.newsletter.delivery.server import mail_server
from tests.newsletter.samples import NOW, colourful_issue, settings
from tests.newsletter.stocking import add_reader, composed_issue, stock


class Answers:
    """A way out that answers by domain and keeps whom it was given."""

    def __init__(self, **by_domain: str) -> None:
        self.given: list[str] = []
        self._by_domain = {name.replace("_", "."): answer for name, answer in by_domain.items()}

    def hand_over(self, envelope: Envelope) -> Answer:
        """Answer as its domain does."""
        self.given.append(envelope.recipient)
        code, _, text = self._by_domain.get(envelope.recipient.rpartition("@")[2], "250 taken").partition(" ")
        return Answer(int(code), text)

    def close(self) -> None:
        """Nothing is kept open."""


def _issue(store: Store, *addresses: str) -> int:
    stock(store, colourful_issue()[:1])
    with store.writing() as session:
        for address in addresses:
            add_reader(session, address)
        return composed_issue(session, settings())[0]


def _send(store: Store, way: Answers, issue_id: int, *, minutes: float = 0) -> Sent:
    moment = NOW + timedelta(minutes=minutes)
    return send_issue(store, WayOut([way]), issue_id, settings(), clock=lambda: moment, worker="w")


def test_domains_of_one_house_share_its_limit_and_others_are_houses_of_their_own() -> None:
    limits = shaping()
    assert limits.of("a@gmail.com") == limits.of("b@GoogleMail.com")
    assert (limits.of("a@gmail.com").connections, limits.of("a@gmail.com").per_connection) == (5, 50)
    assert limits.of("a@stadt.example") != limits.of("a@dorf.example")
    assert limits.of("a@stadt.example").connections == 10


def test_a_provider_gets_one_at_a_time_first_and_more_with_each_that_is_taken() -> None:
    limits = shaping()
    google = limits.of("a@gmail.com")
    assert [limits.at_once(google, taken) for taken in (0, 9, 10, 20, 1_000)] == [1, 1, 2, 3, 5]


def test_who_is_not_let_in_yet_pauses_that_provider_alone_and_refuses_nobody(store: Store) -> None:
    issue_id = _issue(store, "a@t-online.de", "b@t-online.de", "c@stadt.example")
    way = Answers(**{"t-online_de": "554 ask tosa"})
    assert _send(store, way, issue_id) == Sent(handed_over=1, deferred=1)
    assert _send(store, way, issue_id, minutes=60) == Sent()
    assert sorted(way.given) == ["a@t-online.de", "c@stadt.example"]
    assert _send(store, Answers(), issue_id, minutes=361) == Sent(handed_over=2)


def test_who_asks_for_patience_gets_one_a_minute_and_after_a_while_all(store: Store) -> None:
    issue_id = _issue(store, *(f"r{number}@gmx.de" for number in range(4)), "c@stadt.example")
    assert _send(store, Answers(gmx_de="421 slower"), issue_id) == Sent(handed_over=1, deferred=1)
    assert [_send(store, Answers(), issue_id, minutes=at).handed_over for at in (0.5, 1, 1.5, 2)] == [0, 1, 0, 1]
    assert _send(store, Answers(), issue_id, minutes=95).handed_over == 2


def test_nothing_is_tried_again_after_the_last_deadline_it_tells(store: Store) -> None:
    issue_id = _issue(store, "a@example.org")
    way = Answers(example_org="450 later")
    with store.reading() as session:
        deadline = colourful_issue()[0].view.deadline
        assert deadline is not None
    late = (deadline - NOW.date()).days * 24 * 60 + 16 * 60 + 58
    assert _send(store, way, issue_id, minutes=late) == Sent(refused=1)
    with store.reading() as session:
        assert "last deadline" in session.exec(select(Delivery)).one().reply


def test_only_those_that_failed_are_sent_again(store: Store) -> None:
    issue_id = _issue(store, *(f"gone{number}@dorf.example" for number in range(3)), "a@stadt.example")
    assert _send(store, Answers(dorf_example="550 nobody here"), issue_id) == Sent(handed_over=1, refused=3)
    with store.writing() as session:
        assert send_failed_again(session, issue_id, now=NOW) == 3
        assert send_failed_again(session, issue_id, now=NOW) == 0
    again = Answers()
    assert _send(store, again, issue_id) == Sent(handed_over=3)
    assert all(address.endswith("@dorf.example") for address in again.given)


def test_many_connections_hand_over_each_once(store: Store, tmp_path: Path) -> None:
    issue_id = _issue(store, *(f"r{number}@stadt{number % 5}.example" for number in range(60)))
    with mail_server(tmp_path / "mail") as (inbox, port):
        mail = settings(smtp_port=port)
        way = WayOut([SmtpTransport(mail) for _ in range(5)])
        assert send_issue(store, way, issue_id, mail, clock=lambda: NOW, worker="w") == Sent(handed_over=60)
    assert len(set(inbox.recipients)) == len(inbox.recipients) == 60
    assert 1 < len(inbox.sessions) <= 5
    with store.reading() as session:
        assert counted(session, issue_id) == {DeliveryState.HANDED_OVER: 60}
