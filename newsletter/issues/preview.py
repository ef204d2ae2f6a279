"""An issue as one circle of readers would see it, before anything is sent."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from aggregator.interest import Interest
from newsletter.choosing import choose
from newsletter.issues.placing import masthead, placed
from newsletter.issues.refusals import existing
from newsletter.rendering import Mail, of_nobody, render_edition
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
    """The mail for an interest (default: somebody who chose nothing), with links of nobody.

    Raises IssueRefused, TemplateError.
    """
    issue = existing(session, issue_id)
    interest = interest or Interest(countries={}, topics=frozenset(), audiences=frozenset())
    chosen = choose(placed(session, issue_id), interest, most=settings.max_items, today=today)
    mail = render_edition(masthead(issue), chosen, interest, settings, language=language, today=today)
    return of_nobody(mail, settings, language)
