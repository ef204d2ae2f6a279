"""Asking only for what is new, and now and then not taking a server's word for it."""

from __future__ import annotations

import asyncio

import pytest

from aggregator.finding import RunOutcome, Validators
from crawlers.fetching.validators import LIAR, believed, confirmed, renewed
from crawlers.settings import CrawlSettings
from tests.crawlers import hostile, texts
from tests.crawlers.conftest import Collect
from tests.crawlers.hostile import Site


def test_every_tenth_visit_asks_for_the_whole_body(site: Site, collect: Collect) -> None:
    address = site.serve("/feed", texts.three(), ETag='"1"')

    reports = [collect(address) for _ in range(21)]

    conditional = ["if-none-match" in asked.headers for asked in site.asked_for("/feed")]
    assert [number for number, asked in enumerate(conditional) if not asked] == [0, 10, 20]
    assert {report.outcome for report in reports[1:]} == {RunOutcome.UNCHANGED}


def _always_304(body: str, **headers: str) -> hostile.Answer:
    """A server that answers 304 to whoever asks conditionally, whatever has changed."""
    whole = hostile.whole(body, **headers)

    async def answer(asked: hostile.Asked, writer: asyncio.StreamWriter) -> None:
        if "if-none-match" in asked.headers or "if-modified-since" in asked.headers:
            await hostile.status(304)(asked, writer)
        else:
            await whole(asked, writer)

    return answer


def test_a_server_that_said_not_modified_untruly_is_believed_no_more(
    site: Site, collect: Collect, settings: CrawlSettings
) -> None:
    often = settings.model_copy(update={"full_get_every": 3})
    site.answers["/feed"] = _always_304(texts.three(), ETag='"for ever"')
    address = site.url("/feed")
    collect(address, settings=often)
    site.answers["/feed"] = _always_304(texts.rss(texts.item(1), texts.item(9)), ETag='"for ever"')

    reports = [collect(address, settings=often) for _ in range(5)]

    assert [report.new for report in reports] == [0, 0, 1, 0, 0]
    assert ["if-none-match" in asked.headers for asked in site.asked_for("/feed")] == [False, True, True] + [False] * 3


@pytest.mark.parametrize(
    ("known", "got", "trusted"),
    [
        (None, Validators('"1"', None, "a"), 0),
        (Validators('"1"', None, "a", trusted=9), Validators('"1"', None, "a"), 0),
        (Validators('"1"', None, "a", trusted=9), Validators('"2"', None, "b"), 0),
        (Validators('"1"', None, "a", trusted=9), Validators('"1"', None, "b"), LIAR),
        (Validators('"1"', None, "a", trusted=0), Validators('"1"', None, "b"), 0),
        (Validators('W/"1"', None, "a", trusted=9), Validators('W/"1"', None, "b"), 0),
        (Validators(None, "gestern", "a", trusted=9), Validators(None, "gestern", "b"), LIAR),
        (Validators(None, "gestern", "a", trusted=9), Validators(None, "heute", "b"), 0),
        (Validators('"1"', None, "a", trusted=LIAR), Validators('"1"', None, "a"), LIAR),
    ],
)
def test_only_other_bytes_under_the_same_words_are_a_lie(
    known: Validators | None, got: Validators, trusted: int
) -> None:
    assert renewed(known, got).trusted == trusted


def test_not_modified_counts_up_to_the_next_full_visit() -> None:
    known = Validators('"1"', None, "a")
    for _ in range(9):
        assert believed(known, full_every=10) is known
        known = confirmed(known, etag=None, last_modified=None)
    assert believed(known, full_every=10) is None
    assert believed(Validators('"1"', None, "a", trusted=LIAR), full_every=10) is None


def test_a_304_to_a_question_without_conditions_is_no_answer(site: Site, collect: Collect) -> None:
    address = site.serve("/feed", texts.three())  # neither ETag nor Last-Modified: the body's hash alone is known
    collect(address)
    site.answers["/feed"] = hostile.status(304)

    assert collect(address).outcome is RunOutcome.FAILED


@pytest.mark.parametrize("status", [301, 308])
def test_where_a_source_has_moved_for_good_is_told(status: int, site: Site, collect: Collect) -> None:
    site.answers["/alt"] = hostile.status(status, Location="/neu")
    site.answers["/neu"] = hostile.status(301, Location="/ganz-neu")
    site.serve("/ganz-neu", texts.three(), ETag='"1"')

    first, unchanged = collect(site.url("/alt")), collect(site.url("/alt"))

    assert first.moved_to == unchanged.moved_to == site.url("/ganz-neu")


def test_a_redirect_for_the_moment_moves_nothing(site: Site, collect: Collect) -> None:
    site.answers["/alt"] = hostile.status(302, Location="/neu")
    site.answers["/neu"] = hostile.status(301, Location="/ganz-neu")
    site.serve("/ganz-neu", texts.three())

    assert collect(site.url("/alt")).moved_to is None


def test_a_move_is_told_as_far_as_it_is_for_good(site: Site, collect: Collect) -> None:
    site.answers["/alt"] = hostile.status(301, Location="/neu")
    site.answers["/neu"] = hostile.status(302, Location="/heute-hier")
    site.serve("/heute-hier", texts.three())

    assert collect(site.url("/alt")).moved_to == site.url("/neu")
