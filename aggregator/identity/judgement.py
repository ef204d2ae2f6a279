"""What a comparison comes to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from aggregator.identity.reasons import Reason


class Verdict(StrEnum):
    """`unsure` is for people to decide."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its reasons, the one that decided first."""

    verdict: Verdict
    reasons: tuple[Reason, ...]

    @property
    def why(self) -> str:
        """The reasons as one sentence."""
        return "; ".join(map(str, self.reasons))


def same(*reasons: Reason) -> Judgement:
    """They are one."""
    return Judgement(Verdict.SAME, reasons)


def different(*reasons: Reason) -> Judgement:
    """They are two."""
    return Judgement(Verdict.DIFFERENT, reasons)


def unsure(*reasons: Reason) -> Judgement:
    """People have to look."""
    return Judgement(Verdict.UNSURE, reasons)
