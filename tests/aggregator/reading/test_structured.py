"""What a page's markup states: schema.org, microformats, what it calls itself."""

from __future__ import annotations

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from aggregator.reading import Document, read
from aggregator.reading.structured import Stated, StatedEvent, read_stated

TODAY = date(2026, 11, 23)


def _stated(html: str) -> Stated:
    return read_stated(LexborHTMLParser(html))


def _json(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script><p>Willkommen</p>'


def test_an_event_in_json_ld_is_read_with_its_time_name_place_and_address() -> None:
    page = _json(
        '{"@graph": [{"@type": "MusicEvent", "name": "Fest der Partner", "startDate": "2027-05-12T19:30",'
        ' "endDate": "2027-05-14", "url": "/fest", "location": {"@type": "Place", "name": "Rathaus"}}]}'
    )
    assert _stated(page).events == (
        StatedEvent(date(2027, 5, 12), date(2027, 5, 14), time(19, 30), "Fest der Partner", "/fest", "Rathaus"),
    )


def test_events_in_a_list_of_json_ld_keep_their_order() -> None:
    items = ", ".join(
        f'{{"@type": "ListItem", "item": {{"@type": "Event", "name": "{name}", "startDate": "2027-0{name}-01"}}}}'
        for name in (3, 1, 2)
    )
    assert [event.name for event in _stated(_json(f'{{"itemListElement": [{items}]}}')).events] == ["3", "1", "2"]


def test_broken_json_hides_nothing_else() -> None:
    page = _json("{broken") + _json('{"@type": "Event", "startDate": "2027-05-12"}')
    assert [event.start for event in _stated(page).events] == [date(2027, 5, 12)]


def test_microdata_is_read_though_it_is_hidden_and_its_days_have_one_figure() -> None:
    page = (
        '<div itemscope itemtype="http://schema.org/Event"><div style="display:none"><meta itemprop="startDate" '
        'content="2027-9-8T10:00"><a itemprop="url" href="https://example.org/a"></a>'
        '<span itemprop="name">Ausschuss</span></div></div>'
    )
    assert _stated(page).events == (
        StatedEvent(date(2027, 9, 8), None, time(10, 0), "Ausschuss", "https://example.org/a"),
    )


def test_microformats_of_both_generations_are_read() -> None:
    page = (
        '<div class="h-event"><a class="p-name" href="/neu">Neu</a>'
        '<time class="dt-start" datetime="2027-06-01">1.</time></div>'
        '<div class="vevent"><span class="summary">Alt</span><abbr class="dtstart" title="2027-07-02">2.</abbr></div>'
    )
    assert [(event.start, event.name) for event in _stated(page).events] == [
        (date(2027, 6, 1), "Neu"),
        (date(2027, 7, 2), "Alt"),
    ]


def test_an_event_that_only_the_markup_names_is_an_event_of_the_page() -> None:
    block = _json('{"@type": "Event", "name": "Fest", "startDate": "2027-05-12"}')
    event = read(Document("", html=f"<html><body>{block}</body></html>"), today=TODAY).event
    assert event is not None and event.start == date(2027, 5, 12)


def test_an_organisation_with_a_date_of_founding_is_no_event() -> None:
    assert _stated(_json('{"@type": "Organization", "startDate": "1963-01-22"}')).events == ()


def test_a_page_that_calls_itself_a_newspaper_article_is_a_report() -> None:
    assert _stated(_json('{"@type": ["NewsArticle"]}')).report
    assert not _stated(_json('{"@type": "WebPage"}')).report


@given(st.text(max_size=200))
def test_any_json_ld_is_answered(text: str) -> None:
    _stated(_json(text))


@given(st.text(alphabet="0123456789-T:Z+. ", max_size=30))
def test_any_start_of_an_event_is_a_day_or_left_out(start: str) -> None:
    assert all(
        event.start.year >= 1900 for event in _stated(_json(f'{{"@type": "Event", "startDate": "{start}"}}')).events
    )
