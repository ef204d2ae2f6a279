"""`sources try`, `sources new`, `sources probe`: from an address to what would be collected, kept or recorded."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
import yaml
from rich.console import Console
from typer.testing import CliRunner, Result

from aggregator.finding import SourceKind
from aggregator.sources import from_yaml
from crawlers.discovery import Stage, Step
from partnerpost.commands import discovering, setup, sources
from partnerpost.looking.watching import watched
from partnerpost.refusal import Refused
from tests.crawlers.discovery.places import CALLS, HTML, build_feed, build_listing, page
from tests.crawlers.hostile import Site
from tests.crawlers.texts import item, rss

app = typer.Typer()
setup.join(app)
discovering.join(sources.app)
app.add_typer(sources.app, name="sources")


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as served:
        yield served


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which commands are run, allowed to visit this machine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PARTNERPOST_CRAWL__ALLOW_PRIVATE_HOSTS", '["127.0.0.1"]')
    monkeypatch.setenv("PARTNERPOST_CRAWL__GAP_SECONDS", "0")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "160")
    return tmp_path


def run(*words: str) -> Result:
    """One command; what it refuses is raised."""
    done = CliRunner().invoke(app, words)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_try_shows_the_steps_the_way_and_the_first_entries(office: Path, site: Site) -> None:
    done = run("sources", "try", build_listing(site))
    assert done.exit_code == 0
    for said in (
        "fetch:",
        "look for deadlines:",
        "a list with a page for each entry: 4 entries",
        CALLS[0][0],
        "2027-01-15",
    ):
        assert said in done.stdout
    assert not (office / "var").exists()


def test_try_answers_in_json_without_a_word_beside_it(office: Path, site: Site) -> None:
    answer = json.loads(run("sources", "try", build_feed(site), "--json").stdout)
    assert (answer["ways"][0]["kind"], answer["ways"][0]["found"], answer["failure"]) == ("feed", 3, None)
    assert answer["ways"][0]["entries"][0]["deadline"] == "2027-03-01"
    assert [step["stage"] for step in answer["steps"]] == ["fetch", "recognise", "read"]


def test_try_says_in_the_wanted_language_why_there_is_nothing(office: Path, site: Site) -> None:
    shell = page('<div id="root"></div><script>start()</script>')
    done = run("sources", "try", site.serve("/", shell, HTML), "--language", "de")
    assert done.exit_code == 1
    assert "nur mit JavaScript" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("typed", "said"),
    [("info@amt.example", "amt.example"), ("Jugendbüro", "https://example.org"), (" ", "give the address")],
)
def test_what_is_no_address_is_refused_with_what_to_give(office: Path, typed: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        run("sources", "try", typed)


def test_titles_of_strangers_are_no_markup_of_ours(office: Path, site: Site) -> None:
    feed = rss(item(1, title="Aufruf [bold]für[/nichts] alle"), item(2))
    done = run("sources", "try", site.serve("/feed", feed))
    assert "[bold]für[/nichts]" in " ".join(done.stdout.split())


def test_new_writes_a_description_that_can_be_imported(office: Path, site: Site) -> None:
    address = build_listing(site)
    assert run("sources", "new", address, "--key", "bruecke", "--name", "Brückenbüro").exit_code == 0
    draft = from_yaml((office / "crawlers/catalogue/bruecke.yaml").read_text(encoding="utf-8"))
    assert (draft.key, draft.name, draft.url, draft.kind) == ("bruecke", "Brückenbüro", address, SourceKind.LISTING)
    assert (draft.language, list(draft.options)) == ("de", ["link"])


@pytest.fixture
def recorded(office: Path, site: Site) -> Path:
    """A recorded source; its site is gone afterwards."""
    run("sources", "new", build_listing(site), "--key", "bruecke")
    return office / "tests/crawlers/sources/bruecke"


def pytest_in(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the test that was written there, by itself."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=folder,
    )


def test_the_test_that_new_writes_passes_and_shows_what_a_change_would_change(recorded: Path) -> None:
    passed = pytest_in(recorded)
    assert passed.returncode == 0, passed.stdout
    first = recorded / "02.html"
    first.write_text(first.read_text(encoding="utf-8").replace("15. Januar", "18. Januar"), encoding="utf-8")
    failed = pytest_in(recorded)
    assert failed.returncode == 1
    assert "-  deadline: '2027-01-15'" in failed.stdout
    assert "+  deadline: '2027-01-18'" in failed.stdout


def test_new_leaves_what_is_there_alone(recorded: Path, site: Site) -> None:
    before = (recorded / "entries.yaml").read_bytes()
    with pytest.raises(Refused, match="is there already"):
        run("sources", "new", build_listing(site), "--key", "bruecke")
    assert (recorded / "entries.yaml").read_bytes() == before


def test_new_takes_the_way_that_is_asked_for(office: Path, site: Site) -> None:
    build_feed(site)
    head = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    address = build_listing(site, head=head)
    ways = [way["kind"] for way in json.loads(run("sources", "try", address, "--json").stdout)["ways"]]
    told = json.loads(run("sources", "new", address, "--way", "2", "--key", "zwei", "--json").stdout)
    assert told["kind"] == ways[1]
    with pytest.raises(Refused, match="only 2 ways"):
        run("sources", "new", address, "--way", "3")


def test_new_refuses_what_cannot_be_collected(office: Path, site: Site) -> None:
    with pytest.raises(Refused, match="no longer exists"):
        run("sources", "new", site.url("/weg"))
    assert list(office.iterdir()) == []


def kept(key: str) -> dict[str, object]:
    """A source as YAML."""
    told: dict[str, object] = yaml.safe_load(run("sources", "show", key).stdout)
    return told


def test_probe_proposes_a_way_and_takes_it_when_told_to(office: Path, site: Site) -> None:
    run("init")
    run("sources", "add", build_listing(site), "--key", "bruecke", "--kind", "feed")
    (proposed,) = json.loads(run("sources", "probe", "--json").stdout)
    assert (proposed["ways"][0]["kind"], proposed["differs"], proposed["taken"]) == ("listing", True, False)
    assert kept("bruecke")["kind"] == "feed"
    (taken,) = json.loads(run("sources", "probe", "--apply", "--json").stdout)
    assert taken["taken"]
    assert (kept("bruecke")["kind"], list(kept("bruecke")["options"])) == ("listing", ["link"])  # type: ignore[call-overload]
    assert json.loads(run("sources", "show", "bruecke", "--probe").stdout)["links"] == len(CALLS)
    (settled,) = json.loads(run("sources", "probe", "--json").stdout)
    assert not settled["differs"]


def test_probe_tells_what_cannot_be_collected_and_ends_with_1(office: Path, site: Site) -> None:
    run("init")
    run("sources", "add", site.url("/weg"), "--key", "weg")
    done = run("sources", "probe")
    assert done.exit_code == 1
    assert "no longer exists" in " ".join(done.stdout.split())


def test_probe_without_anything_to_do_says_so(office: Path) -> None:
    run("init")
    with pytest.raises(Refused, match="name those"):
        run("sources", "probe")
    with pytest.raises(Refused, match="did you mean dpjw"):
        run("sources", "probe", "dpjww")


def test_a_terminal_sees_the_steps_move() -> None:
    console = Console(force_terminal=True, width=60, record=True)
    with console.capture() as shown, watched(console, quiet=False) as tell:
        tell(Step(Stage.FETCH))
        tell(Step(Stage.FETCH, 0.8))
        tell(Step(Stage.RECOGNISE, 0.1))
    assert "fetch" in shown.get()
    assert "0.8 s" in shown.get()
