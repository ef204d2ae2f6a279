"""What one circle of readers sees of an issue, in which order, and why. Pure: no store, no template."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from aggregator.interest import Interest, Reason, match
from aggregator.search.views import OpportunityView
from newsletter.sections import Section
from newsletter.told import News, Past, Told, news

_DATED = frozenset({"exact", "inferred"})
_PLACES = {section: place for place, section in enumerate(Section)}


@dataclass(frozen=True, slots=True)
class Placed:
    """An opportunity under its heading in an issue, as staff placed it."""

    section: Section
    view: OpportunityView


@dataclass(frozen=True, slots=True)
class Item:
    """An opportunity as one circle of readers gets it, with the reasons.

    `news` says why it comes again, `former` what they were told before; None where it is new to them.
    """

    section: Section
    view: OpportunityView
    reasons: tuple[Reason, ...]
    score: float
    news: News | None = None
    former: Told | None = None

    @property
    def from_own_country(self) -> bool:
        """Whether it is there because of one of the reader's countries."""
        return any(reason.kind == "country" for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The items of an edition in reading order; `more` were left out and wait on the web."""

    items: tuple[Item, ...]
    more: int

    @property
    def sections(self) -> tuple[tuple[Section, tuple[Item, ...]], ...]:
        """Headings that have something to say, in their order."""
        by_section = ((section, tuple(item for item in self.items if item.section is section)) for section in Section)
        return tuple((section, items) for section, items in by_section if items)

    def deadlines(self, *, today: date, days: int) -> tuple[Item, ...]:
        """Items with a sure date from `today` to `days` later, both inclusive, soonest first."""
        last = today + timedelta(days=days)
        coming = (item for item in self.items if item.view.deadline and item.view.certainty in _DATED)
        return tuple(
            sorted(
                (item for item in coming if item.view.deadline and today <= item.view.deadline <= last),
                key=lambda item: (item.view.deadline, item.view.id),
            )
        )

    def first(self, count: int) -> Chosen:
        """The same with the `count` best items: for a mail that would get too large."""
        kept = {item.view.id for item in sorted(self.items, key=_worth)[:count]}
        items = tuple(item for item in self.items if item.view.id in kept)
        return Chosen(items, self.more + len(self.items) - len(items))


def choose(
    placed: Iterable[Placed],
    interest: Interest,
    *,
    most: int,
    today: date,
    past: Past | None = None,
) -> Chosen:
    """Choose what concerns these readers: their own countries first, then the better match, then the sooner deadline.

    Under a heading their own countries stand first; apart from that the order is the one in which staff placed them.
    `past` is what they were told: it comes again only where it is news. What is over by `today` is left out without
    being counted: nobody would find it on the web either. All else is counted as `more`.
    """
    found: list[Item] = []
    others = 0
    for place in placed:
        if _over(place.view, today):
            continue
        former = past.get(place.view.id) if past else None
        said = news(former, Told.of(place.view), today=today) if former else None
        if former is not None and said is None:
            continue
        matched = match(place.view, interest)
        if matched is None:
            others += 1
        else:
            found.append(Item(place.section, place.view, matched.reasons, matched.score, said, former))
    best = {item.view.id for item in sorted(found, key=_worth)[:most]}
    kept = (item for item in found if item.view.id in best)
    ordered = sorted(kept, key=lambda item: (_PLACES[item.section], not item.from_own_country))
    return Chosen(tuple(ordered), others + len(found) - len(best))


def signature(interest: Interest, language: str, chosen: Chosen, *, reminding: bool = False) -> str:
    """Who shares it sees the same edition: 64 hex digits over everything that decides what is said.

    The past stands in it only as what it leaves: readers who were told different things and get the same now share.
    """
    said: Sequence[object] = (
        language,
        reminding,
        interest.municipality or "",
        sorted((code, list(partners)) for code, partners in interest.countries.items()),
        sorted(interest.topics),
        sorted(interest.audiences),
        [(item.view.id, item.news or "", item.former.kept() if item.former else "") for item in chosen.items],
        chosen.more,
    )
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def is_near(view: OpportunityView, *, today: date, days: int) -> bool:
    """Whether it has a sure day from `today` to `days` later, both inclusive."""
    return view.deadline is not None and view.certainty in _DATED and 0 <= (view.deadline - today).days <= days


def _over(view: OpportunityView, today: date) -> bool:
    if view.status == "closed":
        return True
    if view.deadline is not None and view.certainty in _DATED:
        return view.deadline < today
    last_day = view.event_end or view.event_start
    return last_day is not None and last_day < today


def _worth(item: Item) -> tuple[bool, float, date, int]:
    return (not item.from_own_country, -item.score, item.view.deadline or date.max, item.view.id)
