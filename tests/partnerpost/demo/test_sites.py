from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
import pytest
from icalendar import Calendar
from selectolax.lexbor import LexborHTMLParser

from aggregator.finding import SourceKind
from partnerpost.demo.sites import OpenedSites, opened_sites
from partnerpost.demo.sites.server import SiteServer
from tests.partnerpost.demo.conftest import TODAY
from tests.partnerpost.demo.visitor import get


def test_each_site_answers_at_its_own_port(sites: OpenedSites) -> None:
    assert len(set(sites.hosts)) == 5
    assert all(get(address + "/").status == 200 for address in sites.addresses.values())


def test_every_site_allows_visitors_but_for_one_folder(sites: OpenedSites) -> None:
    for address in sites.addresses.values():
        assert get(address + "/robots.txt").text == "User-agent: *\nDisallow: /intern/\n"


def test_a_page_known_by_its_etag_is_not_sent_again(sites: OpenedSites) -> None:
    feed = sites.addresses["youth_office"] + "/feed.xml"
    first = get(feed)
    again = get(feed, If_None_Match=f'"other", W/{first.headers["ETag"]}')
    assert (first.status, again.status, again.body) == (200, 304, b"")


def test_a_page_known_by_its_date_is_not_sent_again(sites: OpenedSites) -> None:
    page = sites.addresses["ministry"] + "/foerderung/begegnungen"
    assert get(page, If_Modified_Since=get(page).headers["Last-Modified"]).status == 304


def test_another_etag_wins_over_a_date_that_fits(sites: OpenedSites) -> None:
    page = sites.addresses["ministry"] + "/foerderung/begegnungen"
    date_known = get(page).headers["Last-Modified"]
    assert get(page, If_None_Match='"other"', If_Modified_Since=date_known).status == 200


def test_a_date_that_is_none_is_ignored(sites: OpenedSites) -> None:
    assert get(sites.addresses["ministry"] + "/", If_Modified_Since="gestern").status == 200


def test_a_page_that_is_not_there_is_a_404(sites: OpenedSites) -> None:
    assert get(sites.addresses["foundation"] + "/appels/rien").status == 404
    assert get(sites.addresses["foundation"] + "/appels?page=99").status == 404


def test_head_says_the_length_and_sends_nothing(sites: OpenedSites) -> None:
    page = sites.addresses["town"] + "/veranstaltungen.ics"
    head = get(page, method="HEAD")
    assert int(head.headers["Content-Length"]) == len(get(page).body)
    assert head.body == b""


def test_the_feed_holds_items_in_german_and_polish_with_their_text(sites: OpenedSites) -> None:
    feed = feedparser.parse(get(sites.addresses["youth_office"] + "/feed.xml").body)
    assert not feed.bozo
    languages = [entry.language for entry in feed.entries]
    assert (languages.count("de"), languages.count("pl")) == (8, 3)
    assert len({entry.id for entry in feed.entries}) == 11
    assert all(len(entry.description) > 150 for entry in feed.entries)


def test_every_link_of_the_feed_leads_to_a_page_with_that_text(sites: OpenedSites) -> None:
    feed = feedparser.parse(get(sites.addresses["youth_office"] + "/feed.xml").body)
    for entry in feed.entries:
        answered = get(entry.link)
        assert answered.status == 200
        if entry.link.startswith(sites.addresses["youth_office"]):
            assert entry.title in text_of(answered.body, "main")


def test_one_call_is_reported_by_two_sites_under_one_address(sites: OpenedSites) -> None:
    feed = feedparser.parse(get(sites.addresses["youth_office"] + "/feed.xml").body)
    elsewhere = [entry.link for entry in feed.entries if entry.link.startswith(sites.addresses["foundation"])]
    assert elsewhere == [sites.addresses["foundation"] + "/aufrufe/klimapartner-auf-dem-land"]


def test_the_listing_goes_over_two_pages_and_names_every_detail_page_once(sites: OpenedSites) -> None:
    address, target, pages = sites.addresses["foundation"], "/appels", 0
    links: list[str | None] = []
    while target:
        tree = LexborHTMLParser(get(address + target).body)
        links += [node.attributes["href"] for node in tree.css(".teaser h2 a")]
        after = tree.css_first("a[rel=next]")
        target = (after.attributes["href"] or "") if after else ""
        pages += 1
    assert pages == 2
    assert len(links) == len(set(links)) == 9
    assert all(get(f"{address}{link}").status == 200 for link in links)


def test_a_detail_page_names_its_facts_as_labels_with_values(sites: OpenedSites) -> None:
    page = get(sites.addresses["foundation"] + "/appels/jumelages-en-mouvement")
    facts = [node.text() for node in LexborHTMLParser(page.body).css("main .facts p")]
    assert facts[0] == "Date limite de candidature\u00a0: 4 mai 2027"
    table = get(sites.addresses["foundation"] + "/aufrufe/notenwechsel")
    assert text_of(table.body, "main table.facts tr") == "Bewerbungsschluss02.03.2027"


def test_beside_the_text_of_a_detail_page_stand_foreign_dates(sites: OpenedSites) -> None:
    page = get(sites.addresses["foundation"] + "/aufrufe/notenwechsel")
    assert re.search(r"\d{4}", text_of(page.body, "aside"))


