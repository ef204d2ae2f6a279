"""The limits of `limits.yaml`, typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Limits:
    """When a difference is believed, and when it has gone back and forth too often."""

    between_looks: timedelta
    until_second_look: timedelta
    asking_for: timedelta
    turns: int
    turns_within: timedelta
    calm: timedelta


@cache
def limits() -> Limits:
    """The limits that come with the program."""
    with (Path(__file__).parent / "limits.yaml").open(encoding="utf-8") as lines:
        said: dict[str, int] = yaml.safe_load(lines)
    return Limits(
        between_looks=timedelta(hours=said["hours_between_looks"]),
        until_second_look=timedelta(hours=said["hours_until_second_look"]),
        asking_for=timedelta(days=said["days_of_second_looks"]),
        turns=said["turns"],
        turns_within=timedelta(days=said["days_of_turns"]),
        calm=timedelta(days=said["days_of_calm"]),
    )
