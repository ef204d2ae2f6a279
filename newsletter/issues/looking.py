"""An issue as somebody would see it: a reader of a real municipality, or one of the extremes a mail must bear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlmodel import Session, col, func, select

from aggregator.interest import Interest
from aggregator.model import Municipality, Twinning
from newsletter.choosing import Chosen, Placed, choose
from newsletter.issues.placing import masthead, placed
from newsletter.issues.refusals import existing
from newsletter.readers import Towns, interest_of
from newsletter.rendering import Mail, of_nobody, render_edition
from newsletter.settings import MailSettings

_FROM_RIGHT = "מודיעין־מכבים־רעות"
_FROM_RIGHT_TOO = "مدينة الصداقة"
_LONG_ENOUGH = 30


class Who(StrEnum):
    """Through whose eyes; languages are an axis of their own."""

    ANYBODY = "anybody"  # chose nothing
    TOWN = "town"
    NOTHING = "nothing"  # nothing in it concerns them
    MOST = "most"  # everything concerns them
    LONGEST = "longest"  # the longest names there are
    FROM_RIGHT = "from_right"  # a town whose name is written from right to left


@dataclass(frozen=True, slots=True)
class Eyes:
    """Whose eyes; `ags` is the municipality where it is a real one."""

    who: Who = Who.ANYBODY
    ags: str = ""


def seen_by(session: Session, issue_id: int, settings: MailSettings, eyes: Eyes, *, language: str, today: date) -> Mail:
    """The mail that these readers would get, with links of nobody.

    Raises IssueRefused, TemplateError.
    """
    issue = existing(session, issue_id)
    places = placed(session, issue_id)
    interest = _interest(session, eyes, places)
    most = max(len(places), 1) if eyes.who is Who.MOST else settings.max_items
    chosen = choose(places, interest, most=most, today=today)
    if eyes.who is Who.NOTHING:
        chosen = Chosen((), len(chosen.items) + chosen.more)
    mail = render_edition(masthead(issue), chosen, interest, settings, language=language, today=today)
    return of_nobody(mail, settings, language)


def _interest(session: Session, eyes: Eyes, places: Sequence[Placed]) -> Interest:
    if eyes.who is Who.TOWN and eyes.ags:
        return interest_of(Towns(session), eyes.ags, {})
    nothing = Interest(countries={}, topics=frozenset(), audiences=frozenset())
    if eyes.who not in {Who.LONGEST, Who.FROM_RIGHT}:
        return nothing
    town, partner = (_FROM_RIGHT, _FROM_RIGHT_TOO) if eyes.who is Who.FROM_RIGHT else _longest(session)
    countries = dict.fromkeys(sorted({code for place in places for code in place.view.countries}), (partner,))
    return replace(nothing, countries=countries, municipality=town)


def _longest(session: Session) -> tuple[str, str]:
    """The longest names of a municipality and of a partner that the register knows."""
    # some thousand rows, read as a whole for a preview that somebody asks for now and then
    named = select(Municipality.name).order_by(func.length(col(Municipality.name)).desc()).limit(1)
    linked = select(Twinning.partner).order_by(func.length(col(Twinning.partner)).desc()).limit(1)
    found = [session.exec(one).first() or "" for one in (named, linked)]
    town, partner = (
        name if len(name) >= _LONG_ENOUGH else "Neustadt-Überwasserhausen bei Altenkirchen" for name in found
    )
    return town, partner
