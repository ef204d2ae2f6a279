"""Which spider reads which kind of source."""

from __future__ import annotations

from aggregator.finding import SourceKind
from crawlers.spiders.apis.aides_territoires import AidesTerritoiresSpider
from crawlers.spiders.apis.eurodesk import EurodeskSpider
from crawlers.spiders.apis.foerderdatenbank import FoerderdatenbankSpider
from crawlers.spiders.apis.grants_gov import GrantsGovSpider
from crawlers.spiders.apis.sedia import SediaSpider
from crawlers.spiders.apis.youth_portal import YouthPortalSpider
from crawlers.spiders.calendar import CalendarSpider
from crawlers.spiders.feed import FeedSpider
from crawlers.spiders.json import JsonSpider
from crawlers.spiders.listing import ListingSpider
from crawlers.spiders.page import Spider
from crawlers.spiders.standing import StandingSpider

SPIDERS: dict[SourceKind, Spider] = {
    SourceKind.FEED: FeedSpider(),
    SourceKind.LISTING: ListingSpider(),
    SourceKind.STANDING: StandingSpider(),
    SourceKind.CALENDAR: CalendarSpider(),
    SourceKind.JSON: JsonSpider(),
    SourceKind.SEDIA: SediaSpider(),
    SourceKind.YOUTH_PORTAL: YouthPortalSpider(),
    SourceKind.AIDES_TERRITOIRES: AidesTerritoiresSpider(),
    SourceKind.GRANTS_GOV: GrantsGovSpider(),
    SourceKind.EURODESK: EurodeskSpider(),
    SourceKind.FOERDERDATENBANK: FoerderdatenbankSpider(),
}
