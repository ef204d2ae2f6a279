"""Does this concern that reader, and why."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Literal

from aggregator.search.views import OpportunityView

ReasonKind = Literal["country", "topic", "audience", "general"]

_HOME = frozenset({"DE", "DE-NW"})
_EVERYWHERE = frozenset({"EU", "COE", "WORLD"})
_NOT_ABROAD = _HOME | _EVERYWHERE

# A partner country outweighs two topics: "0 irrelevant countries above the fold" is what readers ask for first.
_COUNTRY, _FURTHER_COUNTRY = 3.0, 0.5
_TOPIC, _FURTHER_TOPIC = 1.5, 0.5
_AUDIENCE = 0.75
_GENERAL = 0.5
_READABLE = 0.25  # breaks ties alone: what they can read in full before what they get as title and facts
_FOR_OTHERS = 0.5  # factor: only audiences the reader does not belong to are named, and readings can be wrong there


@dataclass(frozen=True, slots=True)
class Interest:
    """What a reader cares for. `countries` leads from a code to the partner towns there, none if it was chosen by hand.

    `municipality` is the name of the reader's town, to be said in reasons; `language` is the one they read, if known.
    """

    countries: Mapping[str, tuple[str, ...]]
    topics: frozenset[str]
    audiences: frozenset[str]
    municipality: str | None = None
    language: str = ""

    def key(self) -> Hashable:
        """The same for equal interests, in whatever order they were chosen."""
        countries = frozenset(self.countries.items())
        return countries, self.topics, self.audiences, self.municipality, self.language


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why an opportunity concerns a reader; `partners` are their twin towns in that country.

    `general` is given alone, where no other holds; its value is the group it is open to (`EU`), else empty.
    """

    kind: ReasonKind
    value: str
    partners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """How much an opportunity concerns a reader (any positive number, more is more), strongest reason first."""

    score: float
    reasons: tuple[Reason, ...]


def match(view: OpportunityView, interest: Interest) -> Match | None:
    """Why the opportunity concerns the reader; None where it does not.

    Concerned is who cares for one of its countries; else, where it is open to all of Europe or names no country abroad,
    who shares a topic or audience or has chosen no topic at all. What is only for other countries concerns nobody else.
    """
    mine = [code for code in view.countries if code in interest.countries]
    if not mine and interest.countries and not _NOT_ABROAD.issuperset(view.countries):
        return None
    topics = [code for code in view.topics if code in interest.topics]
    audiences = [code for code in view.audiences if code in interest.audiences]
    if not (mine or topics or audiences) and interest.topics:
        return None
    reasons = [Reason("country", code, tuple(interest.countries[code])) for code in mine]
    reasons += [Reason("topic", code) for code in topics]
    reasons += [Reason("audience", code) for code in audiences]
    if not reasons:
        reasons.append(Reason("general", next((code for code in view.countries if code in _EVERYWHERE), "")))
    score = _score(len(mine), len(topics), len(audiences))
    if view.audiences and interest.audiences and not audiences:
        score *= _FOR_OTHERS
    return Match(score + (_READABLE if view.language == interest.language else 0), tuple(reasons))


def _score(countries: int, topics: int, audiences: int) -> float:
    score = _GENERAL
    if countries:
        score += _COUNTRY + _FURTHER_COUNTRY * (countries - 1)
    if topics:
        score += _TOPIC + _FURTHER_TOPIC * (topics - 1)
    if audiences:
        score += _AUDIENCE
    return score
