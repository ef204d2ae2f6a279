"""From "I am from Bottrop" to "France, Poland, …"."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import case
from sqlmodel import Session, col, or_, select

from aggregator.folding import fold
from aggregator.model import Municipality, Twinning
from aggregator.register.lived import lived

_HOME = "DE"
_TITLES = {"stadt", "gemeinde", "bundesstadt"}  # what people write before the name and the register does not


@dataclass(frozen=True, slots=True)
class PartnerCountry:
    """A country in which a municipality has partners, and their names in alphabetical order."""

    code: str
    partners: tuple[str, ...]


def lookup(session: Session, text: str, limit: int = 8) -> list[Municipality]:
    """Municipalities whose name, or a word of it, begins like the text; an exact name first, then the larger one.

    An official key finds its municipality too. Umlauts may be typed in either spelling or without dots.
    """
    words = fold(text).split()
    while len(words) > 1 and words[0] in _TITLES:
        words.pop(0)
    wanted = " ".join(words)
    if not wanted:
        return []
    name = col(Municipality.folded_name)
    begins = name.startswith(wanted, autoescape=True)
    rank = case((name == wanted, 0), (begins, 1), else_=2)
    # some hundred rows (11,000 with all of Germany): read as a whole, no index can serve the second word of a name
    fitting = or_(begins, name.contains(f" {wanted}", autoescape=True), Municipality.ags == wanted)
    question = select(Municipality).where(fitting)
    return list(session.exec(question.order_by(rank, col(Municipality.population).desc(), name).limit(limit)))


def partner_countries(session: Session, ags: str) -> list[PartnerCountry]:
    """The countries abroad in which a municipality has partners, most partners first; links at rest do not count."""
    partners: dict[str, set[str]] = defaultdict(set)
    # ix_twinning_ags
    abroad = select(Twinning).where(Twinning.ags == ags, Twinning.country != _HOME, lived())
    for link in session.exec(abroad):
        partners[link.country].add(link.partner)
    ordered = sorted(partners, key=lambda code: (-len(partners[code]), code))
    return [PartnerCountry(code, tuple(sorted(partners[code], key=fold))) for code in ordered]
