"""Which spider reads which kind of source."""

from __future__ import annotations

from aggregator.finding import SourceKind, Visit
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
from crawlers.spiders.newsletter import NewsletterSpider
from crawlers.spiders.page import Spider
from crawlers.spiders.sitemap import SitemapSpider
from crawlers.spiders.standing import StandingSpider
from crawlers.spiders.wordpress import WordpressSpider, api_address

SPIDERS: dict[SourceKind, Spider] = {
    SourceKind.FEED: FeedSpider(),
    SourceKind.LISTING: ListingSpider(),
    SourceKind.STANDING: StandingSpider(),
    SourceKind.CALENDAR: CalendarSpider(),
    SourceKind.JSON: JsonSpider(),
    SourceKind.SITEMAP: SitemapSpider(),
    SourceKind.WORDPRESS: WordpressSpider(),
    SourceKind.NEWSLETTER: NewsletterSpider(),
    SourceKind.SEDIA: SediaSpider(),
    SourceKind.YOUTH_PORTAL: YouthPortalSpider(),
    SourceKind.AIDES_TERRITOIRES: AidesTerritoiresSpider(),
    SourceKind.GRANTS_GOV: GrantsGovSpider(),
    SourceKind.EURODESK: EurodeskSpider(),
    SourceKind.FOERDERDATENBANK: FoerderdatenbankSpider(),
}


def start_of(visit: Visit) -> str:
    """The address at which a run over a source begins: its own, except where a site's API is asked."""
    return api_address(visit) if visit.kind is SourceKind.WORDPRESS else visit.url
