"""What every page works with: the store, the settings, the clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request

from aggregator.sources import SourceDraft
from aggregator.store import Store
from crawlers.discovery import Discovery
from newsletter.settings import MailSettings
from web.security.turns import Turns
from web.settings import WebSettings
from web.static import StaticFiles


@dataclass(frozen=True, slots=True)
class Site:
    """One running web site. `clock` gives aware moments; `turns` are those of people who have an address looked at."""

    store: Store
    settings: WebSettings
    mail: MailSettings
    clock: Callable[[], datetime]
    static: StaticFiles
    discovery: Discovery
    turns: Turns
    suggested: Callable[[], Sequence[SourceDraft]] = tuple
    """Sources of the catalogue to begin with; asked for while there are none."""

    def now(self) -> datetime:
        """This moment, aware."""
        return self.clock()

    def today(self) -> date:
        """The day it is at the office: deadlines are compared with it."""
        return self.local(self.now()).date()

    def local(self, moment: datetime) -> datetime:
        """A moment on the clock of the office."""
        return moment.astimezone(ZoneInfo(self.settings.zone))


def site_of(request: Request) -> Site:
    """The site a request came to."""
    site: Site = request.app.state.site
    return site


TheSite = Annotated[Site, Depends(site_of)]
