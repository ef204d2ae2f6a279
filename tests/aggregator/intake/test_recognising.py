"""One opportunity, however often it is reported."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from aggregator.finding import Taken
from aggregator.search import OpportunityView
from tests.aggregator.office import CALL, Office

ORIGINAL = "https://jugendring.example.org/aufruf/begegnung"


def sources(view: OpportunityView) -> set[str]:
    return {seen.source_key for seen in view.seen_at}


def test_the_same_call_at_two_sources_under_one_address_is_one(office: Office) -> None:
    office.take()
    assert office.take(source="stadtverband", url=f"{ORIGINAL}/?utm_source=rundbrief") == Taken.NEW
    views = office.views()
    assert len(views) == 1
    assert sources(views[0]) == {"jugendring", "stadtverband"}


def test_the_original_publisher_leads_even_if_the_press_was_first(office: Office) -> None:
    office.take("Begegnung mit Polen – 2027", source="lokalblatt", url=ORIGINAL, text=CALL)
    office.take()
    views = office.views()
    assert [view.title for view in views] == ["Begegnung mit Polen 2027"]
    assert sources(views[0]) == {"jugendring", "lokalblatt"}


def test_what_the_leading_source_leaves_open_another_fills_in(office: Office) -> None:
    office.take(text="Der Jugendring lädt ein.")
    office.take(source="stadtverband", url=ORIGINAL, fields={"amount_max": "700", "currency": "EUR"})
    view = office.views()[0]
    known = (date(2027, 3, 15), Decimal(700))
    assert (view.deadline, view.amount_max) == known
    office.take(text="Der Jugendring lädt sehr herzlich ein.")
    view = office.views()[0]
    assert (view.deadline, view.amount_max) == known


def test_next_years_round_under_the_same_address_is_another(office: Office) -> None:
    office.take()
    office.take("Begegnung mit Polen 2028", CALL.replace("2027", "2028"), source="stadtverband", url=ORIGINAL)
    assert len(office.views()) == 2


def test_calls_that_stand_on_one_page_are_as_many_as_their_source_says(office: Office) -> None:
    for number, name in enumerate(["Reisekosten", "Begegnungen", "Sprachkurse"]):
        office.take(f"Fonds für {name}", f"{name} werden gefördert.", url=f"{ORIGINAL}#{number}", key=f"fonds-{number}")
    assert len(office.views()) == 3


def test_a_reference_number_unites_two_languages(office: Office) -> None:
    number = {"reference": "CERV-2027-CITIZENS-TOWN-TT"}
    office.take("Städtepartnerschaften", "Deutscher Text.", fields=number)
    office.take(
        "Town twinning", "English text.", source="stadtverband", url="https://eu.example.org/en/7", fields=number
    )
    assert len(office.views()) == 1


def test_a_telling_title_and_the_same_deadline_unite_two_addresses_and_a_common_title_does_not(office: Office) -> None:
    office.take("Kleine Begegnungen mit Partnerstädten im Donauraum")
    url = "https://stadtverband.example.org/nachrichten/7"
    office.take("Kleine Begegnungen mit Partnerstädten im Donauraum", source="stadtverband", url=url)
    assert len(office.views()) == 1
    office.take("Jetzt bewerben", key="b", url="https://jugendring.example.org/b")
    office.take("Jetzt bewerben", source="stadtverband", url=f"{url}/b")
    assert len(office.views()) == 3


def test_the_front_page_of_a_site_unites_nothing(office: Office) -> None:
    for number, source in enumerate(["jugendring", "stadtverband"]):
        office.take(f"Meldung {number}", f"Etwas anderes {number}.", source=source, url="https://portal.example.org/")
    assert len(office.views()) == 2


def test_many_things_under_one_address_with_one_title_stay_apart(office: Office) -> None:
    for day in range(1, 29):
        text = f"Bewerbungsschluss: {day:02}.04.2027. Nummer {day}."
        office.take("Aufruf des Monats", text, url=ORIGINAL, key=f"nr-{day}")
    assert len(office.views()) == 28
