"""From a town to its partner countries."""

from __future__ import annotations

import pytest
from sqlmodel import col, func, select

from aggregator.model import Municipality, Twinning, TwinningKind, TwinningStatus
from aggregator.register import lookup, partner_countries, seed
from aggregator.store import Store
from aggregator.taxonomy import is_country


@pytest.fixture
def filled(store: Store) -> Store:
    with store.writing() as session:
        seed(session)
    return store


def test_the_seed_holds_all_towns_and_districts_of_the_state_once(filled: Store) -> None:
    with filled.writing() as session:
        assert seed(session) == 0
        here = select(func.count()).select_from(Municipality).where(Municipality.state == "NW")
        assert session.exec(here).one() == 427
        assert session.exec(here.where(Municipality.kind == "district")).one() == 31


def test_every_other_state_has_its_districts_and_the_towns_with_links(filled: Store) -> None:
    with filled.reading() as session:
        assert session.exec(select(func.count()).select_from(Municipality)).one() == 2431
        elsewhere = select(Municipality.ags).where(Municipality.state != "NW", Municipality.kind != "district")
        alone = elsewhere.where(col(Municipality.ags).not_in(select(Twinning.ags)))
        assert session.exec(alone).all() == []
        assert len(set(session.exec(select(Municipality.state)))) == 16


def test_every_link_says_where_it_is_known_from(filled: Store) -> None:
    with filled.reading() as session:
        links = session.exec(select(Twinning)).all()
    assert len(links) == 5006
    assert len([link for link in links if link.country != "DE" and link.ags.startswith("05")]) == 656
    assert all(link.source and link.licence and is_country(link.country) for link in links)
    assert all(link.source_url for link in links if link.since or link.status is not TwinningStatus.UNKNOWN)
    assert {link.licence for link in links} == {"CC0", "fact"}


def test_a_link_carries_its_keys_and_its_place(filled: Store) -> None:
    with filled.reading() as session:
        link = session.exec(select(Twinning).where(Twinning.ags == "05512000", Twinning.country == "FR")).one()
    assert (link.partner, link.region, link.insee, link.qid) == ("Tourcoing", "FR-HDF", "59599", "Q182481")
    assert (link.kind, link.status) == (TwinningKind.PARTNERSHIP, TwinningStatus.UNKNOWN)
    assert (link.latitude, link.longitude) == (50.722, 3.16)


def test_links_of_a_former_register_get_their_keys_and_keep_what_people_wrote(filled: Store) -> None:
    with filled.writing() as session:
        link = session.exec(select(Twinning).where(Twinning.ags == "05512000", Twinning.country == "FR")).one()
        number = link.id
        link.region = link.insee = link.geonames = link.qid = link.folded_names = ""
        link.latitude = link.longitude = None
        link.since = 1900
    with filled.writing() as session:
        assert seed(session) == 0
    with filled.reading() as session:
        kept = session.get_one(Twinning, number)
    assert (kept.since, kept.region, kept.folded_names) == (1900, "FR-HDF", "|tourcoing|")


def test_a_partner_that_somebody_named_anew_does_not_come_back(filled: Store) -> None:
    with filled.writing() as session:
        link = session.exec(select(Twinning).where(Twinning.ags == "05512000", Twinning.country == "FR")).one()
        link.partner = "Tourcoing-en-Flandre"
    with filled.writing() as session:
        assert seed(session) == 0


@pytest.mark.parametrize("typed", ["Köln", "koeln", "KOLN", "Stadt Köln", "05315000"])
def test_a_town_is_found_in_every_spelling(filled: Store, typed: str) -> None:
    with filled.reading() as session:
        assert lookup(session, typed)[0].name == "Köln"


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("klev", ["Kleve", "Kreis Kleve"]),
        ("wittgenstein", ["Kreis Siegen-Wittgenstein"]),
        ("soest", ["Soest", "Kreis Soest"]),
        ("", []),
        ("%_", []),
        ("Atlantis", []),
    ],
)
def test_towns_stand_before_districts_and_any_word_of_a_name_is_enough(
    filled: Store, typed: str, names: list[str]
) -> None:
    with filled.reading() as session:
        assert sorted(town.name for town in lookup(session, typed)) == sorted(names)


def test_at_most_as_many_as_asked_for_are_offered(filled: Store) -> None:
    with filled.reading() as session:
        assert len(lookup(session, "b", limit=5)) == 5


def test_partner_countries_lead_abroad_and_name_the_towns(filled: Store) -> None:
    with filled.reading() as session:
        bottrop = lookup(session, "Bottrop")[0]
        found = {country.code: country.partners for country in partner_countries(session, bottrop.ags)}
    assert found == {
        "FR": ("Tourcoing",),
        "GB": ("Blackpool",),
        "HU": ("Veszprém",),
        "PL": ("Gliwice",),
    }


def test_a_suspended_link_does_not_count(filled: Store) -> None:
    with filled.reading() as session:
        cologne = lookup(session, "Köln")[0]
        towns = [town for country in partner_countries(session, cologne.ags) for town in country.partners]
    assert "Wolgograd" not in towns


def test_an_unknown_key_has_no_partners(filled: Store) -> None:
    with filled.reading() as session:
        assert partner_countries(session, "00000000") == []
