"""What the sign-in had to know for a while and need not know any longer."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from web.security.brakes import forget
from web.security.login import forget_links
from web.security.sessions import forget_sessions


def forget_what_ended(session: Session, *, now: datetime) -> None:
    """Delete tries of yesterday, sessions that are over and links that opened nothing for a month."""
    forget(session, now=now)
    forget_sessions(session, now=now)
    forget_links(session, now=now)
