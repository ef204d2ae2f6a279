"""An issue as one circle of readers would see it, before anything is sent."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from aggregator.interest import Interest
from newsletter.choosing import choose
from newsletter.issues import existing, masthead, placed
from newsletter.rendering import UNSUBSCRIBE_PLACE, Mail, render_edition
from newsletter.settings import MailSettings


def preview(
    session: Session,
    issue_id: int,
    settings: MailSettings,
    *,
    language: str,
    interest: Interest | None = None,
    today: date,
) -> Mail:
    """The mail for an interest (default: somebody who chose nothing), with an unsubscribe link that leads nowhere.

    Raises IssueRefused, TemplateError.
    """
    issue = existing(session, issue_id)
    interest = interest or Interest(countries={}, topics=frozenset(), audiences=frozenset())
    chosen = choose(placed(session, issue_id), interest, most=settings.max_items, today=today)
    mail = render_edition(masthead(issue), chosen, interest, settings, language=language, today=today)
    nowhere = settings.page("/abmelden/vorschau", language)
    return Mail(
        subject=mail.subject,
        html=mail.html.replace(UNSUBSCRIBE_PLACE, nowhere),
        text=mail.text.replace(UNSUBSCRIBE_PLACE, nowhere),
        opportunity_ids=mail.opportunity_ids,
    )
