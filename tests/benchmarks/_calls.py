"""Made calls as sources publish them: plain text in four languages, one deadline, one sum; some are told twice."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from aggregator.finding import Finding

LANGUAGES = ("de", "fr", "en", "pl")
_SHORTEST, _LONGEST = 600, 1_200  # characters after which no paragraph is added: the texts have 600 to 1,500
_TWICE = 20  # one call in so many is told by a second source, which leads to the same address
_BEFORE = 7  # places in the list
_FIRST_DAY = date(2027, 1, 18)
_DAYS = 400
_SEEN = datetime(2027, 1, 11, 8, tzinfo=UTC)
_FOLDER = Path(__file__).parent


def calls(number: int, sources: int) -> list[Finding]:
    """So many findings, spread over `source-0`, `source-1`, …; the same ones each time."""
    made: list[Finding] = []
    for place, call in zip(range(number), _endless(), strict=False):
        source = f"source-{place % sources}"
        if place % _TWICE == _TWICE - 1:
            made.append(replace(made[place - _BEFORE], source_key=source, key=f"again-{place}"))
        else:
            made.append(replace(call, source_key=source))
    return made


def _endless() -> Iterator[Finding]:
    prose, words = _loaded("prose"), _loaded("calls")
    draw = random.Random("calls")
    place = 0
    while True:
        language = LANGUAGES[place % len(LANGUAGES)]
        yield _call(draw, words[language], draw.choice(words["towns"]), prose[language], place)
        place += 1


def _call(draw: random.Random, words: dict[str, Any], town: str, prose: list[str], place: int) -> Finding:
    about = {"town": town, "kind": draw.choice(words["kinds"]), "theme": draw.choice(words["themes"])}
    last = _FIRST_DAY + timedelta(days=draw.randrange(_DAYS))
    day = words["day"].format(day=last.day, month=words["months"][last.month - 1], year=last.year)
    total = f"{draw.randrange(2, 200) * 500:,}".replace(",", " ")
    paragraphs = [words["opening"].format(**about), draw.choice(words["amount"]).format(sum=total)]
    paragraphs.insert(draw.randrange(1, 3), draw.choice(words["deadline"]).format(day=day))
    wanted = draw.randrange(_SHORTEST, _LONGEST)
    for one in draw.sample(prose, len(prose)):
        if sum(map(len, paragraphs)) < wanted:
            paragraphs.insert(draw.randrange(1, len(paragraphs)), one)
    url = f"https://foundation-{draw.randrange(2_000)}.example/calls/{place}"
    title = draw.choice(words["titles"]).format(**about)
    return Finding("", url, url, title, _SEEN, text="\n\n".join(paragraphs), published=_SEEN)


def _loaded(name: str) -> Any:
    return yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
