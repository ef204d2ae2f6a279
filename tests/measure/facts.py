"""Figures by fact: deadlines, sums, kind, language, event dates, and what saved pages yield."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from aggregator.reading import Reading
from tests.measure.labelled import Labelled, sum_of
from tests.measure.tally import Dates, dates_of, ratio, share

Figures: TypeAlias = dict[str, dict[str, float]]
"""Figures by group: "all", "language de", …"""

NO_OFFER = ("news", "publication", "good_practice")
"""Kinds that offer nothing to apply for or to go to."""


def deadlines(labelled: Iterable[Labelled], groups: Callable[[Labelled], Sequence[str]], gold: str) -> Figures:
    """Deadlines by group; `gold` names the field of the dates that must be found."""
    tallies: defaultdict[str, Dates] = defaultdict(Dates)
    for one in labelled:
        wanted = frozenset(day[:10] for day in one.row[gold])
        also = frozenset(one.row.get("also_acceptable") or ())
        for group in ("all", *groups(one)):
            tallies[group].add(wanted, also, dates_of(one.reading))
    return {group: tallies[group].figures() for group in sorted(tallies)}


def amounts(labelled: Sequence[Labelled]) -> Figures:
    """Whether the largest sum one applicant can get is read, and whether a sum that is no grant is taken for one.

    `in the text`: the labelled number stands in the text; many labels come from a field the text does not repeat.
    """
    with_sum = [one for one in labelled if one.row.get("amount_max")]
    groups = {
        "all": with_sum,
        "in the text": [one for one in with_sum if _stands_in_text(one)],
        "labelled by hand": [one for one in with_sum if one.row.get("amount_origin") == "hand"],
        **{f"language {name}": [one for one in with_sum if one.language == name] for name in _languages(with_sum)},
    }
    traps = [one for one in labelled if one.row.get("amount_trap")]
    figures = {f"right, {name}": share(_sum_is_right(one) for one in members) for name, members in groups.items()}
    return figures | {"traps taken for grants": share(one.reading.amount is not None for one in traps)}


def kinds(labelled: Iterable[Labelled]) -> Figures:
    """Whether the kind is right, for texts labelled by hand. Labelled "other" means: none of the offers."""
    by_hand = [one for one in labelled if one.by_hand]
    names = sorted({str(one.row["kind"]) for one in by_hand})
    groups = {"all": by_hand} | {f"kind {name}": [one for one in by_hand if one.row["kind"] == name] for name in names}
    return {name: share(_kind_is_right(one) for one in members) for name, members in groups.items()}


def opportunities(labelled: Sequence[Labelled], as_pages: Sequence[Labelled]) -> Figures:
    """Whether texts that offer something, as all labelled ones but "other" do, are taken for an opportunity: as items,
    and as the main part of a whole page, of which more is asked.
    """
    offers = [one for one in labelled if one.row["kind"] != "other"]
    pages = [one for one in as_pages if one.row["kind"] != "other"]
    return {
        name: share(one.reading.is_opportunity for one in members) for name, members in _by_language(offers).items()
    } | {"as a whole page": share(one.reading.is_opportunity for one in pages)}


def languages(labelled: Sequence[Labelled]) -> Figures:
    """Whether the language is recognised."""
    return {
        name: share(one.reading.language == one.language for one in members)
        for name, members in _by_language(labelled).items()
    }


def events(labelled: Sequence[Labelled]) -> Figures:
    """Whether the first day of the event is right, and the last one where there is one."""
    with_event = [one for one in labelled if one.row.get("event_start")]
    figures = {
        f"first day, {name}": share(_begins(one.reading, one.row["event_start"]) for one in members)
        for name, members in _by_language(with_event).items()
    }
    longer = [one for one in with_event if one.row.get("event_end") and one.row["event_end"] != one.row["event_start"]]
    return figures | {"last day": share(_ends(one.reading, one.row["event_end"]) for one in longer)}


def pages(labelled: Sequence[Labelled]) -> Figures:
    """Saved pages: whether the first event of a listing is found by its day, on all pages and on those that name that
    day anywhere; how many entries are found of those that are expected (a listing often has several on one day); and
    which ordinary pages, where nothing is to be collected, yield an opportunity, are taken for an offer, or have a
    deadline with a date.
    """
    listings = [one for one in labelled if (one.row["gold"] or {}).get("first_event_start")]
    ordinary = [one for one in labelled if (one.row["gold"] or {}).get("is_call") is False]
    counted = [one for one in listings if one.row["gold"].get("n_events")]
    expected = sum(one.row["gold"]["n_events"] for one in counted)
    days = sum(min(len(_starts(one.reading)), one.row["gold"]["n_events"]) for one in counted)
    entries = sum(min(_entries(one), one.row["gold"]["n_events"]) for one in counted)
    return {
        "listings: first event found": share(_first_is_found(one) for one in listings),
        "listings: first event found where the page names its day": share(
            _first_is_found(one) for one in listings if one.names_first_day
        ),
        "listings: as many days as events": {"items": expected, "share": ratio(days, expected)},
        "listings: as many entries as events": {"items": expected, "share": ratio(entries, expected)},
        "ordinary: yield an opportunity": share(one.reading.is_opportunity for one in ordinary),
        "ordinary: of a kind that is an offer": share(_is_offer(one.reading) for one in ordinary),
        "ordinary: with a dated deadline": share(bool(dates_of(one.reading)) for one in ordinary),
    }


def _first_is_found(one: Labelled) -> bool:
    return one.row["gold"]["first_event_start"][:10] in _starts(one.reading)


def _entries(one: Labelled) -> int:
    """Entries that differ in their day or their name, or the days of the page where it is not cut into entries."""
    items = {(event.start, item.title) for item in one.items for event in item.events[:1]}
    return max(len(items), len(_starts(one.reading)))


def _by_language(labelled: Sequence[Labelled]) -> dict[str, list[Labelled]]:
    names = _languages(labelled)
    return {"all": list(labelled)} | {
        f"language {name}": [one for one in labelled if one.language == name] for name in names
    }


def _languages(labelled: Iterable[Labelled]) -> list[str]:
    return sorted({one.language for one in labelled})


def _sum_is_right(one: Labelled) -> bool:
    amount = one.reading.amount
    return amount is not None and amount.max == sum_of(one.row["amount_max"])


def _stands_in_text(one: Labelled) -> bool:
    number = str(int(sum_of(one.row["amount_max"])))
    run_together = re.sub(r"(?<=\d)[., '\u00a0\u202f\u2009](?=\d{3})", "", one.row["text"])
    return re.search(rf"(?<!\d){number}(?!\d)", run_together) is not None


def _kind_is_right(one: Labelled) -> bool:
    kind = one.reading.kind.value
    return kind in NO_OFFER if one.row["kind"] == "other" else kind == one.row["kind"]


def _begins(reading: Reading, day: str) -> bool:
    return reading.event is not None and reading.event.start.isoformat() == day[:10]


def _ends(reading: Reading, day: str) -> bool:
    return reading.event is not None and (reading.event.end or reading.event.start).isoformat() == day[:10]


def _starts(reading: Reading) -> set[str]:
    return {event.start.isoformat() for event in reading.events}


def _is_offer(reading: Reading) -> bool:
    return reading.kind.value not in NO_OFFER
