"""The mail with which an alert is confirmed: what was asked for, one link, the imprint."""

from __future__ import annotations

from datetime import datetime

from aggregator.model import Alert, AlertMail, AlertMailKind, DeliveryState
from newsletter import tokens
from newsletter.cleaning import clean
from newsletter.rendering import filled_text
from newsletter.settings import MailSettings
from newsletter.wording import Wording


def confirmation_mail(alert: Alert, what: str, settings: MailSettings, *, now: datetime) -> AlertMail:
    """The mail to whoever ordered an alert; `what` says of what and how often. The link holds for seven days."""
    assert alert.id is not None
    token = tokens.confirm_alert_token(alert.id, alert.address, secret=settings.secret, now=now)
    text = filled_text(
        "alert-confirmation.txt",
        alert.language,
        office=clean(settings.office_name),
        what=what,
        link=settings.page(f"/benachrichtigung/bestaetigen/{token}", alert.language),
        imprint=tuple(clean(line) for line in settings.imprint),
        imprint_url=settings.page("/impressum", alert.language),
    )
    return AlertMail(
        alert_id=alert.id,
        kind=AlertMailKind.CONFIRMATION,
        message_id=message_id(alert, "confirm", now, settings),
        subject=Wording(alert.language).gettext("Bitte bestätigen Sie Ihre Benachrichtigung"),
        text=text,
        state=DeliveryState.WAITING,
        due_at=now,
        made_at=now,
    )


def message_id(alert: Alert, what: str, now: datetime, settings: MailSettings) -> str:
    """The same for the same mail, however often it is tried."""
    mark = tokens.address_mark(alert.address, settings.secret)
    return f"<alert-{what}.{alert.id}.{mark}.{int(now.timestamp())}@{settings.sender_domain}>"
