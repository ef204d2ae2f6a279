"""Two people, or one who presses twice, at the same moment: one decision, and nobody's is lost in silence."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest
from sqlmodel import col, func, select

from aggregator.model import Decision, Person, Role
from aggregator.store import Store
from tests.web.conftest import csrf_of
from tests.web.example import NOW, number_of
from tests.web.resembling import CONCOURS, PHOTOS, resemble
from tests.web.test_desk import state, version_of
from tests.web.test_folded_rows import fields
from web.security.people import PeopleRefused, Refusal, change_roles, holding


def at_once(*requests: Callable[[], httpx.Response]) -> list[int]:
    """Send all of them at the same moment; gives what was answered."""
    start = Barrier(len(requests))

    def send(request: Callable[[], httpx.Response]) -> int:
        start.wait()
        return request().status_code

    with ThreadPoolExecutor(len(requests)) as pool:
        return sorted(pool.map(send, requests))


def decisions(store: Store) -> int:
    """How many there are."""
    with store.reading() as session:
        return session.exec(select(func.count()).select_from(Decision)).one()


def pressing(client: httpx.Client, path: str, data: dict[str, str | list[str]]) -> Callable[[], httpx.Response]:
    """A form that is ready to be sent."""
    return lambda: client.post(path, data=data)


@pytest.mark.parametrize("other_verb", ["annehmen", "verwerfen"])
def test_of_two_people_one_decides_and_the_other_is_told(
    office: Store, colleague: Callable[[str], httpx.Client], other_verb: str
) -> None:
    number = number_of(office, "Concours")
    ayse, jan = colleague("Ayşe Kaya"), colleague("Jan Nowak")
    version = version_of(ayse, number)
    ready = [
        pressing(who, f"/desk/eintrag/{number}/{verb}", {"csrf": csrf_of(who), "fassung": version})
        for who, verb in ((ayse, "annehmen"), (jan, other_verb))
    ]
    assert at_once(*ready) == [303, 409]
    assert decisions(office) == 1


def test_who_presses_twice_decides_once(office: Store, desk: httpx.Client) -> None:
    number = number_of(office, "Concours")
    data: dict[str, str | list[str]] = {"csrf": csrf_of(desk), "fassung": version_of(desk, number)}
    press = pressing(desk, f"/desk/eintrag/{number}/annehmen", data)
    assert at_once(press, press) == [303, 303]
    assert decisions(office) == 1
    assert state(office, number) == "accepted"


def test_a_row_is_merged_or_rejected_and_not_both(
    office: Store, desk: httpx.Client, colleague: Callable[[str], httpx.Client]
) -> None:
    resemble(office)
    jan, lead = colleague("Jan Nowak"), number_of(office, CONCOURS)
    mine, theirs = fields(desk, lead), fields(jan, lead)
    answered = at_once(
        pressing(desk, "/desk/eingang/zusammen/zusammenfuehren", mine),
        pressing(jan, "/desk/eingang/zusammen/verwerfen", theirs),
    )
    states = sorted(state(office, number) for number in (lead, number_of(office, PHOTOS)))
    assert (answered, states) in (([303, 409], ["rejected", "rejected"]), ([303, 303], ["merged", "new"]))


def test_two_bulks_over_the_same_entries_end_and_decide_each_once(
    office: Store, colleague: Callable[[str], httpx.Client]
) -> None:
    ayse, jan = colleague("Ayşe Kaya"), colleague("Jan Nowak")
    numbers = [number_of(office, title) for title in ("Concours", "Konkurs", "Reisekosten", "Netzwerktreffen")]
    seen = [f"{number}.{version_of(ayse, number)}" for number in numbers]
    ready = [
        pressing(who, "/desk/eingang/alle", {"csrf": csrf_of(who), "was": "verwerfen", "eintrag": order})
        for who, order in ((ayse, seen), (jan, seen[::-1]))
    ]
    assert at_once(*ready) == [303, 409]
    assert decisions(office) == len(numbers)


@pytest.mark.parametrize("verb", ["aendern", "entfernen"])
def test_two_who_take_the_technik_from_each_other_leave_one(
    office: Store, colleague: Callable[[str], httpx.Client], verb: str
) -> None:
    ayse, jan = _technicians(office)
    typed: dict[str, str | list[str]] = {"name": "Anna", "sprache": "de", "rollen": ["editor"]}
    for _ in range(4):
        ready = [
            pressing(who, f"/desk/personen/{other}/{verb}", typed | {"csrf": csrf_of(who)})
            for who, other in ((colleague("Ayşe Kaya"), jan), (colleague("Jan Nowak"), ayse))
        ]
        obeyed, refused = at_once(*ready)
        # the other one is told so, has lost the role, or is signed out already
        assert (obeyed, refused in {401, 403, 422}) == (303, True)
        assert len(_technik(office)) == 1
        _technicians(office)


def test_two_who_were_let_in_before_leave_one_too(office: Store) -> None:
    """Where both stand behind the door already, the store alone decides."""
    pair = _technicians(office)
    start = Barrier(2)

    def take_from(whom: int, by: int) -> bool:
        start.wait()
        try:
            with office.writing() as session:
                change_roles(session, session.get_one(Person, whom), {Role.EDITOR}, by=by, now=NOW)
        except PeopleRefused as refused:
            assert refused.refusal is Refusal.LAST_TECHNICIAN
            return False
        return True

    for _ in range(4):
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(take_from, pair, reversed(pair))) == [False, True]
        assert len(_technik(office)) == 1
        _technicians(office)


def _technicians(store: Store) -> tuple[int, int]:
    """Let both of the office look after people, whatever became of them before."""
    with store.writing() as session:
        pair = session.exec(select(Person).order_by(col(Person.id))).all()
        for person, name in zip(pair, ("Ayşe Kaya", "Jan Nowak"), strict=True):
            person.name, person.roles, person.left_at, person.joined_at = name, frozenset(Role), None, NOW
        return pair[0].id or 0, pair[1].id or 0


def _technik(store: Store) -> list[Person]:
    with store.reading() as session:
        return holding(session, {Role.TECHNICIAN})
