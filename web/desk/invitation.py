"""The link that brings somebody in: shown once, to be copied or mailed by whoever made it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from sqlmodel import Session

from aggregator.model import Person
from templates.language import short_date
from web.security.login import issue_invitation
from web.site import Site
from web.wording import wording


@dataclass(frozen=True, slots=True)
class Invitation:
    """A new link, and the address that opens a mail with it in the mail program of whoever made it."""

    link: str
    mail: str
    name: str
    until: datetime
    first: bool
    """Whether they have never been here."""


def invitation(site: Site, session: Session, person: Person) -> Invitation:
    """Make the link; former ones that are still open end."""
    days = site.settings.invitation_days
    token = issue_invitation(session, person, now=site.now(), days=days)
    link = f"{site.settings.base_url}/desk/beitreten/{token}"
    until = site.local(site.now() + timedelta(days=days))
    return Invitation(link, _mail(person, link, until), person.name, until, person.joined_at is None)


def _mail(person: Person, link: str, until: datetime) -> str:
    """`mailto:` with subject and text in the language of the person (RFC 6068)."""
    _ = wording(person.language)
    subject = _("Ihr Zugang zum Arbeitsbereich")
    text = _(
        "Guten Tag, %(name)s,\n\nüber diesen Link wählen Sie Ihr Passwort und kommen in den Arbeitsbereich:\n\n%(link)s"
        "\n\nEr gilt bis %(day)s und nur einmal."
    ) % {"name": person.name, "link": link, "day": short_date(until.date(), person.language)}
    lines = text.replace("\n", "\r\n")
    return f"mailto:{quote(person.address, safe='@')}?subject={quote(subject)}&body={quote(lines)}"
