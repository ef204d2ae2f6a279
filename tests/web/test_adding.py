"""S8: an address is pasted, what would be collected is seen, and it is taken: three presses."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import httpx
import pytest
from sqlmodel import select

from aggregator.model import Source, SourceState
from aggregator.sources import due_keys, probe_of
from aggregator.store import Store
from crawlers.discovery import Discovery
from crawlers.settings import CrawlSettings
from tests.crawlers import hostile
from tests.crawlers.discovery.places import CALLS, HTML, build_feed, build_listing, page, slug
from tests.crawlers.hostile import Site
from tests.web.conftest import csrf_of
from tests.web.example import MAIL, NOW, SETTINGS, clock
from tests.web.serving import serving
from web.app import create_app
from web.security.turns import Turns

_NEW = "/desk/quellen/neu"
_FEED_LINK = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as served:
        yield served


@pytest.fixture
def address(store: Store) -> Iterator[str]:
    """The office's site, allowed to visit this machine."""
    settings = CrawlSettings(
        gap_seconds=0, request_timeout=2, max_body_bytes=1_000_000, allow_private_hosts=("127.0.0.1",)
    )
    app = create_app(store, SETTINGS, MAIL, clock=clock, discovery=Discovery(settings, clock=clock))
    with serving(app) as found:
        yield found


def look(client: httpx.Client, pasted: str, *, path: str = _NEW, **headers: str) -> httpx.Response:
    """Press "Ansehen"."""
    return client.post(path, data={"csrf": csrf_of(client), "adresse": pasted}, headers=headers)


def press(client: httpx.Client, page: str, action: str, **fields: str) -> httpx.Response:
    """Press a button of the page that shows what was found."""
    found = re.search(r'name="fund" value="([^"]+)"', page)
    name = re.search(r'id="name" name="name" value="([^"]*)"', page)
    assert found is not None
    assert name is not None
    data = {"csrf": csrf_of(client), "fund": found[1], "name": html.unescape(name[1]), **fields}
    return client.post(f"/desk/quellen/{action}", data=data)


def sources(store: Store) -> dict[str, Source]:
    """What is watched, by its address."""
    with store.reading() as session:
        return {source.url: source for source in session.exec(select(Source)).all()}


def test_what_would_be_collected_is_shown_with_days_sentences_and_links(desk: httpx.Client, site: Site) -> None:
    answer = look(desk, build_listing(site).removeprefix("http://"))
    assert answer.status_code == 200
    shown = " ".join(html.unescape(answer.text).split())
    for said in (
        "Vorschlag: Liste mit 4 Einträgen",
        "In allen 4 gelesenen Einträgen steht eine Frist oder ein Termin.",
        "robots.txt: keine vorhanden, also erlaubt",
        f'href="{site.url("/aufrufe/" + slug(CALLS[0][0]))}"',
        '<span class="day">15.01.2027</span>',
        "<q>Bewerbungsschluss ist der 15. Januar 2027.</q>",
    ):
        assert said in shown, said


def test_taken_it_is_visited_at_once_and_keeps_what_was_found(office: Store, desk: httpx.Client, site: Site) -> None:
    url = build_listing(site)
    answer = press(desk, look(desk, url).text, "uebernehmen", weg="0")
    assert answer.status_code == 303
    source = sources(office)[url]
    assert (source.name, source.language, source.state) == ("Aufrufe – Brückenbüro", "de", SourceState.UNPROVEN)
    probe = probe_of(source)
    assert probe is not None
    assert probe.ways[0].found == 4
    with office.reading() as session:
        due = due_keys(session, now=NOW)
    assert source.key in due
    assert "wird jetzt zum ersten Mal abgerufen" in desk.get(answer.headers["location"]).text


def test_another_way_and_another_name_can_be_taken(office: Store, desk: httpx.Client, site: Site) -> None:
    build_feed(site)
    seen = look(desk, build_listing(site, head=_FEED_LINK)).text
    assert "Andere Möglichkeit ansehen" in seen
    press(desk, seen, "uebernehmen", weg="1", name="  Büro \x00 Süd ")
    (source,) = [source for source in sources(office).values() if source.name == "Büro Süd"]
    assert source.kind.value in ("feed", "listing")
    proposed = re.search(r"Vorschlag: (\w+)", seen)
    assert proposed is not None
    assert {"Feed": "listing", "Liste": "feed"}[proposed[1]] == source.kind.value


