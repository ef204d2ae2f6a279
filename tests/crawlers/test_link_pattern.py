"""Which links of a page lead to its entries, learned without being told."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from crawlers.spiders.link_pattern import Learned, learn, links_like, pattern_of

_HERE = "https://www.stiftung.example/aktuelles/"
_TITLES = (
    "Städte reden mit Städten: Aufruf für 2027",
    "Jugendbegegnungen an der Weichsel",
    "Preis für lebendige Partnerschaften ausgeschrieben",
    "Kleine Fördermittel für Chöre und Vereine",
)


def _slug(title: str) -> str:
    return "-".join(re.findall(r"[a-z]+", title.lower()))


def _page(items: str, around: str = "") -> str:
    menu = "".join(f"<a href='/{word}'>{word.title()}</a>" for word in ("start", "verein", "projekte", "presse"))
    return f"<html><body><div class='menue'>{menu}</div>{around}<main>{items}</main></body></html>"


def _learned(html: str, url: str = _HERE) -> Learned:
    found = learn(html, url)
    assert found is not None
    return found


def _urls(html: str, url: str = _HERE) -> list[str]:
    return [link.url for link in _learned(html, url).links]


def test_headlines_that_are_links_are_the_entries_and_not_the_menu() -> None:
    items = "".join(f"<article><h2><a href='/{_slug(title)}/'>{title}</a></h2></article>" for title in _TITLES)

    learned = _learned(_page(items))

    assert [link.title for link in learned.links] == list(_TITLES)
    assert re.search(learned.pattern, "https://stiftung.example/ein-ganz-neuer-aufruf/")
    assert not re.search(learned.pattern, "https://stiftung.example/verein")


def test_a_link_that_only_says_more_is_called_by_the_heading_of_its_box() -> None:
    items = "".join(
        f"<div class='teaser'><h3>{title}</h3><p>Kurz gesagt.</p><a href='?id={number}'>mehr</a></div>"
        for number, title in enumerate(_TITLES, 7)
    )

    learned = _learned(_page(items))

    assert [link.title for link in learned.links] == list(_TITLES)
    assert learned.links[0].url == f"{_HERE}?id=7"
    assert re.search(learned.pattern, f"{_HERE}?id=4711")


def test_picture_headline_and_more_to_one_address_are_one_entry() -> None:
    items = "".join(
        f"<li><a href='/a/{number}-{_slug(title)}'><img alt=''></a><a href='/a/{number}-{_slug(title)}'>{title}</a>"
        f"<a href='/a/{number}-{_slug(title)}'>weiterlesen</a></li>"
        for number, title in enumerate(_TITLES, 811)
    )

    learned = _learned(_page(items))

    assert [link.title for link in learned.links] == list(_TITLES)
    assert re.search(learned.pattern, "https://www.stiftung.example/a/815-noch-einer")
    assert not re.search(learned.pattern, "https://www.stiftung.example/a/ohne-nummer")


def test_tags_paging_and_pages_about_the_site_are_left_out() -> None:
    items = "".join(
        f"<li><a href='/2026/1{number}/0{number}/{_slug(_TITLES[number])}'>{_TITLES[number]}</a></li>"
        for number in range(3)
    )
    tags = "".join(f"<li><a href='/tag/{_slug(title)}'>{title} und alles dazu</a></li>" for title in _TITLES)
    about = (
        "<a href='/datenschutz/'>Hinweise zum Schutz Ihrer Daten</a><a href='https://anderswo.example/x'>Anderswo</a>"
    )

    learned = _learned(_page(items + tags + about))

    assert len(learned.links) == 3
    assert r"\d+/\d+/\d+" in learned.pattern


def test_a_list_of_documents_is_a_list() -> None:
    items = "".join(
        f"<tr><td>{title}</td><td><a href='/dateien/{_slug(title)}.pdf'>Download</a></td></tr>" for title in _TITLES
    )

    learned = _learned(_page(f"<table>{items}</table>"))

    assert [link.title for link in learned.links] == list(_TITLES)
    assert all(link.url.endswith(".pdf") for link in learned.links)
    assert learned.pattern.endswith(r"\.pdf/?$")


def test_what_stands_below_the_own_path_wins_over_what_stands_beside_it() -> None:
    beside = "".join(f"<li><a href='/themen/{_slug(title)}'>{title}</a></li>" for title in reversed(_TITLES))
    items = "".join(f"<li><a href='/aktuelles/{_slug(title)}'>{title}</a></li>" for title in _TITLES)

    assert all("/aktuelles/" in url for url in _urls(_page(items, f"<div><ul>{beside}</ul></div>")))


def test_a_further_page_keeps_to_the_pattern_of_the_first() -> None:
    pattern = pattern_of([f"{_HERE}{_slug(title)}" for title in _TITLES])
    last = f"<li><a href='/aktuelles/{_slug(_TITLES[0])}'>{_TITLES[0]}</a></li>"
    others = "".join(f"<li><a href='/themen/bereich/{_slug(title)}'>{title}</a></li>" for title in _TITLES)

    found = learn(_page(f"<ul>{last}</ul><div><ul>{others}</ul></div>"), f"{_HERE}?seite=9", like=pattern)

    assert found is not None
    assert [link.url for link in found.links] == [f"{_HERE}{_slug(_TITLES[0])}"]


def test_a_pattern_that_was_told_finds_links_wherever_they_lead() -> None:
    html = "<main><a href='https://anderswo.example/tag/aufruf-7'>Aufruf</a><a href='/aufruf'>Start</a></main>"

    found = links_like(html, _HERE, re.compile(r"aufruf-\d"))

    assert [link.url for link in found] == ["https://anderswo.example/tag/aufruf-7"]


def test_a_page_without_a_list_teaches_nothing() -> None:
    assert (
        learn("<main><p>Zurzeit gibt es nichts.</p><a href='/a'>Start</a><a href='/b'>Ende</a></main>", _HERE) is None
    )


@given(st.lists(st.from_regex(r"\A[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,4}(\.html)?\Z"), min_size=1, max_size=6, unique=True))
def test_a_pattern_fits_every_address_it_was_learned_from(names: list[str]) -> None:
    urls = [f"https://www.a.example/rat/{name}" for name in names]

    assert all(re.search(pattern_of(urls), url) for url in urls)


@given(st.text(max_size=300))
def test_any_text_is_survived(text: str) -> None:
    learn(f"<a href='{text}'>{text}</a>" * 3 + text, _HERE)
