"""Which spider reads which kind of source."""

from __future__ import annotations

from aggregator.finding import SourceKind, Visit
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
}


def start_of(visit: Visit) -> str:
    """The address at which a run over a source begins: its own, except where a site's API is asked."""
    return api_address(visit) if visit.kind is SourceKind.WORDPRESS else visit.url
