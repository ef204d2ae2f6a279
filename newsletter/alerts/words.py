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
from newsletter.cleaning import clean
from newsletter.wording import N_, Wording
from templates import language as written

_RHYTHMS = {
    AlertRhythm.DAILY: N_("täglich am Morgen"),
    AlertRhythm.WEEKLY: N_("jeden Montag"),
    AlertRhythm.DEADLINES: N_("14 Tage und 3 Tage vor jeder Frist"),
}
_SINGLE = N_("14 Tage und 3 Tage vor der Frist, und wenn sich etwas ändert oder es wiederkommt")
_NEWS = {
    What.NEW: N_("Neu"),
    What.MOVED: N_("Jetzt mit Frist"),
    What.OVER: N_("Nimmt keine Anträge mehr an"),
    What.OPEN: N_("Nimmt wieder Anträge an"),
    What.REMINDER: N_("Neu"),
    What.KNOWN: N_("Neu"),
}
_STATUS = {
    (What.OVER, "withdrawn"): N_("Zurückgezogen"),
    (What.OPEN, "announced"): N_("Angekündigt"),
}


def question(asked: Asked, words: Wording) -> str:
    """`Polen · Jugend · in den nächsten 8 Wochen`; every deadline where nothing is left out."""
    said = [words.named("country", asked.countries), words.named("topic", asked.topics)]
    said += [words.gettext("für %(who)s", who=words.named("audience", asked.audiences))] if asked.audiences else []
    said += [words.named("kind", asked.kinds)] if asked.kinds else []
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
    if verdict.what is What.REMINDER and view.deadline is not None:
        return words.gettext("Die Frist rückt näher: %(left)s", left=words.days_left((view.deadline - today).days))
    former = verdict.former.day if verdict.former else None
    if verdict.what is What.MOVED and former is not None:
        said = N_("Die Frist hat sich geändert, vorher %(former)s")
        gone = N_("Die Frist vom %(former)s gilt nicht mehr")
        day = written.short_date(former, words.language)
        return words.gettext(said if view.deadline else gone, former=day)
    return words.gettext(_STATUS.get((verdict.what, view.status)) or _NEWS[verdict.what])


def _until(until: str, words: Wording) -> str:
    weeks = re.fullmatch(r"([1-9][0-9]?)w", until)
    if weeks:
        return words.ngettext("in der nächsten %(num)d Woche", "in den nächsten %(num)d Wochen", int(weeks[1]))
    return words.gettext("bis %(day)s", day=written.short_date(date.fromisoformat(until), words.language))


def _holds(view: OpportunityView, asked: str) -> bool:
    """Whether the words stand in what a reader sees; the finder also finds them elsewhere."""
    said = fold(f"{view.title} {view.summary} {view.organiser} {view.place}")
    return bool(asked) and all(word in said for word in fold(asked).split())
