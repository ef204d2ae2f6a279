"""Every address and every form of the desk, asked by everybody, with whatever can be typed: no fault of ours.

Addresses are found by walking the routes, forms by reading the pages: what is new is asked without being told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count, product
from urllib.parse import quote

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.model import Person, Role
from aggregator.store import Store
from tests.web.conftest import csrf_of, routes
from tests.web.example import NOW, accept, login_token, number_of
from tests.web.resembling import resemble
from tests.web.test_changes import propose
from tests.web.test_get_changes_nothing import everything

# where somebody comes in who is not in yet
OPEN_TO_STRANGERS = ("/desk/anmelden", "/desk/beitreten")
# what a passkey has to sign is for anybody to ask, since it says nothing and leaves nothing
_ASKS = "/desk/anmelden/schluessel/frage"
_LEAVING, _TYPED_BEFORE = "/desk/abmelden", "/desk/eingaben"
_HOSTILE = {
    "nothing": "",
    "rubbish": "unsinn",
    "a script": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "10,000 letters": "x" * 10_000,
    "5,000 digits": "9" * 5_000,
    "a zero byte": "a\x00b",
    "right to left": "\u202eמשהו\u2066",
    "half a letter": "\\ud800 %ED%A0%80",
    "a number too large": "99999999999999999999",
    "a number below zero": "-1",
    "digits that are none": "²٣",
}
_ASKED = ("ansicht", "seite", "q", "land", "neu", "adresse", "mit")

Enter = Callable[[Role], httpx.Client]


@pytest.fixture
def number(office: Store) -> int:
    """An office in which each action has something to act on; the number of an entry that waits."""
    accept(office, "Jugendbegegnungen")
    resemble(office)
    propose(office)
    return number_of(office, "Concours «")


@pytest.fixture
def somebody(office: Store, newcomer: Callable[[], httpx.Client]) -> Enter:
    """Log a new person in: whatever is done to them, the next one is there again."""
    numbers = count()

    def enter(role: Role) -> httpx.Client:
        name = f"{role.value} {next(numbers)}"
        with office.writing() as session:
            session.add(
                Person(
                    address=f"{name.replace(' ', '')}@example.org", name=name, roles=frozenset({role}), created_at=NOW
                )
            )
        client = newcomer()
        assert client.post(f"/desk/anmelden/{login_token(office, name)}").status_code == 303
        return client

    return enter


def addresses(method: str, number: int) -> Iterator[str]:
    """All addresses of the desk that take this method, each place that is left open filled in several ways."""
    known = {
        "number": (str(number), "1", "0", "x", "99999999999"),
        "verb": ("annehmen", "verwerfen", "spaeter", "testen", "pause", "weiter", "stimmt", "unsinn"),
        "said": ("dasselbe", "verschieden", "unsinn"),
        "fact": ("titel", "frist", "betrag", "laender", "unsinn"),
        "key": ("jugendbuero", "nirgendwo"),
        "ending": ("csv", "yaml", "opml", "exe"),
    }
    for path in (path for path, methods in routes() if method in methods and path.startswith("/desk")):
        places = re.findall(r"\{(\w+)\}", path)
        for values in product(*(known.get(place, ("1", "unsinn", "x" * 300)) for place in places)):
            yield _filled(path, dict(zip(places, values, strict=True)))


def _filled(path: str, values: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda place: quote(values[place[1]]), path)


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it stands on a page: where it is sent to, and what its fields hold."""

    action: str
    fields: dict[str, str]


def forms(client: httpx.Client, paths: Iterable[str]) -> list[Form]:
    """One form of each kind that these pages show; a button that sends it elsewhere makes another one."""
    found: dict[tuple[str, ...], Form] = {}
    for path in paths:
        for form in LexborHTMLParser(client.get(path).text).css("form[method=post]"):
            fields = {name: value for name, value in map(_held, form.css("[name]")) if name}
            for button in form.css("button"):
                action = button.attributes.get("formaction") or form.attributes.get("action") or path
                one = Form(action, fields | dict([_held(button)]) if button.attributes.get("name") else fields)
                found.setdefault((re.sub(r"\d+", "1", action), *sorted(one.fields)), one)
    assert len(found) > 10
    return list(found.values())


