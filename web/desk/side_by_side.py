"""Two entries as a table in words, their texts with marks, and what would become of them."""

from __future__ import annotations

from dataclasses import dataclass

from aggregator.changes import FactName, facts
from aggregator.model import OpportunityState, SourceRank
from aggregator.review import Contrast, Pair, Side, contrast
from aggregator.search import OpportunityView
from templates import language as written
from templates.language import locale
from web.desk.changed import labels, said
from web.finder.quoting import is_web_address
from web.language import in_language
from web.site import Site
from web.wording import wording

_LONGEST_ADDRESS = 70


@dataclass(frozen=True, slots=True)
class Cell:
    """What one side says; empty where it says nothing. `lang` where it is in a language of its own."""

    text: str
    lang: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of both sides; `differs` where both state it and not alike."""

    what: str
    one: Cell
    other: Cell
    differs: bool = False


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Everything that the page of a pair shows. `lead` is the name of the source that would describe the one."""

    pair: Pair
    rows: tuple[Row, ...]
    texts: Contrast
    lead: str
    lead_rank: str


def side_by_side(pair: Pair, site: Site, language: str) -> SideBySide:
    """Prepare a pair for its page."""
    one, other = pair.one, pair.other
    lead = pair.would_lead
    return SideBySide(
        pair=pair,
        rows=(*_facts(pair, language), *_origins(pair, site, language)),
        texts=contrast(one.text, other.text, languages=(one.language, other.language), today=site.today()),
        lead=lead.source_name if lead else "",
        lead_rank=rank_in_words(lead.rank, language) if lead else "",
    )


def rank_in_words(rank: SourceRank, language: str) -> str:
    """How near a source is to who publishes it."""
    _ = wording(language)
    return {
        SourceRank.ORIGINAL: _("Herausgeber"),
        SourceRank.CONTACT_POINT: _("Kontaktstelle"),
        SourceRank.ASSOCIATION: _("Verband oder Netzwerk"),
        SourceRank.PRESS: _("Presse"),
    }[rank]


_SHOWN = (
    FactName.TITLE,
    FactName.KIND,
    FactName.DEADLINE,
    FactName.EVENT,
    FactName.AMOUNT,
    FactName.ORGANISER,
    FactName.PLACE,
    FactName.COUNTRY,
)


def _facts(pair: Pair, language: str) -> list[Row]:
    """The facts that at least one of both states, and the language."""
    here, there = _stated(pair.one.view), _stated(pair.other.view)
    rows = [
        Row(
            labels(language)[name],
            _cell(name, here[name], pair.one.view, language),
            _cell(name, there[name], pair.other.view, language),
            differs=name in pair.differing,
        )
        for name in _SHOWN
        if here[name] or there[name] or name is FactName.DEADLINE
    ]
    _, one, other = wording(language), pair.one.view.language, pair.other.view.language
    return [
        *rows,
        Row(_("Sprache"), Cell(_tongue(one, language)), Cell(_tongue(other, language)), differs=one != other),
    ]


def _stated(view: OpportunityView) -> dict[FactName, str | None]:
    """In the form in which changes are kept, so that one piece writes both."""
    return {
        FactName.TITLE: view.title,
        FactName.KIND: view.kind,
        FactName.DEADLINE: facts.deadline(view.deadline, view.deadline_time, view.deadline_zone, view.certainty),
        FactName.EVENT: facts.days(view.event_start, view.event_end),
        FactName.AMOUNT: facts.amount(view.amount_min, view.amount_max, view.currency),
        FactName.ORGANISER: facts.words(view.organiser),
        FactName.PLACE: facts.words(view.place),
        FactName.COUNTRY: facts.codes(view.countries),
    }


def _cell(name: FactName, value: str | None, view: OpportunityView, language: str) -> Cell:
    if not value:
        return Cell("")
    foreign = name in (FactName.TITLE, FactName.ORGANISER, FactName.PLACE)
    page = in_language(language, f"/desk/eintrag/{view.id}") if name is FactName.TITLE else ""
    return Cell(said(name, value, language), lang=view.language if foreign else "", href=page)


def _origins(pair: Pair, site: Site, language: str) -> list[Row]:
    """Where each was seen; that these differ is the rule and is not marked."""
    _ = wording(language)
    one, other = pair.one, pair.other
    return [
        Row(_("Gesehen bei"), Cell(_source(one, language)), Cell(_source(other, language))),
        Row(_("Adresse"), _address(one), _address(other)),
        Row(_("Zuerst gesehen"), Cell(_seen(one, site, language)), Cell(_seen(other, site, language))),
        Row(_("Entschieden"), Cell(_decided(one.view, language)), Cell(_decided(other.view, language))),
    ]


def _decided(view: OpportunityView, language: str) -> str:
    _ = wording(language)
    return {
        OpportunityState.ACCEPTED: _("angenommen"),
        OpportunityState.LATER: _("auf später gelegt"),
        OpportunityState.REJECTED: _("verworfen"),
        OpportunityState.HELD: _("zurückgehalten"),
    }.get(OpportunityState(view.state), _("noch nicht"))


def _source(side: Side, language: str) -> str:
    named = f"{side.source_name} ({rank_in_words(side.rank, language)})"
    others = len(side.view.seen_at) - 1
    _ = wording(language)
    return _("{source} und {number} weitere").format(source=named, number=others) if others else named


def _address(side: Side) -> Cell:
    shown = side.url.partition("://")[2] or side.url
    short = shown if len(shown) <= _LONGEST_ADDRESS else shown[: _LONGEST_ADDRESS - 1] + "…"
    return Cell(short, href=side.url if is_web_address(side.url) else "")


def _seen(side: Side, site: Site, language: str) -> str:
    return written.short_date(site.local(side.first_seen).date(), language)


def _tongue(code: str, language: str) -> str:
    return str(locale(language).languages.get(code, code))
