"""`partnerpost explain` as a stranger meets it: any document, from anywhere, and a clear word where there is none."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st
from rich.console import Console

from aggregator.reading import Document, Evidence, Fact, Reading, read
from crawlers.settings import CrawlSettings
from partnerpost.explaining.findings import Found, found
from partnerpost.explaining.given import Told, given
from partnerpost.explaining.marking import marked, shown
from partnerpost.refusal import Refused
from tests.aggregator.reading import made_pdf
from tests.crawlers.hostile import Site

TODAY = date(2026, 11, 23)
CALL = "Aufruf\nBewerbungsfrist: 31. März 2027\nBis zu 3.000 Euro je Verein."
PAGE = "<title>Aufruf</title><main><h1>Aufruf</h1><p>Bewerbungsfrist: 31. März 2027</p></main>"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as served:
        yield served


def _explain(
    *words: str, typed: bytes = b"", settings: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PARTNERPOST_")}
    return subprocess.run(
        [sys.executable, "-m", "partnerpost", "explain", "--today", "2026-11-23", *words],
        env=kept | {"NO_COLOR": "1", "COLUMNS": "160"} | (settings or {}),
        input=typed,
        capture_output=True,
        timeout=60,
        check=False,
    )


def _deadlines(done: subprocess.CompletedProcess[bytes]) -> list[tuple[str, str]]:
    assert done.returncode == 0, done.stderr
    return [
        (fact["value"], fact["certainty"]) for fact in json.loads(done.stdout)["facts"] if fact["fact"] == "deadline"
    ]


def _refused(done: subprocess.CompletedProcess[bytes], *words: str) -> None:
    assert (done.returncode, done.stdout) == (2, b""), done
    assert done.stderr.startswith(b"partnerpost: ")
    assert done.stderr.count(b"\n") == 1
    for word in words:
        assert word in done.stderr.decode()


def test_a_text_is_shown_with_its_deadline_marked_and_the_rule_beside_it() -> None:
    said = _explain("-", typed=CALL.encode()).stdout.decode()
    (line,) = [line for line in said.splitlines() if "31. März 2027" in line]
    assert re.search(r"\{\d+: Bewerbungsfrist: 31\. März 2027\}", line)
    assert re.search(r"deadline 2027-03-31, exact · .+ · 0\.\d\d", line)


def test_a_text_beyond_the_limit_is_said_to_be_read_in_part() -> None:
    assert b"400,000 characters, 1 fact, the rest is not read" in _explain("-", typed=b"wort " * 90_000).stdout


def test_with_colours_the_words_stay_as_they_are_and_are_underlined() -> None:
    said = _explain("-", typed=CALL.encode(), settings={"NO_COLOR": "", "FORCE_COLOR": "1"}).stdout.decode()
    assert re.search(r"\x1b\[[0-9;]*4;[0-9;]*mBewerbungsfrist: 31\. März 2027\x1b", said)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("aufruf.txt", CALL.encode()),
        ("aufruf.html", PAGE.encode()),
        ("latin.html", PAGE.replace("<title>", "<meta charset=iso-8859-1><title>").encode("latin-1")),
        ("unbenannt", PAGE.encode()),
        ("aufruf.pdf", made_pdf.pdf(CALL)),
    ],
)
def test_every_kind_of_file_is_read(tmp_path: Path, name: str, body: bytes) -> None:
    (tmp_path / name).write_bytes(body)
    document = given(str(tmp_path / name), Told(), CrawlSettings).document
    assert [deadline.date for deadline in read(document, today=TODAY).deadlines] == [date(2027, 3, 31)]


def test_an_address_is_fetched_where_it_may_be(site: Site) -> None:
    address = site.serve("/aufruf", PAGE, "text/html; charset=utf-8")
    allowed = CrawlSettings(gap_seconds=0, allow_private_hosts=("127.0.0.1",))
    document = given(address, Told(), lambda: allowed).document
    assert (document.url, document.title) == (address, "Aufruf")
    assert [deadline.date for deadline in read(document, today=TODAY).deadlines] == [date(2027, 3, 31)]
    with pytest.raises(Refused, match=r"127\.0\.0\.1.*not fetched"):
        given(address, Told(), CrawlSettings)
    with pytest.raises(Refused, match="404"):
        given(site.url("/weg"), Told(), lambda: allowed)


def test_quotes_of_a_pdf_name_their_page(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(made_pdf.pdf("Titelblatt", CALL))
    answer = json.loads(_explain(str(tmp_path / "x.pdf"), "--json").stdout)
    (page,) = [fact["evidence"]["page"] for fact in answer["facts"] if fact["fact"] == "deadline"]
    assert page == 2
    assert "page 2" in _explain(str(tmp_path / "x.pdf")).stdout.decode()


def test_the_day_of_publication_gives_the_missing_year() -> None:
    done = _explain("-", "--json", "--published", "2024-11-02", typed=b"Einsendeschluss: 15. Dezember")
    assert _deadlines(done) == [("2024-12-15", "inferred")]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b" \n", "empty", id="blank"),
        pytest.param(b"PK\x03\x04" + bytes(range(32)) * 40, "neither text nor HTML nor PDF", id="an archive"),
        pytest.param(b"%PDF-1.7 broken", "broken", id="a broken PDF"),
        pytest.param(made_pdf.locked(made_pdf.pdf(CALL)), "locked", id="a locked PDF"),
        pytest.param(made_pdf.drawing(b"0 0 9 9 re f"), "pictures", id="a scanned PDF"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(tmp_path: Path, body: bytes, word: str) -> None:
    path = tmp_path / "fund"
    path.write_bytes(body)
    with pytest.raises(Refused, match=f"fund.*{word}"):
        given(str(path), Told(), CrawlSettings)


@pytest.mark.parametrize(
    ("what", "word"), [("nichts.html", "No such file"), (".", "directory"), ("ftp://amt.example/x", "http")]
)
def test_what_is_not_there_is_refused_by_name(what: str, word: str) -> None:
    with pytest.raises(Refused, match=word):
        given(what, Told(), CrawlSettings)


def test_a_refusal_is_one_line_and_exit_code_2() -> None:
    _refused(_explain("-"), "standard input is empty")


def test_what_a_terminal_would_obey_is_not_printed() -> None:
    said = _explain("-", typed="\x1b[2Jweg \x9b31m \u202e Frist: 1.3.2027".encode()).stdout.decode()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", said)


@hypothesis.given(st.text())
def test_what_is_shown_is_as_long_as_the_text_and_can_be_written(text: str) -> None:
    assert len(shown(text)) == len(text)
    shown(text).encode()


def _reading(text: str, *spans: tuple[int, int]) -> Reading:
    topics = tuple(Fact("x", Evidence(text[start:end], start, end), f"rule {start}", 0.5) for start, end in spans)
    return Reading(text=text, language="de", kind=Fact("news", None, "none", 0.4), topics=topics)


def _printed(reading: Reading) -> str:
    console = Console(width=120, color_system=None)
    with console.capture() as capture:
        console.print(marked(reading, found(reading), coloured=False))
    return capture.get()


def test_nested_and_crossing_facts_are_all_marked() -> None:
    assert "{2: a{3: bc}}d" in _printed(_reading("abcd", (0, 3), (1, 3)))
    assert "{2: a{3: bc}d}" in _printed(_reading("abcd", (0, 3), (1, 4)))


def test_a_fact_over_two_lines_is_marked_on_both_and_explained_once() -> None:
    said = _printed(_reading("Frist\n1. März", (0, 13)))
    assert "{2: Frist}" in said
    assert "{2: 1. März}" in said
    assert said.count("rule 0") == 1


def test_what_the_markup_alone_states_is_told_before_the_text() -> None:
    markup = '{"@type": "Event", "name": "Treffen", "startDate": "2027-05-03"}'
    page = f"<script type='application/ld+json'>{markup}</script><main><h1>Treffen</h1><p>Kommt alle.</p></main>"
    (event,) = [fact for fact in found(read(Document("", html=page), today=TODAY)) if fact.fact == "event"]
    assert (event.value, event.evidence) == ("2027-05-03", None)


def test_every_fact_is_listed_once_and_those_of_the_whole_text_first() -> None:
    reading = _reading("abcd", (2, 3), (0, 1), (2, 3))
    assert [fact.rule for fact in found(reading)] == ["none", "rule 0", "rule 2"]
    assert isinstance(found(reading)[0], Found)


def test_it_says_why_there_is_something_to_collect_or_that_there_is_nothing() -> None:
    assert b"\nto collect: " in _explain("-", typed=CALL.encode()).stdout
    assert b"\nnothing to collect" in _explain("-", typed=b"Gestern regnete es in Aachen.").stdout
