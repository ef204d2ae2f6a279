"""A page that lists several calls becomes several opportunities; a page about one thing stays one."""

from __future__ import annotations

from datetime import date

import pytest

from aggregator.finding import SourceKind, Taken
from aggregator.review import accept
from tests.aggregator.office import Office

PAGE = "https://kreis.example.org/foerderung"
CALLS = """
<div class="box"><h3>Fonds Nachbarschaft</h3><p>Zuschüsse für Begegnungen. Antragsfrist: 31. Januar 2027</p></div>
<div class="box"><h3>Preis der Partnerstädte</h3><p>Ein Wettbewerb für Vereine. Einsendeschluss: 1. März 2027</p></div>
<div class="box"><h3>Schüleraustausch mit Polen</h3><p>Schulen bewerben sich bis zum 5. April 2027.</p></div>
"""
ROUNDS = """<h2>Europa-Fonds</h2><p>Anträge sind zu diesen Stichtagen möglich:</p>
<ul><li>Erste Runde: 1. Februar 2027</li><li>Zweite Runde: 1. April 2027</li><li>Dritte Runde: 1. Juni 2027</li></ul>"""
TIMETABLE = """<p>Wir feiern 30 Jahre Partnerschaft.</p><table>
<tr><td>12. Mai 2027</td><td>Ankunft der Gäste im Rathaus</td></tr>
<tr><td>13. Mai 2027</td><td>Ausflug an den Rhein</td></tr>
<tr><td>14. Mai 2027</td><td>Abschlussabend in der Stadthalle</td></tr></table>"""


@pytest.fixture
def kreis(office: Office) -> Office:
    office.add("kreis", kind=SourceKind.STANDING, url=PAGE)
    return office


def take(office: Office, html: str, **parts: object) -> Taken:
    return office.take("Förderung", None, source="kreis", url=PAGE, html=html, **parts)


def test_every_call_of_a_page_is_an_opportunity_of_its_own(kreis: Office) -> None:
    assert take(kreis, CALLS) == Taken.NEW
    found = [(view.title, view.deadline) for view in kreis.views()]
    assert found == [
        ("Fonds Nachbarschaft", date(2027, 1, 31)),
        ("Preis der Partnerstädte", date(2027, 3, 1)),
        ("Schüleraustausch mit Polen", date(2027, 4, 5)),
    ]


def test_the_same_page_again_is_nothing_new_and_an_edited_call_changes_alone(kreis: Office) -> None:
    take(kreis, CALLS)
    assert take(kreis, CALLS) == Taken.SAME
    edited = CALLS.replace("1. März", "15. März")
    assert take(kreis, edited) == Taken.CHANGED
    kreis.wait(days=1)
    assert take(kreis, edited) == Taken.SAME
    assert [(view.deadline, view.former_deadline) for view in kreis.views()] == [
        (date(2027, 1, 31), None),
        (date(2027, 3, 15), date(2027, 3, 1)),
        (date(2027, 4, 5), None),
    ]


def test_a_call_put_above_the_others_leaves_them_as_they_were_decided(kreis: Office) -> None:
    take(kreis, CALLS)
    with kreis.store.writing() as session:
        accept(session, kreis.views()[0].id, person_id=None, now=kreis.now)
    fresh = '<div class="box"><h3>Reisekosten</h3><p>Anträge bis zum 20. Februar 2027.</p></div>'
    assert take(kreis, fresh + CALLS) == Taken.NEW
    states = {view.title: view.state for view in kreis.views()}
    assert states == {
        "Fonds Nachbarschaft": "accepted",
        "Preis der Partnerstädte": "new",
        "Schüleraustausch mit Polen": "new",
        "Reisekosten": "new",
    }


@pytest.mark.parametrize("html", [ROUNDS, TIMETABLE], ids=["rounds of one call", "timetable of one event"])
def test_a_page_about_one_thing_stays_one(kreis: Office, html: str) -> None:
    take(kreis, html)
    assert len(kreis.views()) == 1


def test_days_without_a_year_stand_in_the_year_of_their_page(kreis: Office) -> None:
    entries = "".join(
        f'<div class="box"><h3><a href="/termine/{place}">Treffen in {place}</a></h3><p>{day} im Rathaus</p></div>'
        for place, day in (("Soest", "12.3."), ("Herne", "9.4."), ("Unna", "7.5."))
    )
    take(kreis, f"<h1>Veranstaltungen 2028</h1>{entries}")
    assert [(view.title, view.event_start, view.url) for view in kreis.views()] == [
        ("Treffen in Soest", date(2028, 3, 12), "https://kreis.example.org/termine/Soest"),
        ("Treffen in Herne", date(2028, 4, 9), "https://kreis.example.org/termine/Herne"),
        ("Treffen in Unna", date(2028, 5, 7), "https://kreis.example.org/termine/Unna"),
    ]


def test_a_newsletter_is_split_where_its_source_says_so(office: Office) -> None:
    office.take("Rundbrief 1/2027", None, html=CALLS)
    assert len(office.views()) == 1
    office.add("rundbrief", options={"several": True})
    office.take("Rundbrief 1/2027", None, source="rundbrief", html=CALLS)
    assert {"Fonds Nachbarschaft", "Schüleraustausch mit Polen"} <= {view.title for view in office.views()}
