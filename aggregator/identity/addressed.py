"""Verdicts by what a thing is called everywhere: reference number, name for ever, address, link to the original."""

from __future__ import annotations

from aggregator.identity.comparison import ALIKE_TITLE, NEARLY_SAME_TITLE, ONE_TEMPLATE, ONE_TEXT, Comparison, some
from aggregator.identity.judgement import Judgement, different, same, unsure
from aggregator.identity.reasons import Ground, Reason


def by_reference(pair: Comparison) -> Judgement | None:
    """By reference numbers, where both carry one: another number is another thing."""
    of_a, of_b = pair.a.references, pair.b.references
    if not of_a or not of_b:
        return _by_citation(pair)
    shared = of_a & of_b
    if not shared:
        return different(Reason(Ground.OTHER_REFERENCE, (min(of_a), min(of_b))))
    number = Reason(Ground.REFERENCE, (min(shared),))
    translated = pair.a.language != pair.b.language and pair.title_likeness < ALIKE_TITLE
    if pair.are_two_to_their_source and (pair.days_disagree or (not pair.same_text and not translated)):
        return different(Reason(Ground.LISTED_APART), number)  # the number is that of their parent
    if pair.days_disagree and pair.texts_differ:
        return unsure(number, Reason(Ground.OTHER_TEXT), days_apart(pair))
    if translated or pair.title_likeness >= ALIKE_TITLE:
        return same(number)
    return unsure(number, Reason(Ground.OTHER_TITLE))


def by_address(pair: Comparison) -> Judgement | None:
    """By a shared address or guid, or a link from one to the other; None where there is none."""
    if pair.a.guid and pair.a.guid == pair.b.guid:
        return _at_one_place(pair, Reason(Ground.GUID))
    if pair.shares_address:
        return _at_one_place(pair, Reason(Ground.ADDRESS))
    return _by_link(pair) if pair.original else None


def strand(pair: Comparison) -> Reason | None:
    """Nearly the same text under titles that each name something of their own: two strands, topics or regions."""
    if pair.is_across_languages:
        return None
    for of_a, of_b, least in ((*pair.own_stems, ONE_TEMPLATE), (*pair.swapped_words, ONE_TEXT)):
        if of_a and of_b and pair.text_resemblance >= least:
            return Reason(Ground.OTHER_STRAND, (*some(of_a, 1), *some(of_b, 1)))
    return None


def days_apart(pair: Comparison) -> Reason:
    """That each names days of its own, and which."""
    return Reason(Ground.OTHER_DAYS, (min(pair.a.all_days).isoformat(), min(pair.b.all_days).isoformat()))


def _own_days(pair: Comparison) -> Reason:
    """The deadlines and event days that both name."""
    return Reason(Ground.DAYS, some(day.isoformat() for day in pair.shared_own_days))


def _by_citation(pair: Comparison) -> Judgement | None:
    """A number that one carries and the other speaks of, as of no other one."""
    if not pair.shared_citation or pair.is_a_year_apart or pair.are_two_to_their_source or strand(pair):
        return None
    number = Reason(Ground.REFERENCE, (pair.shared_citation,))
    is_its_own = bool(pair.a.references or pair.b.references)
    if is_its_own and pair.shared_own_days and not pair.subjects_differ:
        return same(number, _own_days(pair))
    return unsure(number, Reason(Ground.OTHER_TITLE)) if is_its_own or pair.shared_days else None


def _by_link(pair: Comparison) -> Judgement | None:
    """One leads to the other: it tells of it, or of something beside it."""
    link = Reason(Ground.ORIGINAL, (pair.original,))
    if pair.are_two_to_their_source or pair.is_a_year_apart or strand(pair):
        return None
    if pair.shared_own_days and not pair.subjects_differ and not pair.tells_of_results:
        return same(link, _own_days(pair))
    return unsure(link, *_what_differs(pair))


def _at_one_place(pair: Comparison, ground: Reason) -> Judgement:
    if pair.are_two_to_their_source and (pair.a.title_words != pair.b.title_words or pair.days_disagree):
        return different(Reason(Ground.LISTED_APART), ground)
    if pair.subtitles_differ:
        return different(Reason(Ground.OTHER_SUBTITLE), ground)
    if pair.is_a_year_apart:
        return different(days_apart(pair), ground)
    another = strand(pair)
    if another:
        return different(another, ground)
    if pair.a.title_numbers != pair.b.title_numbers and not pair.same_text:
        return unsure(ground, Reason(Ground.ONE_NUMBER, some(pair.a.title_numbers ^ pair.b.title_numbers)))
    return _by_title_there(pair, ground)


def _by_title_there(pair: Comparison, ground: Reason) -> Judgement:
    likeness = pair.title_likeness
    reworded = pair.one_title_holds_the_other or bool(pair.shared_days)
    if likeness >= NEARLY_SAME_TITLE and reworded and not pair.days_disagree and not pair.texts_differ:
        return same(ground, Reason(Ground.TITLE if pair.same_title else Ground.TITLE_ALIKE))
    if likeness < ALIKE_TITLE and not pair.shared_days:
        return different(Reason(Ground.OTHER_TITLE), ground)
    return unsure(ground, *_what_differs(pair))


def _what_differs(pair: Comparison) -> list[Reason]:
    found = [days_apart(pair)] if pair.days_disagree else []
    if not pair.same_title:
        found.append(Reason(Ground.OTHER_TITLE))
    if pair.texts_differ:
        found.append(Reason(Ground.OTHER_TEXT))
    return found
