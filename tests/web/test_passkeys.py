"""Passkeys: who has one comes in, and nobody else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from sqlmodel import select

from aggregator.model import Passkey, SpentChallenge
from aggregator.store import Store
from tests.web.authenticator import Device, read, written
from tests.web.conftest import attribute, csrf_of
from tests.web.example import MAIL, NOW, SECRET, SETTINGS, login_token
from tests.web.serving import serving
from tests.web.staff import Clock
from tests.web.test_journal import acts
from web.app import create_app
from web.security.relying import RelyingParty
from web.settings import WebSettings

ORIGIN = "http://127.0.0.1:8000"
MINE = "/desk/zugang/schluessel"


@pytest.fixture
def clock() -> Clock:
    """The morning of the example, until somebody moves it."""
    return Clock()


@pytest.fixture
def address(store: Store, clock: Clock) -> Iterator[str]:
    """Where the site answers."""
    with serving(create_app(store, SETTINGS, MAIL, clock=clock)) as found:
        yield found


def device(**options: Any) -> Device:
    """A new device in front of the right site."""
    return Device(**{"origin": ORIGIN, "rp_id": "127.0.0.1", **options})


def add(client: httpx.Client, key: Device, name: str = "Mein Laptop") -> httpx.Response:
    """Make a passkey on a device, as the page does."""
    csrf = csrf_of(client)
    options = client.post(f"{MINE}/frage", data={"csrf": csrf}).json()
    return client.post(MINE, data={"csrf": csrf, "name": name, "antwort": key.create(options)})


def question(client: httpx.Client) -> dict[str, Any]:
    """What the sign-in page wants signed."""
    asked: dict[str, Any] = client.post("/desk/anmelden/schluessel/frage").json()
    return asked


def come_in(client: httpx.Client, key: Device, asked: dict[str, Any] | None = None, **carried: str) -> httpx.Response:
    """Sign in with a device; `carried` is what else the form holds."""
    return client.post("/desk/anmelden/schluessel", data={"antwort": key.get(asked or question(client)), **carried})


def stored(store: Store) -> list[Passkey]:
    """All passkeys there are."""
    with store.reading() as session:
        return list(session.exec(select(Passkey).order_by(Passkey.id)))  # type: ignore[arg-type]


@pytest.fixture
def laptop(desk: httpx.Client) -> Device:
    """Ayşe Kaya's laptop, with a passkey."""
    key = device()
    assert add(desk, key).status_code == 303
    return key


def test_a_passkey_opens_the_desk_without_an_address(office: Store, laptop: Device, visitor: httpx.Client) -> None:
    assert visitor.get("/desk/eingang").status_code == 303
    assert come_in(visitor, laptop).headers["location"] == "/desk/"
    assert "Ayşe Kaya" in visitor.get("/desk/eingang").text
    (key,) = stored(office)
    assert (key.name, key.transports, key.sign_count, key.used_at) == ("Mein Laptop", "internal", 1, NOW)


def test_it_leads_on_to_the_page_that_was_wanted(office: Store, laptop: Device, visitor: httpx.Client) -> None:
    turned = visitor.get("/desk/quellen?q=amt")
    page = visitor.get(turned.headers["location"]).text
    wanted = attribute(page, "form[data-passkey] [name=weiter]", "value")
    assert come_in(visitor, laptop, weiter=wanted).headers["location"] == "/desk/quellen?q=amt"


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "/fristen", "/desk/anmelden"])
def test_it_leads_nowhere_else(office: Store, laptop: Device, visitor: httpx.Client, path: str) -> None:
    assert come_in(visitor, laptop, weiter=path).headers["location"] == "/desk/"


def test_what_was_typed_is_carried_through_it_also_where_the_passkey_is_refused(
    office: Store, laptop: Device, visitor: httpx.Client
) -> None:
    page = visitor.post("/desk/neu/veranstaltung", data={"titel": "Ein Treffen"}).text
    typed = attribute(page, "form[data-passkey] [name=eingaben]", "value")
    refused = come_in(visitor, device(), eingaben=typed, weiter="/desk/quellen")
    assert (refused.status_code, "öffnet hier nichts" in refused.text) == (403, True)
    kept = LexborHTMLParser(refused.text)
    for form in kept.css("form:has([name=weiter])"):
        fields = {field.attributes["name"]: field.attributes["value"] for field in form.css("[type=hidden][value]")}
        assert fields == {"weiter": "/desk/quellen", "eingaben": typed}
    assert "Ein Treffen" in come_in(visitor, laptop, eingaben=typed).text


