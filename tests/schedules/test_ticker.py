"""The ticker finds what is due from state alone, queues it once, and only one process ticks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.finding import SourceKind
from aggregator.model import SourceState
from aggregator.sources import SourceDraft, add_source, due_keys
from aggregator.store import Store
from newsletter.consent import Circumstances
from newsletter.readership.signing_up import sign_up
from newsletter.settings import MailSettings
from schedules.ticker import Due, tick

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class OpenJobs:
    """A queue that runs nothing: it remembers which keys are open, as the port demands."""

    def __init__(self) -> None:
        self.open: set[tuple[str, str]] = set()

    def enqueue(self, job: str, key: str) -> bool:
        """See `schedules.queue.Queue`."""
        if (job, key) in self.open:
            return False
        self.open.add((job, key))
        return True


@pytest.fixture
def office(store: Store) -> Store:
    """A store with one source, proven, that is due since this morning."""
    with store.writing() as session:
        draft = SourceDraft(key="amt", name="Amt", url="https://amt.example/feed", kind=SourceKind.FEED)
        add_source(session, draft, now=NOON - timedelta(hours=4)).state = SourceState.PROVEN
    return store


def _tick(store: Store, queue: OpenJobs, holder: str, at: datetime) -> list[Due]:
    return tick(store, queue, holder=holder, lease_seconds=45, clock=lambda: at)


def test_a_due_source_is_queued_once_while_its_job_is_open(office: Store) -> None:
    queue = OpenJobs()
    assert _tick(office, queue, "first", NOON) == [Due("crawl", "amt")]
    assert _tick(office, queue, "first", NOON + timedelta(seconds=5)) == []


def test_a_source_whose_time_has_not_come_is_left_alone(office: Store) -> None:
    assert _tick(office, OpenJobs(), "first", NOON - timedelta(days=1)) == []


def test_a_source_that_was_never_collected_well_is_left_to_people(store: Store) -> None:
    with store.writing() as session:
        draft = SourceDraft(key="neu", name="Neu", url="https://neu.example/feed", kind=SourceKind.FEED)
        add_source(session, draft, now=NOON - timedelta(hours=4))
    assert _tick(store, OpenJobs(), "first", NOON) == []


def test_what_waits_longest_is_taken_first_and_the_rest_comes_later(store: Store) -> None:
    with store.writing() as session:
        for number in range(5):
            draft = SourceDraft(key=f"amt-{number}", name="Amt", url=f"https://{number}.example/", kind=SourceKind.FEED)
            source = add_source(session, draft, now=NOON - timedelta(hours=number))
            source.state = SourceState.PROVEN
    with store.reading() as session:
        assert due_keys(session, now=NOON, limit=3) == ["amt-4", "amt-3", "amt-2"]


def test_only_the_holder_of_the_lease_ticks(office: Store) -> None:
    _tick(office, OpenJobs(), "first", NOON)
    assert _tick(office, OpenJobs(), "second", NOON + timedelta(seconds=44)) == []


def test_a_silent_holder_is_relieved_when_its_lease_has_run_out(office: Store) -> None:
    _tick(office, OpenJobs(), "first", NOON)
    assert _tick(office, OpenJobs(), "second", NOON + timedelta(seconds=46)) == [Due("crawl", "amt")]
    assert _tick(office, OpenJobs(), "first", NOON + timedelta(seconds=47)) == []


def test_a_mail_that_a_reader_waits_for_is_due_at_once(store: Store) -> None:
    with store.writing() as session:
        mail = MailSettings(secret="a-secret-of-the-tests-that-is-long-enough")
        sign_up(session, "a@example.org", mail, language="de", municipality_ags=None, where=Circumstances(), now=NOON)
    assert _tick(store, OpenJobs(), "first", NOON) == [Due("letter", "due")]
