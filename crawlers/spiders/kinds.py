"""Which spider reads which kind of source."""

from __future__ import annotations

from aggregator.finding import SourceKind
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
}
