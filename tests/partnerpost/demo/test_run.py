"""The whole way, once in winter and once in summer: sites over HTTP, the house, mail over SMTP."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.message import EmailMessage
from pathlib import Path

import pytest
from rich.console import Console
from selectolax.lexbor import LexborHTMLParser
from sqlmodel import col, select

from aggregator import sources
from aggregator.finding import RunOutcome
from aggregator.intake import Intake
from aggregator.model import Opportunity, OpportunityState, Sighting
from crawlers.crawl import crawl
from partnerpost.demo.place import MARKER
from partnerpost.demo.readers import ExampleReader, example_readers
from partnerpost.demo.run import Demo, opened_demo, run_demo
from partnerpost.demo.sites.stories import stories
from partnerpost.refusal import Refused
from partnerpost.settings import CONFIG_VARIABLE, Settings
from tests.aggregator.search.in_step import assert_in_step
from tests.partnerpost.demo.visitor import get

DAYS = (date(2027, 2, 10), date(2028, 7, 31))
BOTTROP, KOELN, MUENSTER, HAMM, WINTERBERG = (reader.address for reader in example_readers())


@dataclass(frozen=True)
class Shown:
    """A demo that has run, the day it ran on and what it printed."""

    demo: Demo
    today: date
    printed: str

    def now(self) -> datetime:
        return at_eight(self.today)

    def opportunity(self, title_begins: str) -> Opportunity:
        with self.demo.office.store.reading() as session:
            return session.exec(select(Opportunity).where(col(Opportunity.title).startswith(title_begins))).one()


def at_eight(day: date) -> datetime:
    return datetime.combine(day, time(8), UTC)


def settings_for(folder: Path) -> Settings:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(CONFIG_VARIABLE, str(folder / "no-settings.toml"))
        return Settings(data=folder)


@pytest.fixture(scope="module", params=DAYS, ids=str)
def shown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    today: date = request.param
    output = io.StringIO()
    settings = settings_for(tmp_path_factory.mktemp("var"))
    console = Console(file=output, width=120)
    with opened_demo(settings, today=today, now=lambda: at_eight(today), console=console) as demo:
        yield Shown(demo, today, output.getvalue())


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    text: str = part.get_content()
    return text


def page_of(message: EmailMessage) -> LexborHTMLParser:
    part = message.get_body(("html",))
    assert part is not None
    return LexborHTMLParser(part.get_content())


def test_the_finders_index_says_what_the_rows_say(shown: Shown) -> None:
    assert assert_in_step(shown.demo.office.store) > 0


def test_five_readers_get_one_message_each_and_nothing_fails(shown: Shown) -> None:
    figures = shown.demo.summary
    assert (figures.sources, figures.deliveries, figures.failed) == (5, 5, 0)
    assert len(shown.demo.sink.files) == 5
    assert set(shown.demo.sink.messages()) == {reader.address for reader in example_readers()}


def test_every_item_of_every_site_is_found_and_the_one_told_twice_is_one(shown: Shown) -> None:
    assert (shown.demo.summary.findings, shown.demo.summary.opportunities) == (36, 35)
    with shown.demo.office.store.reading() as session:
        seen = session.exec(
            select(Sighting).where(Sighting.opportunity_id == shown.opportunity("Klimapartner auf dem Land").id)
        ).all()
    assert len({sighting.source_id for sighting in seen}) == 2


def test_the_figures_add_up_with_what_is_kept(shown: Shown) -> None:
    with shown.demo.office.store.reading() as session:
        states = session.exec(select(Opportunity.state)).all()
    assert len(states) == shown.demo.summary.opportunities
    assert states.count(OpportunityState.ACCEPTED) == shown.demo.summary.accepted
    assert 15 <= shown.demo.summary.accepted < shown.demo.summary.opportunities
    assert 1 <= shown.demo.summary.editions <= shown.demo.summary.deliveries


@pytest.mark.parametrize("reader", example_readers(), ids=lambda reader: reader.town)
def test_a_message_speaks_its_readers_language(shown: Shown, reader: ExampleReader) -> None:
    root = page_of(shown.demo.sink.messages()[reader.address]).css_first("html")
    assert root is not None
    assert root.attributes["lang"] == reader.language


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (BOTTROP, ("Polen", "Gliwice", "Frankreich", "Tourcoing")),
        (KOELN, ("Pologne", "Katowice", "France", "Lille")),
        (MUENSTER, ("Poland", "Lublin", "France")),
        (HAMM, ("Kalisz", "Toul")),
        (WINTERBERG, ("Niederlande", "Rijssen-Holten", "Frankreich")),
    ],
)
def test_a_message_names_its_readers_partner_countries_and_towns(
    shown: Shown, address: str, said: tuple[str, ...]
) -> None:
    text = text_of(shown.demo.sink.messages()[address])
    assert [word for word in said if word not in text] == []


def test_nobody_reads_of_a_call_for_countries_they_have_no_partner_in(shown: Shown) -> None:
    messages = shown.demo.sink.messages()
    assert "Zwei Stimmen, ein Lied" in text_of(messages[BOTTROP])  # Poland, Czechia
    assert "Zwei Stimmen, ein Lied" not in text_of(messages[WINTERBERG])  # has Belgium, France, the Netherlands
    assert "Klimapartner auf dem Land" in text_of(messages[WINTERBERG])


def test_the_deadline_in_a_mail_is_the_one_the_site_tells(shown: Shown) -> None:
    deadline = next(story for story in stories("youth_office", shown.today, shown.demo.sites.addresses)).days[
        "deadline"
    ]
    found = shown.opportunity("Deutsch-polnische Jugendbegegnungen")
    assert found.deadline == deadline
    assert f"Antragsfrist: {deadline.day}. " in text_of(shown.demo.sink.messages()[BOTTROP])


@pytest.mark.parametrize("site", ["youth_office", "foundation", "portal", "ministry"])
def test_every_dated_deadline_is_read_as_the_day_the_site_means(shown: Shown, site: str) -> None:
    told = stories(site, shown.today, shown.demo.sites.addresses)
    # titles are kept with plain spaces
    meant = {" ".join(story.title.split()): story.days["deadline"] for story in told if "deadline" in story.days}
    with shown.demo.office.store.reading() as session:
        read = session.exec(select(Opportunity).where(col(Opportunity.title).in_(meant))).all()
    assert {found.title: found.deadline for found in read} == meant


def test_a_call_told_in_three_languages_is_kept_once_in_the_language_of_its_source(shown: Shown) -> None:
    with shown.demo.office.store.reading() as session:
        found = session.exec(select(Opportunity).where(col(Opportunity.url).contains("/topics/"))).all()
    assert [one.language for one in found] == ["en"] * 6


def test_what_is_over_or_no_call_at_all_is_not_accepted_by_itself(shown: Shown) -> None:
    for title in ("Stadtentdecker", "Rückblick"):
        assert shown.opportunity(title).state is OpportunityState.NEW


def test_every_message_can_be_left_with_one_click(shown: Shown) -> None:
    base = shown.demo.office.mail.base_url
    for message in shown.demo.sink.messages().values():
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert f"<{base}/" in message["List-Unsubscribe"]


def test_a_second_visit_finds_nothing_new(shown: Shown) -> None:
    office = shown.demo.office
    with office.store.reading() as session:
        visits = sources.visits(session)
    reports = crawl(
        visits,
        Intake(office.store, clock=shown.now),
        office.settings.crawl,
        snapshots=office.settings.snapshots,
        clock=shown.now,
    )
    assert sum(report.new + report.changed for report in reports) == 0
    assert {report.outcome for report in reports} <= {RunOutcome.READ, RunOutcome.UNCHANGED}
    assert sum(server.unchanged for server in shown.demo.sites.servers.values()) >= 12


def test_the_original_page_of_every_opportunity_can_still_be_read(shown: Shown) -> None:
    with shown.demo.office.store.reading() as session:
        addresses = session.exec(select(Opportunity.url)).all()
    assert {get(address).status for address in addresses} == {200}


def test_each_step_is_a_line_of_the_table(shown: Shown) -> None:
    for step in ("prepare", "collect", "read", "accept", "issue", "compose", "send"):
        assert f"│ {step}" in shown.printed
    assert "36 findings" in shown.printed


def test_the_figures_are_one_line_of_json_with_seven_names(shown: Shown) -> None:
    line = shown.demo.summary.as_json()
    assert "\n" not in line
    names = ["sources", "findings", "opportunities", "accepted", "editions", "deliveries", "failed"]
    assert list(json.loads(line)) == names


def test_the_demo_again_starts_afresh_and_comes_to_the_same(tmp_path: Path) -> None:
    today, settings = DAYS[0], settings_for(tmp_path)
    quiet = Console(file=io.StringIO())
    first = run_demo(settings, today=today, now=lambda: at_eight(today), console=quiet)
    (tmp_path / "demo" / "mail" / "99-left-over.eml").write_text("old")
    again = run_demo(settings, today=today, now=lambda: at_eight(today), console=quiet)
    assert again == first
    assert len(list((tmp_path / "demo" / "mail").iterdir())) == first.deliveries


def test_the_demo_writes_nothing_outside_its_folder(shown: Shown) -> None:
    folder = shown.demo.office.settings.data
    assert [path.name for path in folder.parent.iterdir()] == [folder.name] == ["demo"]


def test_a_folder_of_somebody_elses_stops_the_demo_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "thesis.txt").write_text("mine")
    today = DAYS[0]
    with pytest.raises(Refused, match="did not make"):
        run_demo(settings_for(tmp_path), today=today, now=lambda: at_eight(today), console=Console(file=io.StringIO()))
    assert [path.name for path in (tmp_path / "demo").iterdir()] == ["thesis.txt"]
    assert not (tmp_path / "demo" / MARKER).exists()