def test_what_cannot_be_collected_is_said_and_can_be_passed_on(office: Store, desk: httpx.Client, site: Site) -> None:
    url = site.serve("/", page('<form><input type="password"></form>', title="Intranet"), HTML)
    seen = look(desk, url).text
    assert "verlangt eine Anmeldung" in seen
    assert "So übernehmen" not in seen
    assert press(desk, seen, "hinweis", anmerkung="Die Aufrufe stehen hinter der Anmeldung").status_code == 303
    source = sources(office)[url]
    assert source.state == SourceState.PAUSED
    assert source.notes == "Ayşe Kaya: Die Aufrufe stehen hinter der Anmeldung"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("", "nur mit JavaScript"),
        ("/fr", "qu’avec JavaScript"),
        ("/en", "be read with JavaScript only"),
        ("/pl", "tylko z JavaScriptem"),
    ],
)
def test_the_reason_speaks_the_language_of_the_address(
    office: Store, desk: httpx.Client, site: Site, path: str, said: str
) -> None:
    url = site.serve("/", page('<div id="root"></div><script>x()</script>'), HTML)
    assert said in look(desk, url, path=path + _NEW).text


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("", "Bitte die Adresse"),
        ("info@amt.example", "Meinten Sie die Website amt.example?"),
        ("ftp://amt.example", "mit http:// oder https:// beginnen"),
        ("Jugendbüro <Nord>", "keine Adresse im Netz"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(office: Store, desk: httpx.Client, pasted: str, said: str) -> None:
    answer = look(desk, pasted)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{html.escape(pasted)}"' in answer.text


def test_the_own_network_is_not_looked_into(office: Store, colleague: Callable[[str], httpx.Client]) -> None:
    strict = create_app(office, SETTINGS, MAIL, clock=clock)
    with Site() as site, serving(strict) as address:
        client = colleague("Ayşe Kaya")
        client.base_url = httpx.URL(address)
        assert "führt in ein internes Netz" in look(client, build_listing(site)).text
        assert site.asked == []


def test_where_the_script_asks_the_steps_come_one_by_one_and_then_what_was_found(
    office: Store, desk: httpx.Client, site: Site
) -> None:
    answer = look(desk, build_listing(site), **{"X-In-Place": "1"})
    assert re.findall(r'data-step="(\w+)"', answer.text) == [
        stage for stage in ("fetch", "recognise", "read") for _ in (1, 2)
    ]
    before, found = answer.text.split("data-found")
    assert "<html" not in answer.text
    assert "holen" in before
    assert "So übernehmen" in found
    assert answer.headers["cache-control"] == "no-store"


def test_a_mistake_is_told_in_place_as_well(office: Store, desk: httpx.Client) -> None:
    assert "keine Adresse im Netz" in look(desk, "Jugendbüro", **{"X-In-Place": "1"}).text


def test_what_is_watched_already_is_said_and_not_taken_twice(office: Store, desk: httpx.Client, site: Site) -> None:
    url = build_listing(site)
    seen = look(desk, url).text
    press(desk, seen, "uebernehmen", weg="0", name="Brückenbüro")
    again = press(desk, seen, "uebernehmen", weg="0", name="Noch einmal")
    assert (again.status_code, len([1 for one in sources(office).values() if one.url == url])) == (409, 1)
    assert "Wird so schon beobachtet: Brückenbüro" in look(desk, url).text


@pytest.mark.parametrize("fund", ["", "x", "WzEsMl0.abc"])
def test_a_form_that_is_not_ours_takes_nothing(office: Store, desk: httpx.Client, fund: str) -> None:
    before = len(sources(office))
    data = {"csrf": csrf_of(desk), "fund": fund, "weg": "0", "name": "X"}
    for action in ("uebernehmen", "hinweis"):
        answer = desk.post(f"/desk/quellen/{action}", data=data)
        assert answer.status_code == 422
        assert "gespeichert wurde nichts" in answer.text
    assert len(sources(office)) == before


def test_what_somebody_else_looked_at_is_not_taken_in_their_place(
    office: Store, desk: httpx.Client, colleague: Callable[[str], httpx.Client], site: Site
) -> None:
    seen = look(desk, build_listing(site)).text
    assert press(colleague("Jan Nowak"), seen, "uebernehmen", weg="0").status_code == 422


@pytest.mark.parametrize("weg", ["", "7", "-1", "x"])
def test_a_way_that_was_not_shown_is_not_taken(office: Store, desk: httpx.Client, site: Site, weg: str) -> None:
    assert press(desk, look(desk, build_listing(site)).text, "uebernehmen", weg=weg).status_code == 422


def test_opening_the_page_with_an_address_fetches_nothing(office: Store, desk: httpx.Client, site: Site) -> None:
    seen = desk.get(_NEW, params={"adresse": site.url("/aufrufe")}).text
    assert f'value="{site.url("/aufrufe")}"' in seen
    assert site.asked == []


def test_titles_of_strangers_run_nothing(office: Store, desk: httpx.Client, site: Site) -> None:
    head = "<script>alert(1)</script>"
    site.answers["/x"] = hostile.whole(f"<title>&lt;img onerror=x&gt;</title>{head}<p>kurz</p>", HTML)
    seen = look(desk, site.url("/x")).text
    assert "<img onerror" not in seen
    assert "alert(1)" not in seen


def test_somebody_who_looks_too_often_is_told_how_long_to_wait(office: Store, desk: httpx.Client) -> None:
    answers = [look(desk, "Jugendbüro") for _ in range(13)]
    assert [answer.status_code for answer in answers] == [422] * 12 + [429]
    assert "In 10 Minuten geht es weiter." in answers[-1].text


def _turn(turns: Turns, at: datetime) -> timedelta | None:
    wait = turns.wait(1, at)
    if wait is None:
        turns.done()
    return wait


def test_turns_come_back_as_time_passes() -> None:
    turns = Turns(2, timedelta(minutes=10), at_once=5)
    assert [_turn(turns, NOW), _turn(turns, NOW + timedelta(minutes=4))] == [None, None]
    assert _turn(turns, NOW + timedelta(minutes=6)) == timedelta(minutes=4)
    assert _turn(turns, NOW + timedelta(minutes=10)) is None


def test_no_more_than_a_few_look_at_the_same_time() -> None:
    turns = Turns(9, timedelta(minutes=10), at_once=2)
    assert [turns.wait(person, NOW) for person in (1, 2, 3)] == [None, None, timedelta()]
    turns.done()
    assert turns.wait(3, NOW) is None
