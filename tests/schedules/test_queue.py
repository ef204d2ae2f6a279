"""The queue runs each key once at a time and survives a job that fails."""

from __future__ import annotations

from threading import Event

from schedules.queue import WorkerQueue


def test_a_key_that_is_still_open_is_not_queued_again() -> None:
    go_on, ran = Event(), []

    def job(key: str) -> None:
        go_on.wait(10)
        ran.append(key)

    queue = WorkerQueue({"crawl": job})
    assert queue.enqueue("crawl", "dfjw")
    assert not queue.enqueue("crawl", "dfjw")
    assert queue.enqueue("crawl", "dpjw")
    go_on.set()
    queue.close()
    assert sorted(ran) == ["dfjw", "dpjw"]


def test_a_job_that_fails_does_not_block_its_key() -> None:
    attempts: list[str] = []
    failed = Event()

    def job(key: str) -> None:
        attempts.append(key)
        failed.set()
        raise ValueError("the site fell over")

    queue = WorkerQueue({"crawl": job}, threads=1)
    assert queue.enqueue("crawl", "dfjw")
    failed.wait(10)
    while not queue.enqueue("crawl", "dfjw"):
        pass
    queue.close()
    assert attempts[0] == "dfjw"


def test_two_kinds_of_job_may_have_the_same_key() -> None:
    ran: list[str] = []
    queue = WorkerQueue({"crawl": ran.append, "send": ran.append}, threads=1)
    assert queue.enqueue("crawl", "1")
    assert queue.enqueue("send", "1")
    queue.close()
    assert set(ran) <= {"1"}
