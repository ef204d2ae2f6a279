"""Pages that list several events or calls: calendar tiles, columns of days, and one reading for every item."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from aggregator.reading import Certainty, Document, Reading, read, read_all
from aggregator.reading.content import read_page
from tests.aggregator.reading.spans import misplaced

TODAY = date(2026, 11, 23)
_NAMES = ("Vortrag über Rybnik", "Abend der Partnerstädte", "Fest am Fluss", "Lesung auf Französisch")


def _all(body: str, url: str = "https://stadt.example/termine/") -> tuple[Reading, ...]:
    return read_all(Document("", html=f"<html><body><main>{body}</main></body></html>", url=url), today=TODAY)


def _days(body: str) -> list[str]:
    page = read(Document("", html=f"<html><body><main>{body}</main></body></html>"), today=TODAY)
    return [event.start.isoformat() for event in page.events]


def _list(day: str) -> str:
    items = (
        f'<li class="termin"><h3><a href="/t/{number}">{name}</a></h3><p>{day.format(number)}, 19 Uhr</p></li>'
        for number, name in enumerate(_NAMES, 1)
    )
    return f"<h1>Termine</h1><ul>{''.join(items)}</ul>"


def test_every_item_of_a_list_has_its_own_reading_with_its_address() -> None:
    items = _all(_list("1{}. Mai 2027"))
    assert [item.title for item in items] == list(_NAMES)
    assert items[0].url == "https://stadt.example/t/1"
    assert [item.event and item.event.start for item in items] == [date(2027, 5, 10 + day) for day in range(1, 5)]


def test_the_quotes_of_an_item_stand_in_its_own_text() -> None:
    assert [misplaced(item) for item in _all(_list("1{}. Mai 2027"))] == [[], [], [], []]


def test_calls_in_a_table_are_read_row_by_row_with_their_headings() -> None:
    rows = "".join(
        f'<tr><td><a href="{number}.html">Fonds Nummer {word}</a></td><td>1{number}. März 2027</td></tr>'
        for number, word in enumerate(("eins", "zwei", "drei"), 1)
    )
    items = _all(f"<h1>Förderung</h1><table><tr><th>Programm</th><th>Antragsfrist</th></tr>{rows}</table>")
    assert [item.title for item in items] == ["Fonds Nummer eins", "Fonds Nummer zwei", "Fonds Nummer drei"]
    assert [item.deadlines[0].date for item in items] == [date(2027, 3, 10 + day) for day in range(1, 4)]
    assert items[1].url == "https://stadt.example/termine/2.html"


def test_items_without_a_year_take_it_from_the_day_the_page_was_fetched() -> None:
    rows = "".join(
        f'<tr><td><a href="{number}.html">Fonds Nummer {word}</a></td><td>1{number}. März</td></tr>'
        for number, word in enumerate(("eins", "zwei", "drei"), 1)
    )
    table = f"<table><tr><th>Programm</th><th>Antragsfrist</th></tr>{rows}</table>"
    page = Document("", html=f"<html><body><main>{table}</main></body></html>", fetched=TODAY)
    deadlines = [item.deadlines[0] for item in read_all(page, today=TODAY)]
    assert [one.date for one in deadlines] == [date(2027, 3, 10 + day) for day in range(1, 4)]
    assert {one.certainty for one in deadlines} == {Certainty.INFERRED}


def test_a_page_about_one_thing_gives_the_one_reading() -> None:
    html = "<html><body><main><h1>Fonds</h1><p>Bewerbungsfrist: 31. März 2027</p></main></body></html>"
    page = Document("", html=html)
    assert read_all(page, today=TODAY) == (read(page, today=TODAY),)


def test_plain_text_is_never_cut() -> None:
    assert len(read_all(Document("", "1. Mai 2027\n2. Mai 2027\n3. Mai 2027\n4. Mai 2027"), today=TODAY)) == 1


def test_links_of_the_navigation_are_no_items() -> None:
    menu = "".join(f'<li><a href="/{number}">Archiv vom {number}. Mai 2020</a></li>' for number in range(1, 9))
    html = (
        f"<nav><ul>{menu}</ul></nav><h1>Fonds</h1><p>Bewerbungsfrist: 31. März 2027. Vereine können sich bewerben.</p>"
    )
    assert len(_all(html)) == 1


def test_an_item_takes_the_year_of_the_heading_above_it() -> None:
    items = _all("<h2>Termine 2028</h2>" + _list("1{}. Mai"))
    assert [item.event and item.event.start.year for item in items] == [2028, 2028, 2028, 2028]


def test_the_parts_of_a_calendar_tile_are_one_day() -> None:
    tile = (
        '<div class="cal"><span class="month">Sep - 2027</span>'
        '<span class="day">18</span><span class="wd">Sat</span></div>'
    )
    assert read_page(f"<body>{tile}<h3>Fest</h3></body>").text == "Sat 18 Sep 2027\n## Fest"


def test_a_tile_of_a_day_over_a_month_is_read_day_first() -> None:
    assert "09 Jan" in read_page("<p class=date><b>09</b><br><i>Jan</i></p><p>Sitzung</p>").text


def test_a_sentence_with_a_day_in_a_time_element_stays_a_sentence() -> None:
    html = "<p>Wir treffen uns am <time datetime='2027-05-12'>12. Mai</time> im Rathaus.</p>"
    assert " ".join(read_page(html).text.split()) == "Wir treffen uns am 12. Mai 2027 im Rathaus."


def test_columns_of_days_under_a_year_are_events_of_that_year() -> None:
    body = (
        "<h3>2028 Meeting Schedule</h3><table><tr><td>Jan. 18 <a href=a>Minutes</a><br>Feb. 15<br>March 14</td>"
        "<td>April 11<br>May 9<br>June 13</td></tr></table>"
    )
    assert _days(body) == ["2028-01-18", "2028-02-15", "2028-03-14", "2028-04-11", "2028-05-09", "2028-06-13"]


def test_a_line_with_nothing_but_a_year_heads_the_days_below_it() -> None:
    assert _days("<p>2028</p><p>12. Mai Fest</p><p>14. Juni Lesung</p><p>1. Juli Markt</p>") == [
        "2028-05-12",
        "2028-06-14",
        "2028-07-01",
    ]


def test_days_of_notices_of_the_press_office_are_no_events() -> None:
    body = "<h2>Pressemitteilungen</h2>" + "".join(
        f"<p>Pressemitteilung vom {day}. Mai 2026: Neues aus dem Rathaus</p>" for day in (3, 4, 5, 6)
    )
    assert _days(body) == []


def test_a_table_that_a_script_will_draw_is_read_and_other_hidden_text_is_not() -> None:
    html = (
        "<p>Hallo</p><div style='visibility: hidden'><table><tr><td>a</td><td>b</td></tr></table></div>"
        "<div style='visibility: hidden'>unsichtbar</div>"
    )
    assert read_page(html).text == "Hallo\na: b"


@given(st.text(alphabet=st.sampled_from(list("<>/lidvtr 12. Mai2027aé\"='")), max_size=300))
def test_any_page_gives_at_least_one_reading(html: str) -> None:
    assert len(read_all(Document("", html=html, url="http://[::1"), today=TODAY)) >= 1


def test_what_readers_write_below_a_page_is_no_list_of_items() -> None:
    said = "".join(f'<li class="comment"><b>Anna</b> 1{day}. Mai 2026, 14:25 Sehr schön</li>' for day in (1, 2, 3, 4))
    text = (
        "<p>Vereine können sich bis zum 31. März 2027 bewerben. Gefördert werden Begegnungen junger Menschen.</p>" * 3
    )
    assert len(_all(f"<h1>Fonds</h1>{text}<ol>{said}</ol>")) == 1
