"""The entries of a list are learned from the page: no selector, no word about the site."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.discovery.links import LinkPattern, learn_links
from tests.crawlers.discovery.places import CALLS, listing, page, slug

URL = "https://amt.example/aufrufe"


def learned(html: str, url: str = URL) -> LinkPattern:
    """What is learned, which must be something."""
    found = learn_links(html, url)
    assert found is not None
    return found


def test_entries_are_found_with_their_titles_in_the_order_of_the_page() -> None:
    assert learned(listing()).examples == tuple(
        (f"https://amt.example/aufrufe/{slug(title)}", title) for title, _ in CALLS
    )


def test_the_pattern_fits_entries_to_come_and_no_other_page() -> None:
    pattern = re.compile(learned(listing()).pattern)
    assert pattern.search("https://www.amt.example/aufrufe/neue-wege-2028/")
    for other in ("/aufrufe", "/aufrufe/archiv", "/kontakt", "/aufrufe/a-b/c-d", "/presse/neue-wege-2028"):
        assert not pattern.search(f"https://amt.example{other}"), other


@pytest.mark.parametrize(
    ("addresses", "coming"),
    [
        (["/news/812-chor", "/news/809-fest", "/news/790-reise"], "/news/901-neues"),
        (["/2026/11/03/chor/", "/2026/10/21/fest/", "/2025/01/02/reise/"], "/2027/02/01/neues/"),
        (
            ["/aufrufe/chor-reise.html", "/aufrufe/fest-2027.html", "/aufrufe/jugend-am-see.html"],
            "/aufrufe/ein-neuer.html",
        ),
        (["/detail.php?id=7", "/detail.php?id=9", "/detail.php?id=12"], "/detail.php?lang=de&id=44"),
        (["/a/kultur/chor-reise", "/a/jugend/fest-2027", "/a/sport/lauf-am-see"], "/a/schule/neue-wege"),
        (["/s?tx_news[news]=7", "/s?tx_news[news]=9", "/s?tx_news[news]=12"], "/s?tx_news%5Bnews%5D=44"),
    ],
)
def test_addresses_of_every_usual_shape_are_learned(addresses: list[str], coming: str) -> None:
    titles = ("Chöre singen über Grenzen hinweg", "Fest der Partnerstädte am Fluss", "Reise nach Posen im Herbst")
    items = "".join(
        f'<li class="teaser"><a href="{address}">{title}</a> 3. November 2026</li>'
        for address, title in zip(addresses, titles, strict=True)
    )
    found = learned(page(f"<ul>{items}</ul>"))
    assert [title for _, title in found.examples] == list(titles)
    assert re.search(found.pattern, f"https://amt.example{coming}")


def test_a_link_that_only_says_read_on_takes_the_heading_of_its_box() -> None:
    boxes = "".join(
        f'<article><h2>{title}</h2><p>Neu.</p><a href="/aufrufe/{slug(title)}">Mehr erfahren »</a></article>'
        for title, _ in CALLS
    )
    assert [title for _, title in learned(page(boxes)).examples] == [title for title, _ in CALLS]


def test_entries_win_over_a_longer_menu_of_labels() -> None:
    labels = ("Reisen", "Sport", "Kultur", "Schule", "Jugend", "Umwelt", "Presse", "Termine", "Partner")
    menu = "".join(f'<li><a href="/themen/{label.lower()}-x">{label}</a></li>' for label in labels)
    html = listing().replace("<main>", f'<div class="side"><ul>{menu}</ul></div><main>')
    assert {title for _, title in learned(html).examples} == {title for title, _ in CALLS}


@pytest.mark.parametrize(
    "html",
    [
        page("<p>Kein Link weit und breit.</p>"),
        page('<a href="/aufrufe/nur-einer-steht-hier">Nur ein einziger Aufruf steht hier</a>'),
        page('<a href="https://elsewhere.example/a-b">Ganz woanders steht etwas</a>' * 5),
        page('<a href="javascript:weiter(1)">Ein langer Titel ohne Adresse</a>' * 5),
        "",
    ],
)
def test_a_page_that_lists_nothing_teaches_nothing(html: str) -> None:
    assert learn_links(html, URL) is None


_PATHS = st.text("abc-/0?=&[]%.", max_size=20)


@given(st.lists(st.tuples(_PATHS, st.text(max_size=30)), max_size=12))
def test_whatever_is_learned_fits_its_own_examples(links: list[tuple[str, str]]) -> None:
    html = page("".join(f'<li><a href="/{path}">Ein Aufruf mit Titel {said}</a></li>' for path, said in links))
    found = learn_links(html, URL)
    if found is not None:
        assert all(re.search(found.pattern, address) and title for address, title in found.examples)
        assert len(found.examples) >= 2
