"""A foundation with a listing over two pages and detail pages, French and German: label–value pairs and tables."""

from __future__ import annotations

from datetime import date

from partnerpost.demo.sites.page import Answer, Letterhead, Page, Query, Site, always, html, midnight, robots
from partnerpost.demo.sites.stories import Story, stories

KEY = "foundation"
LISTING = "/appels"
PER_PAGE = 5

_FOLDERS = {"fr": "/appels/", "de": "/aufrufe/"}
_HEAD = Letterhead(
    key="flussnachbarn",
    name="Fondation Voisins du Fleuve · Stiftung Flussnachbarn",
    motto="Deux rives, une conversation · Zwei Ufer, ein Gespräch",
    imprint="Fondation Voisins du Fleuve, maison de l’écluse. Un exemple : fondation et appels sont inventés.",
    tint="#0b7285",
    menu=(("Appels · Aufrufe", LISTING),),
)
_WORDS = {
    "fr": {"before": "plus récents", "after": "suivants", "others": "Autres appels"},
    "de": {"before": "neuere", "after": "ältere", "others": "Weitere Aufrufe"},
}


def foundation(today: date) -> Site:
    """The site on a day."""
    told = stories(KEY, today)
    pages = {str(number): _listing(told, number, today) for number in range(1, _count(told) + 1)}

    def listing(query: Query) -> Page | None:
        return pages.get(query.get("page", "1"))

    answers: dict[str, Answer] = {"/": listing, LISTING: listing, "/robots.txt": robots(today)}
    for story in told:
        answers[_folder(story) + story.slug] = always(_detail(story, told))
    return Site(KEY, answers)


def _count(told: tuple[Story, ...]) -> int:
    return -(-len(told) // PER_PAGE)


def _listing(told: tuple[Story, ...], number: int, today: date) -> Page:
    first = (number - 1) * PER_PAGE
    return html(
        "listing.html",
        midnight(today),
        site=_HEAD,
        language="fr",
        heading="Appels à projets · Aufrufe",
        stories=told[first : first + PER_PAGE],
        folder=_folder,
        before=f"{LISTING}?page={number - 1}" if number > 1 else None,
        after=f"{LISTING}?page={number + 1}" if number < _count(told) else None,
        words=_WORDS["fr"],
    )


def _detail(story: Story, told: tuple[Story, ...]) -> Page:
    # the box beside the text names other calls with their dates: whoever takes the whole page reads them too
    others = [other for other in told if other.language == story.language and other is not story][:3]
    return html(
        "detail.html",
        story.published,
        site=_HEAD,
        language=story.language,
        heading=story.title,
        story=story,
        others=others,
        folder=_folder,
        words=_WORDS[story.language],
    )


def _folder(story: Story) -> str:
    return _FOLDERS[story.language]