def test_the_portal_tells_all_records_over_its_pages(sites: OpenedSites) -> None:
    search = sites.addresses["portal"] + "/api/search"
    total = get(search).json["totalResults"]
    found = [
        record["reference"]
        for number in range(1, 9)
        for record in get(f"{search}?pageNumber={number}&pageSize=5").json["results"]
    ]
    assert total == len(found) == len(set(found)) == 12
    assert len({reference[:-2] for reference in found}) == 6


def test_the_languages_of_one_topic_stand_on_two_pages_of_the_source(sites: OpenedSites) -> None:
    url = next(draft.url for draft in sites.sources() if draft.key == "agora")
    first, second = (
        {record["metadata"]["identifier"][0] for record in get(f"{url}&pageNumber={number}").json["results"]}
        for number in (1, 2)
    )
    assert first & second


def test_the_portal_puts_every_value_into_a_list_and_money_into_a_string(sites: OpenedSites) -> None:
    for record in get(sites.addresses["portal"] + "/api/search?pageSize=100").json["results"]:
        assert all(isinstance(value, list) for value in record["metadata"].values())
        actions = json.loads(record["metadata"]["budgetOverview"][0])["budgetTopicActionMap"]["1"]
        identifier = record["metadata"]["identifier"][0]
        assert [action["action"].startswith(identifier) for action in actions] == [False, True]


def test_the_portals_last_day_is_the_evening_before_in_utc(sites: OpenedSites) -> None:
    records = get(sites.addresses["portal"] + "/api/search?pageSize=100").json["results"]
    green = next(record for record in records if record["reference"] == "VERDE-2027-TOWNSen")
    told = [datetime.fromisoformat(value.replace("+0000", "+00:00")) for value in green["metadata"]["deadlineDate"]]
    # one cut-off in winter time, one in summer time
    assert [moment.hour for moment in told] == [23, 22]
    brussels = [moment.astimezone(ZoneInfo("Europe/Brussels")) for moment in told]
    assert [(moment.date(), moment.hour) for moment in brussels] == [(date(2027, 3, 18), 0), (date(2027, 7, 1), 0)]


@pytest.mark.parametrize("asked", ["pageSize=0", "pageSize=-3", "pageNumber=x", "pageNumber=%C2%B2"])
def test_the_portal_takes_nonsense_for_nothing_said(sites: OpenedSites, asked: str) -> None:
    search = sites.addresses["portal"] + "/api/search"
    assert get(f"{search}?{asked}").json["results"] == get(search).json["results"]


def test_the_calendar_holds_whole_days_times_with_zone_and_one_that_comes_back(sites: OpenedSites) -> None:
    calendar = Calendar.from_ical(get(sites.addresses["town"] + "/veranstaltungen.ics").text)
    events: dict[str, Any] = {str(event["uid"]).partition("@")[0]: event for event in calendar.walk("VEVENT")}
    assert len(events) == 7
    fair, talk, evening = events["europafest"], events["foerdersprechstunde"], events["stammtisch"]
    assert fair["dtend"].dt - fair["dtstart"].dt == timedelta(days=1)
    assert talk["dtstart"].params["tzid"] == "Europe/Berlin"
    assert talk["dtstart"].dt.hour == 18
    assert evening["rrule"]["freq"] == ["MONTHLY"]


def test_three_calls_stand_on_the_page_that_is_edited_in_place(sites: OpenedSites) -> None:
    page = get(sites.addresses["ministry"] + "/foerderung/begegnungen")
    calls = [section.text() for section in LexborHTMLParser(page.body).css("main section")]
    assert len(calls) == 3
    assert "jederzeit" in calls[0]
    assert "Antragsfrist endet am 19. April 2027 um 12:00 Uhr" in calls[1]
    assert page.text.count('<h2 id="') == 3
    assert "verlängert bis 5. März 2027 (statt bisher 5. Februar 2027)" in calls[2]


def test_the_sites_are_sources_of_all_kinds_that_belong_to_no_one_api(sites: OpenedSites) -> None:
    drafts = sites.sources()
    usual = {SourceKind.FEED, SourceKind.LISTING, SourceKind.STANDING, SourceKind.CALENDAR, SourceKind.JSON}
    assert {draft.kind for draft in drafts} == usual
    assert all(get(draft.url).status == 200 for draft in drafts)


def test_another_day_moves_every_date_of_a_site_that_stays_open() -> None:
    with opened_sites(TODAY) as opened:
        page = opened.addresses["ministry"] + "/"
        before = get(page)
        opened.show(TODAY + timedelta(days=7))
        after = get(page, If_None_Match=before.headers["ETag"])
        assert (after.status, "verlängert bis 12. März 2027" in after.text) == (200, True)


def text_of(body: bytes, selector: str) -> str:
    node = LexborHTMLParser(body).css_first(selector)
    assert node is not None
    return node.text()


def test_a_given_port_that_is_busy_is_said_at_once() -> None:
    with SiteServer() as taken, pytest.raises(OSError, match="in use"):
        SiteServer(int(taken.address.rpartition(":")[2]))