def _held(field: LexborNode) -> tuple[str, str]:
    chosen = field.css_first("option[selected]") or field.css_first("option")
    value = (chosen or field).attributes.get("value")
    return field.attributes.get("name") or "", field.text() if field.tag == "textarea" else value or ""


def strangers_may(path: str) -> bool:
    """Whether an address is there for people who are not in yet."""
    return path.startswith(OPEN_TO_STRANGERS)


def existing(paths: Iterable[str]) -> list[str]:
    """Those of the addresses in which something stands that there is."""
    return [path for path in paths if not re.search(r"/(0|x|99999999999|unsinn|nirgendwo)(/|$)", path)]


@pytest.mark.parametrize("role", Role)
def test_no_address_fails_whoever_asks(number: int, somebody: Enter, role: Role) -> None:
    client = somebody(role)
    for path in addresses("GET", number):
        assert client.get(path).status_code < 500, path
    csrf = csrf_of(client)
    for path in addresses("POST", number):
        answer = client.post(path, data={"csrf": csrf})
        assert answer.status_code < 500, path
        if path.startswith(_LEAVING) or answer.status_code == 401:
            client = somebody(role)
            csrf = csrf_of(client)


def test_no_page_fails_whatever_its_address_asks_for(number: int, somebody: Enter) -> None:
    client = somebody(Role.TECHNICIAN)
    for path in existing(addresses("GET", number)):
        for text in _HOSTILE.values():
            asked = "&".join(f"{name}={quote(text[:2000])}" for name in _ASKED)
            assert client.get(f"{path}?{asked}").status_code < 500, (path, text[:20])


def test_no_form_fails_whatever_is_typed_into_one_of_its_fields(number: int, somebody: Enter) -> None:
    client = somebody(Role.TECHNICIAN)
    for form in forms(client, existing(addresses("GET", number))):
        for name, (what, text) in product(sorted(form.fields.keys() - {"csrf"}), _HOSTILE.items()):
            answer = client.post(form.action, data=form.fields | {name: text})
            assert answer.status_code < 500, (form.action, name, what)
            assert answer.status_code != 401, (form.action, "the crawl has lost its session")


@pytest.mark.parametrize("role", Role)
def test_a_form_without_the_mark_of_the_session_changes_nothing(
    office: Store, number: int, somebody: Enter, role: Role
) -> None:
    client, other = somebody(role), somebody(role)
    foreign = csrf_of(other)
    before = everything(office)
    for path in existing(addresses("POST", number)):
        if strangers_may(path):
            continue
        for sent in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": foreign}, {"csrf": "ä\x00"}):
            answer = client.post(path, data=sent)
            # what was typed before the session ended is shown again, and nothing else
            shown = path == _TYPED_BEFORE and answer.status_code in {200, 303}
            assert shown or answer.status_code in {403, 404, 422}, (role, path, sent)
    assert everything(office) == before


def test_a_form_of_another_site_changes_nothing(office: Store, number: int, somebody: Enter) -> None:
    client = somebody(Role.TECHNICIAN)
    csrf = csrf_of(client)
    before = everything(office)
    for path in existing(addresses("POST", number)):
        for header in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
            assert client.post(path, data={"csrf": csrf}, headers=header).status_code == 403, (path, header)
    assert everything(office) == before


def test_a_stranger_sees_nothing_and_changes_nothing(office: Store, number: int, visitor: httpx.Client) -> None:
    before = everything(office)
    for path in addresses("GET", number):
        answer = visitor.get(path)
        if not strangers_may(path):
            assert answer.status_code in {303, 404}, path
            assert answer.headers.get("location", "/desk/").startswith("/desk"), path
            assert "Jugendbegegnungen" not in answer.text, path
    for path in addresses("POST", number):
        answer = visitor.post(path, data={"csrf": "unsinn"})
        if path != _ASKS:
            assert answer.status_code in ({401, 403} | ({404, 422} if strangers_may(path) else set())), path
    assert everything(office) == before