def test_the_page_names_each_passkey_and_when_it_was_used(laptop: Device, desk: httpx.Client) -> None:
    page = desk.get(MINE).text
    assert '<h3 dir="auto">Mein Laptop</h3>' in page and "noch nicht benutzt" in page
    come_in(desk, laptop)
    assert "zuletzt benutzt am" in desk.get(MINE).text


def test_what_the_browser_is_asked_demands_a_verified_person(office: Store, desk: httpx.Client) -> None:
    asked = question(desk)
    assert (asked["rpId"], asked["userVerification"], asked["allowCredentials"]) == ("127.0.0.1", "required", [])
    wanted = desk.post(f"{MINE}/frage", data={"csrf": csrf_of(desk)}).json()
    assert wanted["authenticatorSelection"]["userVerification"] == "required"
    assert wanted["authenticatorSelection"]["residentKey"] == "required"
    assert wanted["user"]["name"] == "ayşe@example.org"
    assert len(read(wanted["user"]["id"])) == 32


def test_that_one_was_made_and_removed_stands_in_the_journal(office: Store, laptop: Device, desk: httpx.Client) -> None:
    desk.post(f"{MINE}/{stored(office)[0].id}/entfernen", data={"csrf": csrf_of(desk)})
    removed, made = acts(desk, "?was=buero")
    assert "Ayşe Kaya hat einen Passkey angelegt. Name: bisher: nichts → neu: Mein Laptop" in made
    assert "Ayşe Kaya hat einen Passkey entfernt. Name: bisher: Mein Laptop → neu: nichts" in removed


def test_a_device_that_has_one_is_told_so(laptop: Device, desk: httpx.Client) -> None:
    wanted = desk.post(f"{MINE}/frage", data={"csrf": csrf_of(desk)}).json()
    assert [each["id"] for each in wanted["excludeCredentials"]] == [written(laptop.id)]


def test_asking_leaves_nothing_in_the_store(office: Store, laptop: Device, visitor: httpx.Client) -> None:
    with office.reading() as session:
        before = len(session.exec(select(SpentChallenge)).all())
    for _ in range(3):
        question(visitor)
    with office.reading() as session:
        assert len(session.exec(select(SpentChallenge)).all()) == before


def test_an_answer_opens_once(laptop: Device, visitor: httpx.Client, newcomer: Callable[[], httpx.Client]) -> None:
    answer = laptop.get(question(visitor))
    assert visitor.post("/desk/anmelden/schluessel", data={"antwort": answer}).status_code == 303
    thief = newcomer()
    again = thief.post("/desk/anmelden/schluessel", data={"antwort": answer})
    assert again.status_code == 403
    assert thief.get("/desk/eingang").status_code == 303


def test_an_answer_opens_once_where_the_device_does_not_count(
    desk: httpx.Client, visitor: httpx.Client, newcomer: Callable[[], httpx.Client]
) -> None:
    """Passkeys that are shared between devices say 0 for ever."""
    key = device()
    add(desk, key)
    key.count = -1
    answer = key.get(question(visitor))
    assert visitor.post("/desk/anmelden/schluessel", data={"antwort": answer}).status_code == 303
    again = newcomer().post("/desk/anmelden/schluessel", data={"antwort": answer})
    assert (again.status_code, "zu viel Zeit vergangen" in again.text) == (403, True)
    key.count = -1
    assert come_in(visitor, key).status_code == 303


@pytest.mark.parametrize(("minutes", "status"), [(4, 303), (6, 403)])
def test_a_question_is_good_for_five_minutes(
    laptop: Device, visitor: httpx.Client, clock: Clock, minutes: int, status: int
) -> None:
    asked = question(visitor)
    clock.on(minutes=minutes)
    answer = come_in(visitor, laptop, asked)
    assert answer.status_code == status
    assert (status == 303) or "zu viel Zeit vergangen" in answer.text


def test_a_question_of_our_own_making_is_no_question(laptop: Device, visitor: httpx.Client) -> None:
    answer = come_in(visitor, laptop, {"challenge": written(b"sixteen letters.")})
    assert answer.status_code == 403


