"""What is looked at before an issue goes out: what forbids it, and what somebody should know. Asks no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from aggregator.finding import FailureKind
from aggregator.model import Issue, Sighting
from aggregator.search.views import OpportunityView
from newsletter.choosing import Placed
from newsletter.cleaning import web_address
from newsletter.issues.looking import Eyes, seen_by
from newsletter.issues.placing import changed_since, entries, placed, texts
from newsletter.mjml_check import TemplateError
from newsletter.preflight import kept as preflight
from newsletter.rendering import Mail
from newsletter.settings import MailSettings

LONGEST_SUBJECT = 70
MOST_ENTRIES = 25
SOON = timedelta(days=3)
_DATED = frozenset({"exact", "inferred"})
_DEAD = frozenset({FailureKind.GONE.value, FailureKind.DNS.value})


class Look(StrEnum):
    """What is looked at, in the order of the page."""

    TEMPLATE = "template"
    CONTENTS = "contents"
    SENDER = "sender"
    IMPRINT = "imprint"
    PREFLIGHT = "preflight"
    TEXT_PART = "text_part"
    LINKS = "links"
    EXPIRED = "expired"
    SOON = "soon"
    LEFT_OUT = "left_out"
    CHANGED = "changed"
    SIZE = "size"
    NUMBER = "number"
    SUBJECT = "subject"
    EDITORIAL = "editorial"


_BLOCKING = frozenset(
    {
        Look.TEMPLATE,
        Look.CONTENTS,
        Look.SENDER,
        Look.IMPRINT,
        Look.PREFLIGHT,
        Look.TEXT_PART,
        Look.LINKS,
        Look.EXPIRED,
    }
)


@dataclass(frozen=True, slots=True)
class Check:
    """One look: `is_fine`, or what was found. `entries` are those it is about, `number` counts letters or bytes."""

    look: Look
    is_fine: bool
    entries: tuple[OpportunityView, ...] = ()
    number: int = 0
    detail: str = ""

    @property
    def blocks(self) -> bool:
        """Whether the issue may not go out so."""
        return not self.is_fine and self.look in _BLOCKING


@dataclass(frozen=True, slots=True)
class Report:
    """All looks, and the mail they were taken at: that of a reader who chose nothing, None where it cannot be made."""

    checks: tuple[Check, ...]
    mail: Mail | None

    @property
    def blocked(self) -> bool:
        """Whether something forbids sending."""
        return any(check.blocks for check in self.checks)

    @property
    def size(self) -> int:
        """Bytes of the HTML part."""
        return len(self.mail.html.encode()) if self.mail else 0


def look_at(session: Session, issue: Issue, settings: MailSettings, *, day: date, now: datetime) -> Report:
    """Look at an issue as it would go out on a day; `now` decides whether the last check of the mail set-up holds."""
    assert issue.id is not None
    mail, fault = _rendered(session, issue.id, settings, day)
    places = placed(session, issue.id)
    found = [
        Check(Look.TEMPLATE, not fault, detail=fault),
        Check(Look.CONTENTS, bool(places or texts(session, issue.id))),
        Check(Look.SENDER, settings.has_sender),
        Check(Look.IMPRINT, bool(settings.imprint)),
        Check(Look.PREFLIGHT, not preflight.forbids(session, settings, now=now)),
        Check(Look.TEXT_PART, mail is None or bool(mail.text.strip())),
        *_of_entries(session, issue.id, places, day),
        Check(Look.SIZE, mail is None or len(mail.html.encode()) <= settings.max_html_bytes, number=_size(mail)),
        Check(Look.NUMBER, len(places) <= MOST_ENTRIES, number=len(places)),
        Check(Look.SUBJECT, len(issue.subject) <= LONGEST_SUBJECT, number=len(issue.subject)),
        Check(Look.EDITORIAL, bool(issue.editorial.strip())),
    ]
    order = list(Look)
    return Report(tuple(sorted(found, key=lambda check: order.index(check.look))), mail)


def _of_entries(session: Session, issue_id: int, places: Sequence[Placed], day: date) -> Iterator[Check]:
    views = [place.view for place in places]
    dead = _dead(session, views)
    expired = tuple(view for view in views if (last := _last_day(view)) is not None and last < day)
    soon = tuple(view for view in views if (last := _deadline(view)) is not None and day <= last <= day + SOON)
    changed = tuple(changed_since(session, issue_id))
    left_out = len(entries(session, issue_id)) - len(places)
    yield Check(Look.LINKS, not dead, dead)
    yield Check(Look.EXPIRED, not expired, expired)
    yield Check(Look.SOON, not soon, soon)
    yield Check(Look.LEFT_OUT, not left_out, number=left_out)
    yield Check(Look.CHANGED, not changed, changed)


def _dead(session: Session, views: Sequence[OpportunityView]) -> tuple[OpportunityView, ...]:
    """Entries whose own address answered that nothing is there when it was last read, or that have none a mail takes.

    What people entered by hand without a link leads to our own page: that is no dead link.
    """
    numbers = [view.id for view in views]
    # ix_sighting_opportunity_id
    failed = select(Sighting.opportunity_id, Sighting.url).where(
        col(Sighting.opportunity_id).in_(numbers), col(Sighting.failure).in_(_DEAD)
    )
    gone = set(session.exec(failed).all())
    return tuple(view for view in views if (view.id, view.url) in gone and web_address(view.url))


def _rendered(session: Session, issue_id: int, settings: MailSettings, day: date) -> tuple[Mail | None, str]:
    try:
        return seen_by(session, issue_id, settings, Eyes(), language="de", today=day), ""
    except TemplateError as error:
        return None, str(error)


def _size(mail: Mail | None) -> int:
    return len(mail.html.encode()) if mail else 0


def _deadline(view: OpportunityView) -> date | None:
    return view.deadline if view.certainty in _DATED else None


def _last_day(view: OpportunityView) -> date | None:
    return _deadline(view) or view.event_end or view.event_start
