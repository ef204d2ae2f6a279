"""What a person enters by hand comes in through the door, and its facts stand as their word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from aggregator import sources
from aggregator.changes import FactName
from aggregator.changes.history import waiting
from aggregator.intake import refreshing
from aggregator.model import Correction, Opportunity, OpportunityState, Source, SourceAction, SourceDecision
from aggregator.review import Entered, Entry, FormUsed, corrections, enter, inbox, questions_about
from aggregator.search import OpportunityView, Query, find
from aggregator.sources import UnknownSource, overview, tending
from aggregator.sources.own import OWN_KEY
from tests.aggregator.office import CALL, Office

SEARCH: Mapping[FactName, str] = {
    FactName.KIND: "partner_search",
    FactName.TITLE: "Bydgoszcz sucht Partner: Jugendaustausch zum Thema Wasser",
    FactName.ORGANISER: "Stadt Bydgoszcz",
    FactName.DEADLINE: "2027-02-20",
    FactName.COUNTRY: "PL",
    FactName.TOPIC: "sustainability youth",
}
TEXT = "Gesucht wird eine Kommune mit Fluss. Das Projekt beginnt am 5. Mai 2027 und endet in Frankreich. Abgesagt!"
LISTS = (FactName.COUNTRY, FactName.TOPIC)
RIVER = "Gesucht wird eine Kommune mit Fluss, deren Jugendliche mit uns ein Floß bauen und darüber einen Film drehen."
A_FORM = Entry("0" * 32, SEARCH, TEXT, "de")


def put(office: Office, anna: int, entry: Entry = A_FORM, *, accepted: bool = True) -> Entered:
    """Anna sends her form."""
    return enter(office.store, entry, office="Das Büro", person_id=anna, now=office.now, accepted=accepted)


def only(office: Office) -> OpportunityView:
    """The one thing there is."""
    (view,) = office.views()
    return view


def test_what_was_entered_counts_and_nothing_else_is_read_into_it(office: Office, anna: int) -> None:
    put(office, anna)
    view = only(office)
    assert (view.kind, view.title, view.organiser) == (
        "partner_search",
        SEARCH[FactName.TITLE],
        SEARCH[FactName.ORGANISER],
    )
    assert (view.deadline, view.countries, view.topics) == (date(2027, 2, 20), ("PL",), ("sustainability", "youth"))
    assert (view.event_start, view.place, view.audiences, view.status) == (None, "", (), "")
    assert view.summary == TEXT


def test_all_forms_of_facts_come_in(office: Office, anna: int) -> None:
    said = {
        FactName.KIND: "event",
        FactName.TITLE: "Infotag",
        FactName.DEADLINE: "2027-02-20T12:00[Europe/London]",
        FactName.EVENT: "2027-03-01/2027-03-03",
        FactName.AMOUNT: "500/5000 SEK",
        FactName.PLACE: "Hamm",
        FactName.AUDIENCE: "association school",
    }
    entered = put(office, anna, replace(A_FORM, facts=said))
    with office.store.reading() as session:
        found = corrections(session, entered.opportunity_id, now=office.now).facts
    assert {name: value for name, value in found.items() if value is not None} == said


def test_it_is_accepted_at_once_or_waits_in_the_inbox(office: Office, anna: int) -> None:
    accepted, waiting = (
        put(office, anna),
        put(office, anna, Entry("1" * 32, {**SEARCH, FactName.TITLE: "Halle"}, "", "de"), accepted=False),
    )
    with office.store.reading() as session:
        public = find(session, Query(), today=office.today).items
        new = inbox(session, today=office.today).rows
    assert [view.id for view in public] == [accepted.opportunity_id]
    assert [row.view.id for row in new] == [waiting.opportunity_id]


def test_every_fact_is_the_word_of_who_entered_it(office: Office, anna: int) -> None:
    entered = put(office, anna)
    with office.store.reading() as session:
        its = corrections(session, entered.opportunity_id, now=office.now).standing
        done = session.exec(select(SourceDecision)).one()
    assert {name: (one.value, one.person) for name, one in its.items()} == {
        name: (value, "Anna") for name, value in SEARCH.items() if name not in LISTS
    }
    assert (done.action, done.person_id, done.after["opportunity"]) == (
        SourceAction.ENTER,
        anna,
        entered.opportunity_id,
    )
    assert done.after["deadline"] == "2027-02-20"


def test_reading_anew_overrules_nothing(office: Office, anna: int) -> None:
    put(office, anna)
    before = only(office)
    office.wait(days=3)
    refreshing.refresh(office.store, clock=lambda: office.now)
    assert only(office) == before


def test_who_reports_the_same_later_may_propose_but_changes_nothing(office: Office, anna: int) -> None:
    office.add("bydgoszcz")
    url = "https://www.bydgoszcz.example/wasser"
    entered = put(office, anna, replace(A_FORM, url=url, text=RIVER))
    report = {"title": SEARCH[FactName.TITLE], "source": "bydgoszcz", "url": url}
    office.take_twice(text=f"{RIVER} Bewerbungsschluss: 20.02.2027. Bis zu 900 Euro.", **report)
    office.take_twice(text=f"{RIVER} Bewerbungsschluss: 28.02.2027. Bis zu 900 Euro.", **report)
    view = only(office)
    assert (view.id, len(view.seen_at)) == (entered.opportunity_id, 2)
    assert (view.deadline, view.title, view.summary) == (date(2027, 2, 20), SEARCH[FactName.TITLE], RIVER)
    assert view.amount_max == Decimal("900.00")
    with office.store.reading() as session:
        proposed = [(line.field, line.after) for line in waiting(session)]
    assert proposed == [("deadline", "2027-02-28")]


def test_what_is_known_already_is_put_together_and_keeps_its_place(office: Office, anna: int) -> None:
    office.take()
    known = only(office)
    said = {
        FactName.KIND: "call",
        FactName.TITLE: known.title,
        FactName.DEADLINE: "2027-03-20",
        FactName.TOPIC: "sport",
    }
    entered = put(office, anna, Entry("2" * 32, said, CALL, "de", known.url), accepted=False)
    view = only(office)
    assert entered == Entered(known.id, is_new=False)
    assert (view.deadline, view.state) == (date(2027, 3, 20), "new")
    assert set(view.topics) == {"sport", "youth"}


def test_what_resembles_something_is_asked_about(office: Office, anna: int) -> None:
    office.take(
        title="Jugendbegegnungen mit Partnerkommunen in Polen",
        text="Das Programm fördert Begegnungen von Jugendlichen aus Deutschland und Polen. Antragsberechtigt sind "
        "Vereine. Anträge können bis zum 20. Februar 2027 gestellt werden. Die Auswahl trifft eine Jury.",
    )
    said = {**SEARCH, FactName.TITLE: "Jugendbegegnungen mit Partnerkommunen in Polen und der Ukraine"}
    text = "Begegnungen von Jugendlichen. Auskunft gibt das Rathaus am Montag zwischen neun und zwölf Uhr, Zimmer 14."
    entered = put(office, anna, Entry("3" * 32, said, text, "de"))
    with office.store.reading() as session:
        asked = questions_about(session, entered.opportunity_id)
    assert entered.is_new
    assert len(asked) == 1


def test_the_same_form_twice_makes_one_entry(office: Office, anna: int) -> None:
    first = put(office, anna)
    office.now += timedelta(minutes=1)
    assert put(office, anna) == first
    assert len(office.views()) == 1
    with office.store.reading() as session:
        assert len(session.exec(select(Correction)).all()) == len(SEARCH) - len(LISTS)


def test_a_form_that_was_sent_before_changes_nothing_with_other_words(office: Office, anna: int) -> None:
    first = put(office, anna)
    with pytest.raises(FormUsed) as told:
        put(office, anna, replace(A_FORM, text="Anders."))
    assert told.value.opportunity_id == first.opportunity_id
    assert only(office).summary == TEXT


def test_two_entries_without_an_address_are_two(office: Office, anna: int) -> None:
    put(office, anna)
    put(office, anna, Entry("4" * 32, {FactName.KIND: "good_practice", FactName.TITLE: "Chor singt"}, "Kurz.", "de"))
    with office.store.reading() as session:
        assert len(session.exec(select(Opportunity).where(Opportunity.state == OpportunityState.ACCEPTED)).all()) == 2


def test_the_offices_own_source_is_well_and_never_visited(office: Office, anna: int) -> None:
    put(office, anna)
    office.wait(days=400)
    with office.store.reading() as session:
        own = next(one for one in overview.glances(session, now=office.now) if one.key == OWN_KEY)
        (standing,) = overview.standings(session, [own.id], now=office.now)
        assert (own.health.value, standing.reasons, standing.accepted) == ("ok", (), 1.0)
        assert OWN_KEY not in sources.due_keys(session, now=office.now)
        assert OWN_KEY not in {visit.source_key for visit in sources.visits(session)}
        assert OWN_KEY not in {line.source.key for line in sources.list_sources(session)}


@pytest.mark.parametrize("how", [tending.test_now, tending.pause, tending.resume])
def test_nobody_can_have_it_visited(office: Office, anna: int, how: object) -> None:
    put(office, anna)
    assert callable(how)
    with pytest.raises(UnknownSource, match="by hand"), office.store.writing() as session:
        how(session, OWN_KEY, person_id=anna, now=office.now)


def test_it_bears_the_name_of_the_office(office: Office, anna: int) -> None:
    put(office, anna)
    enter(
        office.store, replace(A_FORM, key="5" * 32), office="Büro neu", person_id=anna, now=office.now, accepted=False
    )
    with office.store.reading() as session:
        assert session.exec(select(Source.name).where(Source.key == OWN_KEY)).one() == "Büro neu"


def test_who_reports_it_without_a_day_takes_no_day_away(office: Office, anna: int) -> None:
    office.add("bydgoszcz")
    url = "https://www.bydgoszcz.example/wasser"
    put(office, anna, replace(A_FORM, url=url, text=RIVER))
    office.take_twice(title=SEARCH[FactName.TITLE], text=RIVER, source="bydgoszcz", url=url)
    view = only(office)
    assert (len(view.seen_at), view.deadline, view.certainty) == (2, date(2027, 2, 20), "exact")
    with office.store.reading() as session:
        assert waiting(session) == ()
