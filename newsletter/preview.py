"""An issue as one circle of readers would see it, before anything is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlmodel import Session

from aggregator.interest import Interest
from newsletter.choosing import choose
from newsletter.issues import existing, masthead, placed
from newsletter.rendering import Mail, render_edition
from newsletter.settings import MailSettings
from newsletter.wrapping import PREFERENCES_PLACE, UNSUBSCRIBE_PLACE


def preview(
    session: Session,
    issue_id: int,
    settings: MailSettings,
    *,
    language: str,
    interest: Interest | None = None,
    today: date,
) -> Mail:
    """The mail for an interest (default: somebody who chose nothing), with links of nobody.

    Raises IssueRefused, TemplateError.
    """
    issue = existing(session, issue_id)
    interest = interest or Interest(countries={}, topics=frozenset(), audiences=frozenset())
    chosen = choose(placed(session, issue_id), interest, most=settings.max_items, today=today)
    mail = render_edition(masthead(issue), chosen, interest, settings, language=language, today=today)
    nowhere = {
        UNSUBSCRIBE_PLACE: settings.page("/abmelden/vorschau", language),
        PREFERENCES_PLACE: settings.page("/einstellungen/vorschau", language),
    }
    return replace(mail, html=_filled(mail.html, nowhere), text=_filled(mail.text, nowhere))


def _filled(part: str, links: dict[str, str]) -> str:
    for place, link in links.items():
        part = part.replace(place, link)
    return part