def test_a_question_for_adding_lets_nobody_in(laptop: Device, desk: httpx.Client, visitor: httpx.Client) -> None:
    asked = desk.post(f"{MINE}/frage", data={"csrf": csrf_of(desk)}).json()
    assert come_in(visitor, laptop, asked).status_code == 403


def test_a_question_of_one_session_adds_nothing_in_another(
    office: Store, colleague: Callable[[str], httpx.Client]
) -> None:
    ayse, jan = colleague("Ayşe Kaya"), colleague("Jan Nowak")
    asked = ayse.post(f"{MINE}/frage", data={"csrf": csrf_of(ayse)}).json()
    answer = jan.post(MINE, data={"csrf": csrf_of(jan), "name": "Fremd", "antwort": device().create(asked)})
    assert answer.status_code == 422
    assert stored(office) == []


@pytest.mark.parametrize(
    "forged",
    [{"origin": "https://evil.example"}, {"rp_id": "evil.example"}, {"verified": False}, {"count": -1}, {"count": 4}],
)
def test_what_does_not_fit_opens_nothing(
    office: Store, laptop: Device, visitor: httpx.Client, forged: dict[str, Any]
) -> None:
    laptop.count = 4
    assert come_in(visitor, laptop).status_code == 303
    for name, value in forged.items():
        setattr(laptop, name, value)
    answer = come_in(visitor, laptop)
    assert (answer.status_code, "Der Passkey wurde nicht angenommen." in answer.text) == (403, True)


@pytest.mark.parametrize("forged", [{"origin": "https://evil.example"}, {"rp_id": "evil.example"}, {"verified": False}])
def test_what_does_not_fit_is_not_kept(office: Store, desk: httpx.Client, forged: dict[str, Any]) -> None:
    answer = add(desk, device(**forged), "Mein <b>Laptop</b>")
    assert answer.status_code == 422
    assert 'value="Mein &lt;b&gt;Laptop&lt;/b&gt;"' in answer.text
    assert stored(office) == []


def test_nobody_comes_in_as_somebody_else(
    office: Store, laptop: Device, colleague: Callable[[str], httpx.Client], visitor: httpx.Client
) -> None:
    telephone = device()
    add(colleague("Jan Nowak"), telephone)
    telephone.handle, was = laptop.handle, telephone.handle
    assert come_in(visitor, telephone).status_code == 403
    telephone.handle, telephone.id = was, laptop.id
    assert come_in(visitor, telephone).status_code == 403


def test_a_removed_passkey_opens_nothing(
    office: Store, laptop: Device, desk: httpx.Client, visitor: httpx.Client
) -> None:
    (key,) = stored(office)
    assert "Das ist Ihr letzter Passkey." in desk.get(MINE).text
    for _ in range(2):
        assert desk.post(f"{MINE}/{key.id}/entfernen", data={"csrf": csrf_of(desk)}).status_code == 303
    answer = come_in(visitor, laptop)
    assert (answer.status_code, "öffnet hier nichts" in answer.text) == (403, True)
    assert "<h3" not in desk.get(MINE).text
    assert [each.removed_at for each in stored(office)] == [NOW]


def test_nobody_removes_the_passkey_of_a_colleague(
    office: Store, laptop: Device, colleague: Callable[[str], httpx.Client], visitor: httpx.Client
) -> None:
    jan = colleague("Jan Nowak")
    (key,) = stored(office)
    jan.post(f"{MINE}/{key.id}/entfernen", data={"csrf": csrf_of(jan)})
    assert come_in(visitor, laptop).status_code == 303


def test_a_passkey_without_a_name_gets_one(office: Store, desk: httpx.Client) -> None:
    """The device has made it already: refusing it would leave a passkey there that opens nothing."""
    assert add(desk, device(), " \n\x00 ").status_code == 303
    assert add(desk, device(), "x" * 500).status_code == 303
    assert [key.name for key in stored(office)] == ["Passkey 1", "x" * 80]


def test_a_form_without_a_script_says_what_is_needed(office: Store, desk: httpx.Client, visitor: httpx.Client) -> None:
    answer = desk.post(MINE, data={"csrf": csrf_of(desk), "name": "Diensttelefon"})
    assert answer.status_code == 422
    assert "JavaScript" in answer.text and 'value="Diensttelefon"' in answer.text
    answer = visitor.post("/desk/anmelden/schluessel")
    assert (answer.status_code, "JavaScript" in answer.text) == (403, True)


