"""Sent issues on the web: what everybody may read, in four languages, with a feed; nothing of any reader."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import httpx
import pytest

from aggregator.store import Store
from newsletter.issues import editing, release
from tests.web.example import MAIL, NOW, SETTINGS, accept, clock
from tests.web.issuing import drafted
from tests.web.serving import PATIENCE, serving
from web.app import create_app


@pytest.fixture
def sent(office: Store) -> str:
    """A sent issue with an editorial; its path."""
    accept(office)
    number = drafted(office)
    with office.writing() as session:
        words = {"title": "Ausgabe Dezember", "subject": "", "editorial": "Ein **Gruß** <script>x</script>"}
        editing.write(session, number, words, version=1, by=None, now=NOW)
        release(session, number, now=NOW)
    return f"/ausgabe/{number}-ausgabe-dezember"


@pytest.fixture
def closed(store: Store) -> Iterator[httpx.Client]:
    """A visitor of an office that keeps no archive."""
    settings = SETTINGS.model_copy(update={"archive": False})
    with (
        serving(create_app(store, settings, MAIL, clock=clock)) as at,
        httpx.Client(base_url=at, timeout=PATIENCE) as one,
    ):
        yield one


def test_a_sent_issue_can_be_read_by_anybody(sent: str, visitor: httpx.Client) -> None:
    assert f'href="{sent}"' in visitor.get("/ausgaben").text
    page = visitor.get(sent)
    assert page.status_code == 200
    assert "Jugendbegegnungen" in page.text
    assert "<strong>Gruß</strong> &lt;script&gt;" in page.text
    assert "set-cookie" not in page.headers
    assert "Für Sie" not in page.text


@pytest.mark.parametrize(("prefix", "heading"), [("/fr", "Financement"), ("/en", "Funding"), ("/pl", "Dotacje")])
def test_its_headings_speak_the_language_of_the_address(
    sent: str, visitor: httpx.Client, prefix: str, heading: str
) -> None:
    page = visitor.get(prefix + sent).text
    assert heading in page
    assert '<h1 lang="de">' in page


def test_any_name_leads_to_its_own(sent: str, visitor: httpx.Client) -> None:
    number = sent.split("/")[2].partition("-")[0]
    for other in (number, f"{number}-anders"):
        answer = visitor.get(f"/fr/ausgabe/{other}")
        assert (answer.status_code, answer.headers["location"]) == (308, f"/fr{sent}")


@pytest.mark.parametrize("path", ["/ausgabe/999", "/ausgabe/x", "/ausgabe/99999999999", "/ausgabe/1-"])
def test_what_was_not_sent_is_not_there(office: Store, visitor: httpx.Client, path: str) -> None:
    accept(office)
    drafted(office)
    assert visitor.get(path).status_code == 404


def test_the_feed_lists_them_with_one_name_in_all_languages(sent: str, visitor: httpx.Client) -> None:
    guids = set()
    for prefix in ("", "/pl"):
        feed = ElementTree.fromstring(visitor.get(f"{prefix}/ausgaben.rss").content)
        (item,) = feed.iter("item")
        assert item.findtext("title") == "Ausgabe Dezember"
        assert item.findtext("link") == f"{SETTINGS.base_url}{prefix}{sent}"
        guids.add(item.findtext("guid"))
    assert len(guids) == 1


def test_an_office_may_keep_no_archive(sent: str, closed: httpx.Client) -> None:
    for path in ("/ausgaben", "/ausgaben.rss", sent):
        assert closed.get(path).status_code == 404
    assert "/ausgaben" not in closed.get("/").text
    assert "/ausgaben" not in closed.get("/sitemap/seiten.xml").text
