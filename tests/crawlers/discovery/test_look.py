"""An address looked at on real servers: what it is, what would be collected, or why nothing can be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from aggregator.finding import FailureKind, Robots, SourceKind, Way
from crawlers.discovery import Address, Discovery, NoAddress, Stage, Step
from crawlers.settings import CrawlSettings
from tests.crawlers import hostile
from tests.crawlers.discovery.places import CALLS, HTML, build_feed, build_listing, listing, page, slug, standing
from tests.crawlers.hostile import Site
from tests.crawlers.texts import three

_ICS = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Amt//DE\r\n{events}END:VCALENDAR\r\n"
_EVENT = "BEGIN:VEVENT\r\nUID:{n}\r\nSUMMARY:Fest {n}\r\nDTSTART;VALUE=DATE:202703{n:02}\r\nEND:VEVENT\r\n"
_FEED_LINK = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'


def kinds(ways: tuple[Way, ...]) -> list[SourceKind]:
    """The kinds that are proposed, best first."""
    return [way.kind for way in ways]


def test_a_list_is_shown_with_its_titles_deadlines_sentences_and_links(site: Site, discovery: Discovery) -> None:
    best = discovery.look(build_listing(site)).best
    assert best is not None
    assert best.way.kind is SourceKind.LISTING
    assert (best.way.found, best.way.read, best.way.dated) == (4, 4, 4)
    first = best.lines[0]
    assert (first.title, first.url) == (CALLS[0][0], site.url(f"/aufrufe/{slug(CALLS[0][0])}"))
    assert (first.deadline, first.sentence) == (date(2027, 1, 15), "Bewerbungsschluss ist der 15. Januar 2027.")


def test_a_page_offers_its_feed_and_itself(site: Site, discovery: Discovery) -> None:
    build_feed(site)
    found = discovery.look(build_listing(site, head=_FEED_LINK))
    assert found.probe.feeds == (site.url("/feed.xml"),)
    assert set(kinds(found.probe.ways)) == {SourceKind.FEED, SourceKind.LISTING}


@pytest.mark.parametrize("place", ["/aufrufe/feed/", "/feed/"])
def test_a_feed_that_is_not_declared_is_found_in_its_usual_place(site: Site, discovery: Discovery, place: str) -> None:
    build_feed(site, place)
    assert discovery.look(build_listing(site)).probe.feeds == (site.url(place),)


def test_an_error_page_in_the_place_of_a_feed_is_none(site: Site, discovery: Discovery) -> None:
    site.serve("/feed/", page("<p>Seite nicht gefunden</p>"), HTML)
    found = discovery.look(build_listing(site))
    assert found.probe.feeds == ()
    assert kinds(found.probe.ways) == [SourceKind.LISTING]


def test_a_feed_that_is_pasted_is_the_only_way(site: Site, discovery: Discovery) -> None:
    found = discovery.look(build_feed(site))
    assert kinds(found.probe.ways) == [SourceKind.FEED]
    assert [line.deadline for line in found.trials[0].lines] == [date(2027, 3, 1), date(2027, 3, 2), date(2027, 3, 3)]


def test_a_calendar_beside_the_page_is_offered_but_the_button_of_one_event_is_not(
    site: Site, discovery: Discovery
) -> None:
    link = page('<h1>Termine</h1><a href="/termine.ics">Kalender</a>')
    site.serve("/termine.ics", _ICS.format(events="".join(_EVENT.format(n=n) for n in (1, 2, 3))), "text/calendar")
    assert kinds(discovery.look(site.serve("/termine", link, HTML)).probe.ways) == [SourceKind.CALENDAR]
    site.serve("/termine.ics", _ICS.format(events=_EVENT.format(n=1)), "text/calendar")
    assert discovery.look(site.serve("/termine", link, HTML)).best is None


def test_records_of_an_api_are_read(site: Site, discovery: Discovery) -> None:
    body = '{"items": [{"title": "Aufruf", "deadline": "2027-02-01"}, {"title": "Ruf", "deadline": "2027-03-01"}]}'
    found = discovery.look(site.serve("/api", body, "application/json"))
    assert kinds(found.probe.ways) == [SourceKind.JSON]
    assert found.probe.ways[0].dated == 2


def test_a_page_edited_in_place_shows_its_calls(site: Site, discovery: Discovery) -> None:
    best = discovery.look(site.serve("/foerderung", standing(), HTML)).best
    assert best is not None
    assert best.way.kind is SourceKind.STANDING
    assert [(line.title, line.deadline) for line in best.lines] == [
        ("Kleine Reisen", date(2027, 3, 1)),
        ("Große Reisen", date(2027, 4, 1)),
    ]


def test_a_bare_host_is_found_without_encryption_where_there_is_none(site: Site, discovery: Discovery) -> None:
    build_listing(site)
    site.serve("/", listing(), HTML)
    assert discovery.look(site.url("/").removeprefix("http://")).probe.url == site.url("/")


def test_of_a_list_whose_pages_cannot_be_read_the_titles_are_shown(site: Site, discovery: Discovery) -> None:
    best = discovery.look(site.serve("/aufrufe", listing(), HTML)).best
    assert best is not None
    assert (best.way.found, best.way.read) == (4, 0)
    assert [line.title for line in best.lines] == [title for title, _ in CALLS]
    assert best.failure is not None
    assert best.failure.kind is FailureKind.GONE


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (hostile.status(404), FailureKind.GONE),
        (hostile.status(403), FailureKind.BLOCKED),
        (hostile.status(401), FailureKind.LOGIN),
        (hostile.status(500), FailureKind.HTTP_ERROR),
        (hostile.endless_redirects(), FailureKind.REDIRECTS),
        (hostile.whole("", HTML), FailureKind.EMPTY),
        (hostile.whole("%PDF-1.7", "application/pdf"), FailureKind.UNREADABLE),
        (hostile.whole("PK\x03\x04", "application/zip"), FailureKind.UNREADABLE),
        (hostile.whole(page("<p>Zur Zeit nichts.</p>"), HTML), FailureKind.NO_ENTRIES),
        (hostile.whole(page('<form><input type="password"></form>'), HTML), FailureKind.LOGIN),
        (hostile.whole(page('<div id="app"></div><script>x()</script>'), HTML), FailureKind.NEEDS_JAVASCRIPT),
        (hostile.whole(page("", title="Just a moment..."), HTML), FailureKind.CAPTCHA),
        (hostile.flood(7, announced=False), FailureKind.TOO_LARGE),
    ],
)
def test_what_cannot_be_collected_says_why(
    site: Site, discovery: Discovery, answer: hostile.Answer, kind: FailureKind
) -> None:
    site.answers["/x"] = answer
    found = discovery.look(site.url("/x"))
    assert found.failure is not None
    assert (found.failure.kind, found.trials) == (kind, ())


def test_where_the_page_is_gone_it_is_still_said_what_robots_txt_says(site: Site, discovery: Discovery) -> None:
    gone = discovery.look(site.url("/vorbei"))
    assert gone.failure is not None
    assert (gone.failure.kind, gone.probe.robots) == (FailureKind.GONE, Robots.NONE)
    site.serve("/robots.txt", "User-agent: *\nDisallow: /intern", "text/plain")
    assert discovery.look(site.url("/vorbei")).probe.robots is Robots.ALLOWS


def test_what_robots_txt_forbids_is_said_and_not_fetched(site: Site, discovery: Discovery) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /aufrufe", "text/plain")
    found = discovery.look(build_listing(site))
    assert found.failure is not None
    assert (found.failure.kind, found.probe.robots) == (FailureKind.ROBOTS, Robots.FORBIDS)
    assert site.asked_for("/aufrufe") == []


def test_a_delay_longer_than_somebody_waits_is_said_at_once(site: Site, discovery: Discovery) -> None:
    site.serve("/robots.txt", "User-agent: *\nCrawl-delay: 25", "text/plain")
    failure = discovery.look(build_listing(site)).failure
    assert failure is not None
    assert (failure.kind, failure.detail) == (
        FailureKind.TIMEOUT,
        "robots.txt asks for 25 seconds between two requests",
    )
    assert site.asked_for("/aufrufe") == []


def test_the_own_network_is_not_looked_at(site: Site) -> None:
    found = Discovery(CrawlSettings(gap_seconds=0)).look(build_listing(site))
    assert found.failure is not None
    assert found.failure.kind is FailureKind.ADDRESS_REFUSED
    assert site.asked == []


def test_a_redirect_into_the_own_network_is_refused_as_well(site: Site, settings: CrawlSettings) -> None:
    site.answers["/x"] = hostile.status(302, Location="http://169.254.169.254/latest/meta-data/")
    failure = Discovery(settings).look(site.url("/x")).failure
    assert failure is not None
    assert failure.kind is FailureKind.ADDRESS_REFUSED


def test_a_server_that_never_ends_costs_no_more_than_the_time_there_is(site: Site, settings: CrawlSettings) -> None:
    patient = settings.model_copy(update={"request_timeout": 60})
    site.answers["/feed/"] = hostile.silent()
    found = Discovery(patient, seconds=1).look(build_listing(site))
    assert found.best is not None
    assert found.best.way.read == 0
    assert len(found.best.lines) == 4


def test_steps_are_told_as_they_begin_and_end(site: Site, discovery: Discovery) -> None:
    told: list[Step] = []
    found = discovery.look(build_listing(site), tell=told.append)
    assert [(step.stage, step.seconds is None) for step in told] == [
        (stage, begins) for stage in Stage for begins in (True, False)
    ]
    assert found.steps == tuple(step for step in told if step.seconds is not None)


def test_every_address_is_fetched_once(site: Site, discovery: Discovery) -> None:
    discovery.look(build_listing(site, head=_FEED_LINK))
    paths = [asked.path for asked in site.asked]
    assert sorted(paths) == sorted(set(paths))


def test_whoever_pastes_no_address_is_told_before_anything_is_fetched(discovery: Discovery) -> None:
    with pytest.raises(NoAddress):
        discovery.look("Jugendbüro")


def test_a_spider_that_stumbles_is_a_fault_of_that_way_alone(site: Site, discovery: Discovery) -> None:
    site.serve("/feed.xml", "<rss><channel><item><title>" + "<" * 50, "text/xml")
    assert kinds(discovery.look(build_listing(site, head=_FEED_LINK)).probe.ways) == [SourceKind.LISTING]


@pytest.fixture
def another_site() -> Callable[[], Site]:
    return Site


def test_many_sources_are_probed_and_told_in_their_order(
    site: Site, discovery: Discovery, another_site: Callable[[], Site]
) -> None:
    with another_site() as other:
        sources = [
            Address("liste", build_listing(site)),
            Address("feed", build_feed(other)),
            Address("weg", site.url("/weg")),
        ]
        told: list[str] = []
        probed = discovery.probe(sources, on_found=lambda address, _: told.append(address.key))
    assert [(address.key, found.best is not None) for address, found in probed] == [
        ("liste", True),
        ("feed", True),
        ("weg", False),
    ]
    assert sorted(told) == ["feed", "liste", "weg"]
    assert site.most_at_once == 1


def test_the_present_way_stays_where_no_other_is_clearly_better(site: Site, discovery: Discovery) -> None:
    build_feed(site)
    present = Way(SourceKind.LISTING, build_listing(site, head=_FEED_LINK), {"link": "/aufrufe/."})
    ((_, found),) = discovery.probe([Address("liste", present.url, present)])
    assert found.best is not None
    assert (found.best.way.kind, found.best.way.options) == (present.kind, present.options)


def test_the_probe_tells_the_sitemap_and_the_delay(site: Site, discovery: Discovery) -> None:
    site.serve("/sitemap.xml", f"<urlset><url><loc>{site.url('/a')}</loc></url></urlset>")
    site.serve("/robots.txt", "User-agent: *\nCrawl-delay: 0.01", "text/plain")
    ((_, found),) = discovery.probe([Address("feed", build_listing(site))])
    assert (found.probe.sitemap, found.probe.delay) == (site.url("/sitemap.xml"), 0.01)


def test_texts_of_feeds_are_read_by_the_spider_that_would_collect_them(site: Site, discovery: Discovery) -> None:
    found = discovery.look(site.serve("/f", three(), "text/xml"))
    assert [finding.key for finding in found.trials[0].findings] == ["aufruf-1", "aufruf-2", "aufruf-3"]