@pytest.mark.parametrize("path", [MINE, f"{MINE}/frage", f"{MINE}/1/entfernen"])
def test_the_forms_of_another_session_are_not_obeyed(office: Store, desk: httpx.Client, path: str) -> None:
    assert desk.post(path, data={"csrf": "0" * 64}).status_code == 403


def test_nobody_has_more_passkeys_than_devices(office: Store, desk: httpx.Client) -> None:
    for _ in range(20):
        assert add(desk, device()).status_code == 303
    answer = add(desk, device())
    assert (answer.status_code, "sehr viele" in answer.text) == (422, True)


_TEXTS = st.text(max_size=60)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(
    rubbish=st.one_of(
        _TEXTS,
        _JSON.map(json.dumps),
        st.fixed_dictionaries(
            {
                "id": _TEXTS | _JSON,
                "rawId": _TEXTS | _JSON,
                "type": st.just("public-key") | _JSON,
                "response": st.dictionaries(
                    st.sampled_from(["clientDataJSON", "attestationObject", "authenticatorData", "signature"]),
                    st.binary(max_size=80).map(written) | _JSON.map(lambda said: written(json.dumps(said).encode())),
                ),
            }
        ).map(json.dumps),
    )
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rubbish_is_refused_in_words(office: Store, desk: httpx.Client, rubbish: str) -> None:
    csrf = csrf_of(desk)
    answer = desk.post("/desk/anmelden/schluessel", data={"antwort": rubbish})
    assert (answer.status_code, "Sie sind noch nicht angemeldet." in answer.text) == (403, True)
    answer = desk.post(MINE, data={"csrf": csrf, "antwort": rubbish, "name": "Laptop"})
    assert (answer.status_code, "Es wurde kein Passkey angelegt." in answer.text) == (422, True)


@pytest.mark.parametrize("broken", ["attestationObject", "authenticatorData", "signature", "userHandle"])
def test_a_good_question_with_rubbish_around_it_is_refused(
    office: Store, laptop: Device, desk: httpx.Client, visitor: httpx.Client, broken: str
) -> None:
    csrf = csrf_of(desk)
    for rubbish in ("", "AA", "x" * 300, "🗝", written(b"\xa5" * 40), written(b"\x9f" * 5000)):
        entering = json.loads(laptop.get(question(visitor)))
        entering["response"][broken] = rubbish
        if broken != "attestationObject":
            answer = visitor.post("/desk/anmelden/schluessel", data={"antwort": json.dumps(entering)})
            assert answer.status_code == 403
        asked = desk.post(f"{MINE}/frage", data={"csrf": csrf}).json()
        adding = json.loads(device().create(asked))
        adding["response"]["attestationObject"] = rubbish
        answer = desk.post(MINE, data={"csrf": csrf, "name": "Laptop", "antwort": json.dumps(adding)})
        assert answer.status_code == 422


@pytest.mark.parametrize("deep", ["[" * 19_000, '{"a":' * 3_900, "x" * 1_000_000])
def test_deep_and_long_rubbish_is_refused_too(office: Store, visitor: httpx.Client, deep: str) -> None:
    assert visitor.post("/desk/anmelden/schluessel", data={"antwort": deep}).status_code == 403


@pytest.mark.parametrize(
    ("base_url", "host", "origin"),
    [
        ("https://fristen.example.org", "fristen.example.org", "https://fristen.example.org"),
        ("https://Fristen.Example.org:443/", "fristen.example.org", "https://fristen.example.org"),
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
        ("https://städte.example", "xn--stdte-hra.example", "https://xn--stdte-hra.example"),
    ],
)
def test_host_and_origin_are_those_of_the_public_address(store: Store, base_url: str, host: str, origin: str) -> None:
    site = create_app(store, WebSettings(base_url=base_url), MAIL, clock=lambda: NOW).state.site
    relying = RelyingParty.of(site)
    assert (relying.id, relying.origin, relying.secret) == (host, origin, SECRET)


def test_the_other_ways_stand_on_the_sign_in_page(office: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/desk/anmelden").text
    assert "Mit Passkey anmelden" in page
    assert "/desk/anmelden/anbieter" not in page
    assert "Mit Passkey anmelden" not in visitor.get(f"/desk/anmelden/{login_token(office)}").text
