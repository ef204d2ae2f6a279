"""What an alert says about itself and why it tells something, in the reader's language."""

from __future__ import annotations

import re
from datetime import date

from aggregator.folding import fold
from aggregator.model import AlertRhythm
from aggregator.search import OpportunityView
from newsletter.alerts.asked import Asked
from newsletter.alerts.gathering import Item
from newsletter.alerts.verdict import What
from newsletter.content import clean
from newsletter.wording import N_, Wording
from templates import language as written

_RHYTHMS = {
    AlertRhythm.DAILY: N_("täglich am Morgen"),
    AlertRhythm.WEEKLY: N_("jeden Montag"),
    AlertRhythm.DEADLINES: N_("14 Tage und 3 Tage vor jeder Frist"),
}
_SINGLE = N_("14 Tage und 3 Tage vor der Frist, und wenn sich etwas ändert oder es wiederkommt")


def question(asked: Asked, words: Wording) -> str:
    """`Polen · Jugend · in den nächsten 8 Wochen`; every deadline where nothing is left out."""
    said = [words.named("country", asked.countries), words.named("topic", asked.topics)]
    said += [words.gettext("für %(who)s", who=words.named("audience", asked.audiences))] if asked.audiences else []
    said += [_until(asked.until, words)] if asked.until else []
    said += [words.gettext("„%(words)s“", words=clean(asked.words))] if asked.words else []
    said += [words.gettext("auch ohne feste Frist")] if asked.undated else []
    return " · ".join(filter(None, said)) or words.gettext("alle Fristen")


def rhythm(chosen: AlertRhythm, words: Wording, *, single: bool = False) -> str:
    """When it tells."""
    return words.gettext(_SINGLE if single else _RHYTHMS[chosen])


def reason(view: OpportunityView, asked: Asked | None, words: Wording) -> str:
    """`weil Sie nach Polen und Jugend gefragt haben`; without a question: because of this one thing."""
    if asked is None:
        return words.gettext("weil Sie daran erinnert werden wollten")
    named = [
        words.named(facet, [code])
        for facet, wanted, there in (
            ("country", asked.countries, view.countries),
            ("topic", asked.topics, view.topics),
            ("audience", asked.audiences, view.audiences),
        )
        for code in wanted
        if code in there
    ]
    named += [words.gettext("„%(words)s“", words=clean(asked.words))] if _holds(view, asked.words) else []
    if not named:
        return words.gettext("weil Sie nach „%(question)s“ gefragt haben", question=question(asked, words))
    return words.gettext("weil Sie nach %(what)s gefragt haben", what=words.listed(named))


def news(item: Item, words: Wording, today: date) -> str:
    """What is new about a thing, in a few words."""
    verdict, view = item.verdict, item.view
    match verdict.what:
        case What.REMINDER if view.deadline is not None:
            return words.gettext("Die Frist rückt näher: %(left)s", left=words.days_left((view.deadline - today).days))
        case What.MOVED if verdict.former is not None and verdict.former.day is not None:
            former = written.short_date(verdict.former.day, words.language)
            if view.deadline is None:
                return words.gettext("Die Frist vom %(former)s gilt nicht mehr", former=former)
            return words.gettext("Die Frist hat sich geändert, vorher %(former)s", former=former)
        case What.MOVED:
            return words.gettext("Jetzt mit Frist")
        case What.OVER if view.status == "withdrawn":
            return words.gettext("Zurückgezogen")
        case What.OVER:
            return words.gettext("Nimmt keine Anträge mehr an")
        case What.OPEN if view.status == "announced":
            return words.gettext("Angekündigt")
        case What.OPEN:
            return words.gettext("Nimmt wieder Anträge an")
    return words.gettext("Neu")


def _until(until: str, words: Wording) -> str:
    weeks = re.fullmatch(r"([1-9][0-9]?)w", until)
    if weeks:
        return words.ngettext("in der nächsten %(num)d Woche", "in den nächsten %(num)d Wochen", int(weeks[1]))
    return words.gettext("bis %(day)s", day=written.short_date(date.fromisoformat(until), words.language))


def _holds(view: OpportunityView, asked: str) -> bool:
    """Whether the words stand in what a reader sees; the finder also finds them elsewhere."""
    said = fold(f"{view.title} {view.summary} {view.organiser} {view.place}")
    return bool(asked) and all(word in said for word in fold(asked).split())
