"""Which accepted opportunities an issue proposes: a score whose every point can be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict

from aggregator.search.views import OpportunityView


class Point(NamedTuple):
    """One rule that spoke, and how much it counts."""

    rule: str
    points: int


@dataclass(frozen=True, slots=True)
class Score:
    """The points of one opportunity."""

    points: tuple[Point, ...]

    @property
    def total(self) -> int:
        """The sum."""
        return sum(point.points for point in self.points)


class SelectionRules(BaseModel):
    """The contents of `selection.yaml`. `lead_days` are days until the deadline, `most_entries` per issue."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    points: Mapping[str, int]
    topic_most: int
    lead_days: int
    applicants: frozenset[str]
    open_codes: frozenset[str]
    least_score: int
    most_entries: int


def score(
    view: OpportunityView,
    *,
    today: date,
    partner_countries: frozenset[str],
    in_last_issue: bool,
    rules: SelectionRules | None = None,
) -> Score:
    """Score one opportunity. `in_last_issue` means: it stood there and has not changed since.

    `partner_countries` are the codes of all countries the register knows partners in. Source of the rules: the
    recommendation for the office's newsletter (selection score for staff).
    """
    rules = rules or shipped_rules()
    days = view.days_left(today)
    topics = min(len(view.topics), rules.topic_most)
    counted = {
        "applicant_fits": bool(rules.applicants & set(view.audiences)),
        "open_to_us": not view.countries or bool(rules.open_codes & set(view.countries)),
        "partner_country": bool(partner_countries & set(view.countries)),
        "topic": topics,
        "lead_time": days is None or days >= rules.lead_days,
        "amount_known": view.amount_max is not None,
        "in_last_issue": in_last_issue,
    }
    return Score(tuple(Point(rule, rules.points[rule] * int(times)) for rule, times in counted.items() if times))


@cache
def shipped_rules() -> SelectionRules:
    """The rules that come with the program."""
    with (Path(__file__).parent / "selection.yaml").open(encoding="utf-8") as lines:
        return SelectionRules.model_validate(yaml.safe_load(lines))
