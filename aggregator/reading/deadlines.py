"""Deadlines: what was bound as a deadline, with its certainty, its stage and its history."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

from aggregator.reading.above import Bound
from aggregator.reading.chains import last_day
from aggregator.reading.dates import Mention
from aggregator.reading.facts import Certainty, Deadline, Evidence
from aggregator.reading.nearness import CALLING
from aggregator.reading.units import Passage, Unit

_MOST = 60
_TOP = 5  # passages among which a badge stands
_BESIDE = 46  # characters between a date and a word that says how it is meant
_LEADS_TO = 16  # characters between "extended" and what is extended
_OF_ONE_DATE = frozenset({"tentative", "closed", "stage_one", "stage_two"})  # said of the nearest date alone
_FROM_FETCHING = 0.5  # confidence of a day whose year only follows from when the page was fetched: staff confirm it
_ZONES = {
    "de": "Europe/Berlin",
    "fr": "Europe/Paris",
    "pl": "Europe/Warsaw",
    "it": "Europe/Rome",
    "nl": "Europe/Amsterdam",
    "es": "Europe/Madrid",
    "tr": "Europe/Istanbul",
    "hu": "Europe/Budapest",
    "cs": "Europe/Prague",
    "sk": "Europe/Bratislava",
}
_REGISTRATION = re.compile(r"potwierdz|bitte|anmeld|regist|inscription|rejestr|zapis|rsvp|reserv", re.IGNORECASE)
_INFORMATION = re.compile(
    r"sprechstunde|info|beratung|webina|auftakt|videokonferenz|kick|spotkani|dzien|visio|reunion|session"
)
_INFORMING = re.compile(
    r"\binfo(?:s\b|tag|veranst|abend|termin|treff|session| session| day)|informations(?:veranst|abend|termin|tag)"
    r"|information session|(?:reunion|seance|journee|soiree) d'information|(?:spotkan|dzien|dni|webinar)\w* informacyj"
    r"|sprechstunde|antragswerkstatt|antragsberatung"
)
_NEAR_INFORMATION = 220  # characters
_THERETO = re.compile(r"\b(?:hierzu|dazu|dafur|daran|for it|for this|for the session|y assister|na nie|na spotkani)\b")
_ENGLISH = "en"
_PAST = re.compile(
    r"\b(?:war|waren|wurde|wurden|hatte|hatten|had|was|were|avait|avaient|etait|était|było|były|został\w*)\b"
)
_PLUPERFECT = re.compile(r"\b(?:hatten?|had|avait|avaient|aveva)\b")
_PAST_REACH = 40
_YEAR_BEFORE = re.compile(
    r"(?:des |im )?vorjahr|of the previous year|preceding year|de l annee precedente|roku poprzedzajacego"
)
_BRACKET = re.compile(r"[ ]?\(([^\W\d_][^()\n]{1,38})\)")
_NO_ROUND = re.compile(
    r"tbc|uhr|zeit|time|heure|poststempel|ausschluss|jährlich|voraussichtlich|bestätigt|confirm|CES?T", re.IGNORECASE
)
_ROUND = re.compile(
    r"((?:(?:[1-9]\.|[1-9](?:st|nd|rd|th|ère|e|ème)|erste|zweite|dritte|first|second|third|première|deuxième|pierwsza"
    r"|druga)[ ](?:[^\W\d_]+[ ])?(?:Runde|Stichtag|Termin|Frist|Phase|Stufe|round|call|cut-off|deadline|session|date"
    r"|phase|tura|runda|etap)|(?:Runde|Förderlinie|Leitaktion|Los|Modul|Linie|Strand|Lot|Round|Key Action|Volet|Axe"
    r"|Tura|Etap)[ ](?:[0-9]{1,2}|[IVX]{1,4}|[A-D]))\b[^.\n]{0,24})$",
    re.IGNORECASE,
)


def read_deadlines(text: str, bound: list[Bound], passages: list[Passage]) -> tuple[Deadline, ...]:
    """Every deadline with a day or a yearly day, in the order of the text, each day once."""
    places = {id(passage.sentence): place for place, passage in enumerate(passages)}
    found: list[Deadline] = []
    for number, one in enumerate(bound):
        if one.role != "deadline" or len(found) >= _MOST:
            continue
        place = places[id(one.unit.sentence)]
        states = _states(text, passages, place, one)
        replaced = _replaced(bound, number, places)
        mentions = one.unit.mentions[-1:] if one.unit.ranged else one.unit.mentions
        for mention in mentions:
            deadline = _deadline(text, one, mention, states, passages[place].language)
            last = mention is mentions[-1]
            found.append(_with_history(passages[place], deadline, one, replaced) if last else deadline)
    told = _with_second_stage(_without_asides(passages, _once(found)))
    return tuple(replace(one, closed=True) for one in told) if _has_badge(text, passages) else tuple(told)


def zone_of(mention: Mention, language: str) -> str | None:
    """The zone of a printed time: the one printed beside it, else that of the country where the language is at home."""
    return mention.zone or _ZONES.get(language)


def _has_badge(text: str, passages: list[Passage]) -> bool:
    """Whether a line at the top says "Closed" and nothing else."""
    for passage in passages[:_TOP]:
        line = text[passage.sentence.start : passage.sentence.end].strip(" *_#[]().!|")
        if any(cue.role == "closed" and cue.end - cue.start == len(line) for cue in passage.cues):
            return True
    return False


def _deadline(text: str, bound: Bound, mention: Mention, states: dict[str, str], language: str) -> Deadline:
    if mention.to_come and mention.year is not None and _is_past(text, bound, mention):
        mention.year -= 1
    certainty = _certainty(mention, states, language)
    if certainty is Certainty.INFERRED and mention.year is not None and _YEAR_BEFORE.match(states.get("recurring", "")):
        mention.year -= 1  # "für Projekte im Jahr 2028 bis 1. Dezember des Vorjahres"
    label = text[bound.cue.start : bound.cue.end] if bound.cue else text[mention.start : mention.end]
    return Deadline(
        date=last_day(mention) if certainty is not Certainty.RECURRING else None,
        time=mention.clock,
        zone=zone_of(mention, language) if mention.clock else None,
        certainty=certainty,
        label=label,
        round=_round(text, mention),
        evidence=_evidence(text, bound, mention),
        rule=bound.rule,
        confidence=min(bound.confidence, _FROM_FETCHING) if mention.year_from == "fetched" else bound.confidence,
        closed="closed" in states,
        stage=1 if "stage_one" in states else 2 if "stage_two" in states else None,
        criterion="postmark" if "postmark" in states else "receipt" if "receipt" in states else None,
        strict="strict" in states,
        actor=states.get("actor"),
        recurs=(f"--{mention.month:02}-{mention.day or 1:02}",) if certainty is Certainty.RECURRING else (),
    )


def _is_past(text: str, bound: Bound, mention: Mention) -> bool:
    """Whether the sentence tells of a day that had passed: "nachdem die Frist am 3. Mai zu Ende gegangen war"."""
    sentence = bound.unit.sentence
    behind = text[mention.end : min(sentence.end, mention.end + _PAST_REACH)].casefold()
    before = text[max(sentence.start, mention.start - 2 * _PAST_REACH) : mention.start].casefold()
    return bool(_PAST.search(behind) or _PLUPERFECT.search(before))


def _round(text: str, mention: Mention) -> str | None:
    """The round or strand the day belongs to: "(Leitaktion 1)" behind it, "2. Runde" or "Förderlinie 2:" before it."""
    behind = _BRACKET.match(text, mention.end)
    if behind and not _NO_ROUND.search(behind[1]):
        return behind[1].strip()
    before = _ROUND.search(text, max(0, mention.start - 48), mention.start)
    return before[1].strip(" :–-()") if before else None


def _states(text: str, passages: list[Passage], place: int, bound: Bound) -> dict[str, str]:
    """The words that say how the date is meant: of its sentence, for receipt and postmark of the next one too."""
    states: dict[str, str] = {}
    unit = bound.unit
    for cue in passages[place].cues:
        beside = max(unit.start - cue.end, cue.start - unit.end) <= _BESIDE
        if cue.role in _OF_ONE_DATE and _nearest_unit(passages[place], cue.start) is not unit:
            continue
        if beside or cue.role not in ("tentative", "closed"):
            states[cue.role] = cue.word
        if cue.role == "actor":
            states["actor"] = text[cue.start : cue.end]
    for following in passages[place + 1 : place + 2]:
        states |= {cue.role: cue.word for cue in following.cues if cue.role in ("postmark", "receipt", "strict")}
    if "none_stated" in states and "ausschlussfrist" in states["none_stated"]:
        states.pop("strict", None)
    return states


def _nearest_unit(passage: Passage, place: int) -> object:
    return min(passage.units, key=lambda unit: min(abs(unit.start - place), abs(unit.end - place)), default=None)


def _certainty(mention: Mention, states: dict[str, str], language: str) -> Certainty:
    yearless = mention.year_from not in ("printed", "chain")
    if mention.year_from == "sentence" and _YEAR_BEFORE.match(states.get("recurring", "")):
        return Certainty.INFERRED
    if yearless and "recurring" in states:
        return Certainty.RECURRING
    unclear = "day_month_order" in mention.flags and language == _ENGLISH
    if mention.day is None or "tentative" in states or unclear:
        return Certainty.VAGUE
    if not yearless:
        return Certainty.EXACT
    return Certainty.VAGUE if mention.year_from == "today" else Certainty.INFERRED


def _evidence(text: str, bound: Bound, mention: Mention) -> Evidence:
    """The passage from the cue to the date, or the date alone where they stand far apart."""
    start, end = mention.start, mention.end
    if bound.cue and abs(bound.cue.start - mention.start) <= 160:
        start, end = min(start, bound.cue.start), max(end, bound.cue.end)
    return Evidence(text[start:end], start, end)


def _replaced(bound: list[Bound], number: int, places: dict[int, int]) -> date | None:
    """The old day of an extension: the one that no longer holds in this sentence or the ones beside it."""
    place = places[id(bound[number].unit.sentence)]
    for step in (-1, 1, -2, 2):
        if 0 <= number + step < len(bound) and bound[number + step].role == "old":
            other = bound[number + step].unit
            if abs(places[id(other.sentence)] - place) <= 2:
                return last_day(other.mentions[-1])
    return None


def _with_history(passage: Passage, deadline: Deadline, bound: Bound, replaced: date | None) -> Deadline:
    first = last_day(bound.unit.mentions[0]) if bound.unit.ranged else None
    if first and (bound.rule == "extended to" or _moves(passage, bound.unit)):
        return replace(deadline, superseded=first)
    if first and deadline.date and first > deadline.date:
        return replace(deadline, certainty=Certainty.VAGUE)  # a window printed backwards: one of its days is wrong
    return replace(deadline, opens=first, superseded=replaced)


def _moves(passage: Passage, unit: Unit) -> bool:
    """Whether the range is from the old day to the new: "extended from 15 December to 12 January", and no window."""
    for cue in passage.cues:
        if cue.role == "extended" and 0 <= unit.start - cue.end <= _LEADS_TO:
            return not any(other.role in CALLING and cue.end <= other.start < unit.start for other in passage.cues)
    return False


def _once(deadlines: list[Deadline]) -> list[Deadline]:
    """Each day once, with what any of its mentions adds; a day that recurs every year is no single day."""
    kept: dict[object, Deadline] = {}
    for deadline in deadlines:
        if deadline.date is None and deadline.certainty is not Certainty.RECURRING:
            continue
        key = (deadline.date, deadline.recurs)
        before = kept.get(key)
        if before is None or _rank(deadline) > _rank(before):
            kept[key] = deadline
    yearly = {day for deadline in deadlines for day in deadline.recurs}
    return [
        one for one in kept.values() if not (one.certainty is Certainty.INFERRED and f"{one.date:--%m-%d}" in yearly)
    ]


def _with_second_stage(deadlines: list[Deadline]) -> list[Deadline]:
    """Beside a first stage the one later day that names no stage is the second."""
    first = next((one for one in deadlines if one.stage == 1 and one.date), None)
    unnamed = [one for one in deadlines if one.stage is None and one.date]
    if first is None or first.date is None or len(unnamed) != 1 or any(one.stage == 2 for one in deadlines):
        return deadlines
    later = unnamed[0].date is not None and unnamed[0].date > first.date
    return [replace(one, stage=2) if later and one is unnamed[0] else one for one in deadlines]


def _rank(deadline: Deadline) -> tuple[bool, bool, bool]:
    exact = deadline.certainty in (Certainty.EXACT, Certainty.INFERRED)
    return exact, deadline.time is not None, deadline.superseded is not None


def _without_asides(passages: list[Passage], deadlines: list[Deadline]) -> list[Deadline]:
    """Beside an application deadline the registration for an information event is none (READING.md, rule 30)."""
    deadlines = [one for one in deadlines if not (_REGISTRATION.search(one.label) and _is_information(passages, one))]
    applying = [one for one in deadlines if not _REGISTRATION.search(one.label)]
    if not applying or len(applying) == len(deadlines):
        return deadlines
    return [one for one in deadlines if one in applying or not _is_aside(passages, one)]


def _is_information(passages: list[Passage], deadline: Deadline) -> bool:
    """Whether one only registers for being informed: "Sprechstunde am 2. Mai, Anmeldung dafür bis 30. April"."""
    place = deadline.evidence.start
    for before, passage in pairwise([passages[0], *passages]):
        if passage.sentence.start <= place < passage.sentence.end:
            start = (
                before.sentence.start if passage.sentence.start - before.sentence.start <= _NEAR_INFORMATION else place
            )
            return bool(_INFORMING.search(passage.text, min(start, passage.sentence.start), passage.sentence.end))
    return False


def _is_aside(passages: list[Passage], deadline: Deadline) -> bool:
    place = deadline.evidence.start
    for before, passage in pairwise([passages[0], *passages]):
        if passage.sentence.start <= place < passage.sentence.end:
            named = any(cue.role == "event" and _INFORMATION.search(cue.word) for cue in passage.cues)
            return named or (
                _named_event(before) and bool(_THERETO.search(passage.text, passage.sentence.start, place + 60))
            )
    return False


def _named_event(passage: Passage) -> bool:
    return any(cue.role == "event" for cue in passage.cues)
