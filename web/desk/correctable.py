"""The facts of one opportunity as the desk shows them: what counts, who corrected it, what its source says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from aggregator.changes import FactName
from aggregator.model import ChangeState
from aggregator.review import Corrections
from aggregator.search import OpportunityView
from aggregator.taxonomy import label, terms
from web.desk.changed import Told, labels, said
from web.desk.evidence import Stop
from web.desk.proven import Proven, Standing, proven
from web.desk.typed_facts import CHOSEN, TICKED, Typed, as_typed
from web.site import Site
from web.wording import wording

SLUGS: Mapping[str, FactName] = {
    "titel": FactName.TITLE,
    "art": FactName.KIND,
    "frist": FactName.DEADLINE,
    "termin": FactName.EVENT,
    "betrag": FactName.AMOUNT,
    "fuer": FactName.AUDIENCE,
    "laender": FactName.COUNTRY,
    "themen": FactName.TOPIC,
    "ort": FactName.PLACE,
    "anbieter": FactName.ORGANISER,
    "stand": FactName.STATUS,
}
_STATUS = ("announced", "open", "closed", "withdrawn")
_ALWAYS = frozenset({FactName.TITLE, FactName.KIND})


@dataclass(frozen=True, slots=True)
class Attempt:
    """A form that could not be obeyed: what was typed, and why; no `fault` where somebody was faster."""

    name: FactName
    typed: Typed
    fault: str


@dataclass(frozen=True, slots=True)
class ByHand:
    """A correction in words: what a person said or ended, when, and what the source says now. Days of the office.

    `is_entered`: nothing was corrected, they entered it with the thing itself.
    """

    number: int
    value: str
    person: str
    day: date
    said: str = ""
    sentence: str = ""
    agrees: bool = False
    is_entered: bool = False


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact with its form: `field` is how it is typed (`text`, `choice`, `ticks`), `options` are codes with labels.

    `is_open`: the last attempt failed and stands in the form; `fault` says why, unless somebody was faster.
    `is_asked_for`: the form stands open, because the address asks for it. `stop` is the number of the place in the text
    that proves it, 0 for none.
    """

    name: FactName
    slug: str
    label: str
    shown: str
    field: str
    typed: Typed
    options: tuple[tuple[str, str], ...]
    hint: str
    may_be_nothing: bool
    proven: Proven
    stop: int = 0
    is_open: bool = False
    is_asked_for: bool = False
    fault: str = ""
    corrected: ByHand | None = None
    ended: ByHand | None = None
    declined: ByHand | None = None
    proposal: Told | None = None


def slug_of(name: FactName) -> str:
    """What a fact is called in addresses."""
    return next(slug for slug, one in SLUGS.items() if one == name)


def fact_rows(
    view: OpportunityView,
    its: Corrections,
    changes: Iterable[Told],
    site: Site,
    language: str,
    *,
    attempt: Attempt | None = None,
    asked_for: str = "",
    stops: Iterable[Stop] = (),
) -> list[FactRow]:
    """All facts in the order of the page; the form of a failed attempt keeps what was typed.

    `asked_for` is the slug of the one whose form stands open.
    """
    proposals = {one.line.field: one for one in changes if one.line.state == ChangeState.PROPOSED}
    first = {field: stop.number for stop in reversed(list(stops)) for field in stop.fields}
    rows = (
        _row(name, slug, its, proposals.get(name.value), site, language, attempt if _is_of(attempt, name) else None)
        for slug, name in SLUGS.items()
    )
    return [
        replace(
            row,
            proven=proven(row.name, its.facts.get(row.name), view, by_hand=row.corrected is not None),
            corrected=_first_word(row, its, view),
            stop=first.get(row.name, 0),
            is_asked_for=row.slug == asked_for and not row.is_open,
        )
        for row in rows
    ]


def _first_word(row: FactRow, its: Corrections, view: OpportunityView) -> ByHand | None:
    if row.corrected is None:
        return None
    return replace(row.corrected, is_entered=its.standing[row.name].at in view.entered_at)


def _is_of(attempt: Attempt | None, name: FactName) -> bool:
    return attempt is not None and attempt.name == name


def _row(
    name: FactName,
    slug: str,
    its: Corrections,
    proposal: Told | None,
    site: Site,
    language: str,
    attempt: Attempt | None,
) -> FactRow:
    value = its.facts.get(name)
    field = "choice" if name in CHOSEN else "ticks" if name in TICKED else "text"
    return FactRow(
        name=name,
        slug=slug,
        label=labels(language)[name],
        shown=said(name, value, language),
        field=field,
        typed=attempt.typed if attempt else as_typed(name, value, language),
        options=_options(name, language),
        hint=_hint(name, language),
        may_be_nothing=field == "text" and name not in _ALWAYS,
        proven=Proven(Standing.UNSAID),
        is_open=attempt is not None,
        fault=attempt.fault if attempt else "",
        corrected=_corrected(name, its, site, language),
        ended=_ended(name, its, site, language),
        declined=_declined(name, its, site, language),
        proposal=proposal,
    )


def _corrected(name: FactName, its: Corrections, site: Site, language: str) -> ByHand | None:
    one = its.standing.get(name)
    if one is None:
        return None
    value, source = said(name, one.value, language), said(name, one.said, language)
    day = site.local(one.at).date()
    return ByHand(one.correction_id, value, one.person, day, source, one.sentence, agrees=value == source)


def _ended(name: FactName, its: Corrections, site: Site, language: str) -> ByHand | None:
    one = its.ended.get(name)
    if one is None:
        return None
    return ByHand(one.correction_id, said(name, one.value, language), one.person, site.local(one.at).date())


def _declined(name: FactName, its: Corrections, site: Site, language: str) -> ByHand | None:
    one = its.declined.get(name)
    if one is None:
        return None
    return ByHand(one.change_id, said(name, one.said, language), one.person, site.local(one.at).date())


def _hint(name: FactName, language: str) -> str:
    _ = wording(language)
    return {
        FactName.DEADLINE: _("Ein Tag, mit oder ohne Uhrzeit: 15.3.2027 oder 15. März 2027, 12 Uhr"),
        FactName.EVENT: _("Ein Tag oder zwei: 1.5.2027 oder 1.–4. Mai 2027"),
        FactName.AMOUNT: _("Zum Beispiel 5.000 €, 500 – 5.000 € oder ab 500 €"),
        FactName.COUNTRY: _("Mehrere mit Komma getrennt"),
    }.get(name, "")


def _options(name: FactName, language: str) -> tuple[tuple[str, str], ...]:
    if name == FactName.STATUS:
        return (("", said(name, None, language)), *((code, said(name, code, language)) for code in _STATUS))
    if name == FactName.KIND or name in TICKED:
        return tuple((code, label(name.value, code, language)) for code in terms(name.value))
    return ()
