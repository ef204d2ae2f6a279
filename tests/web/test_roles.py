"""Who may do what: said once, kept by every form, and no page offers what its reader may not do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from aggregator.model import Person, Role
from aggregator.store import Store
from tests.web.conftest import csrf_of
from tests.web.example import NOW, number_of
from tests.web.resembling import questions, resemble
from web.app import ROUTERS
from web.security import entrance
from web.security.rights import HELD_BY, Right, may

_WANTS = {
    entrance.reviewing: Right.REVIEW,
    entrance.reviewing_reading: Right.REVIEW,
    entrance.releasing: Right.RELEASE,
    entrance.technical: Right.TECHNICAL,
    entrance.technical_reading: Right.TECHNICAL,
}
# forms that everybody may send who is signed in: their own way in and out, and a look at the mail set-up
_OWN = re.compile(r"/desk/(abmelden|tasten|versand|zugang(/.*)?)")
# forms before anybody is signed in, and the one that shows what was typed
_BEFORE = re.compile(r"/desk/(anmelden.*|beitreten/.*|eingaben)")


def _called(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for each in dependant.dependencies:
        yield from _called(each)


def forms() -> dict[str, Right | None]:
    """Every form of the desk with the right that its route asks for."""
    found = {}
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, APIRoute) and route.path.startswith("/desk/") and "POST" in (route.methods or ()):
                calls = set(_called(route.dependant))
                found[route.path] = next((right for call, right in _WANTS.items() if call in calls), None)
                assert entrance.acting in calls or _BEFORE.fullmatch(route.path), route.path
    return found


@pytest.fixture
def clerk(office: Store, colleague: Callable[[str], httpx.Client]) -> Callable[[Role], httpx.Client]:
    """Somebody with one role."""

    def enter(role: Role) -> httpx.Client:
        with office.writing() as session:
            name = f"Nur {role.value}"
            person = Person(address=f"{role}@example.org", name=name, roles=frozenset({role}), created_at=NOW)
            session.add(person)
        return colleague(name)

    return enter


def test_every_form_of_the_desk_asks_for_a_right_or_is_ones_own() -> None:
    found = forms()
    assert len(found) > 30
    unguarded = [path for path, right in found.items() if right is None]
    assert [path for path in unguarded if not _OWN.fullmatch(path) and not _BEFORE.fullmatch(path)] == []


@pytest.mark.parametrize("role", list(Role))
def test_every_form_is_refused_to_who_lacks_the_role(
    office: Store, clerk: Callable[[Role], httpx.Client], role: Role
) -> None:
    client = clerk(role)
    csrf = csrf_of(client)
    for path, right in forms().items():
        if right is not None and not may({role}, right):
            answer = client.post(re.sub(r"\{\w+\}", "1", path), data={"csrf": csrf})
            assert answer.status_code == 403, path
            assert "Dafür fehlt Ihnen die Rolle" in answer.text


def test_the_rights_are_those_the_office_was_promised() -> None:
    assert {right.value: sorted(roles) for right, roles in HELD_BY.items()} == {
        "review": ["editor", "releaser"],
        "release": ["releaser"],
        "technical": ["technician"],
    }


def test_who_lacks_a_role_is_told_which_and_who_has_it(office: Store, clerk: Callable[[Role], httpx.Client]) -> None:
    page = clerk(Role.EDITOR).get("/desk/personen")
    assert page.status_code == 403
    assert "Das kann die Rolle Technik." in page.text
    assert "<li>Ayşe Kaya</li>" in page.text
    assert "Jan Nowak" not in page.text


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    "path", ["/desk/eingang", "/desk/quellen", "/desk/quellen/stiftung", "/desk/gleich", "/desk/zugang"]
)
def test_everybody_reads_everything_but_people(
    office: Store, clerk: Callable[[Role], httpx.Client], role: Role, path: str
) -> None:
    assert clerk(role).get(path).status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_no_page_shows_a_form_or_link_that_its_reader_may_not_use(
    office: Store, clerk: Callable[[Role], httpx.Client], role: Role
) -> None:
    resemble(office)
    client = clerk(role)
    entry = f"/desk/eintrag/{number_of(office, 'Konkurs')}"
    pages = ["/desk/eingang", entry, "/desk/aenderungen", "/desk/quellen", "/desk/quellen/stiftung", "/desk/gleich"]
    pages += [f"/desk/gleich/{number}" for number in questions(office)[:1]]
    rights = forms()
    for page in pages:
        text = client.get(page).text
        pressed = [form for form in re.findall(r"<form.*?</form>", text, re.DOTALL) if "<button" in form]
        for action in re.findall(r'action="(/desk/[^"#]+)"', "".join(pressed)):
            right = next((right for path, right in rights.items() if _matches(path, action)), None)
            assert right is None or may({role}, right), (page, action)
        for link in set(re.findall(r'href="(/desk/[^"#?]+)"', text)):
            assert client.get(link).status_code != 403, (page, link)


def _matches(path: str, action: str) -> bool:
    return re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)), action) is not None
