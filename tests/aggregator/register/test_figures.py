"""What is counted of the register, beside what was counted officially."""

from __future__ import annotations

import pytest
from sqlmodel import select

from aggregator.model import Twinning, TwinningStatus
from aggregator.register import count_states, figures, in_state, seed, triangle, with_country, with_partner
from aggregator.store import Store


@pytest.fixture
def filled(store: Store) -> Store:
    with store.writing() as session:
        seed(session)
    return store


def test_each_state_stands_beside_its_official_count(filled: Store) -> None:
    with filled.reading() as session:
        found = figures(session)
    states = {figure.code: (figure.here, figure.official) for figure in found.states}
    assert len(states) == 16
    assert states["NW"] == (656, 1000)
    assert states["HH"][1] == 8
    assert found.whole.official == 6694
    assert found.whole.here == sum(here for here, _ in states.values()) == 3821
    assert sum(official or 0 for _, official in states.values()) == 6694


def test_countries_with_an_official_count_come_first(filled: Store) -> None:
    with filled.reading() as session:
        found = figures(session)
    assert [(figure.code, figure.official) for figure in found.countries[:5]] == [
        ("FR", 2238),
        ("PL", 527),
        ("IT", 442),
        ("GB", 482),
        ("AT", 354),
    ]
    assert {figure.code: figure.official for figure in found.countries_of_nw}["NL"] == 80
    assert {figure.code: figure.official for figure in found.states_with_france}["RP"] == 288


def test_an_ended_link_is_not_counted(filled: Store) -> None:
    with filled.writing() as session:
        session.exec(
            select(Twinning).where(Twinning.ags == "05512000", Twinning.country == "FR")
        ).one().status = TwinningStatus.ENDED
    with filled.reading() as session:
        assert figures(session).whole.here == 3820
        assert count_states(session)["NW"].links == 655
        assert "Bottrop" not in [one.town.name for one in with_country(session, "FR")]


def test_the_triangle_is_computed_and_comes_to_the_known_eight(filled: Store) -> None:
    with filled.reading() as session:
        corners = triangle(session)
    assert [corner.town.name for corner in corners] == [
        *("Bottrop", "Gladbeck", "Iserlohn", "Kamp-Lintfort"),
        *("Köln", "Leverkusen", "Neukirchen-Vluyn", "Recklinghausen"),
    ]
    iserlohn = corners[2]
    assert [link.partner for link in iserlohn.in_france] == ["Auchel", "Laventie"]
    assert [link.partner for link in iserlohn.in_poland] == ["Chorzów"]


def test_a_corner_falls_when_a_link_of_it_is_suspended(filled: Store) -> None:
    with filled.writing() as session:
        session.exec(
            select(Twinning).where(Twinning.ags == "05512000", Twinning.country == "PL")
        ).one().status = TwinningStatus.SUSPENDED
    with filled.reading() as session:
        assert len(triangle(session)) == 7


@pytest.mark.parametrize("typed", ["Volgograd", "wolgo", "Tourcoing", "tourc"])
def test_a_partner_is_found_by_any_of_its_names(filled: Store, typed: str) -> None:
    with filled.reading() as session:
        assert {"Bottrop", "Köln"} & {one.town.name for one in with_partner(session, typed)}


@pytest.mark.parametrize("typed", ["", "a", "%%%", "Atlantis", "urcoing"])
def test_what_no_partner_is_called_finds_nothing(filled: Store, typed: str) -> None:
    with filled.reading() as session:
        assert with_partner(session, typed) == []


def test_a_state_shows_its_towns_with_links_abroad_in_order(filled: Store) -> None:
    with filled.reading() as session:
        towns = in_state(session, "NW")
    names = [one.town.folded_name for one in towns]
    assert names == sorted(names)
    assert sum(len(one.links) for one in towns) == 656
