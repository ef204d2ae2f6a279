"""What keeps strangers out and browsers in check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import httpx
import pytest

from aggregator.store import Store
from tests.web.conftest import csrf_of, decide, routes
from tests.web.example import MAIL, NOW, SETTINGS, clock, login_token, number_of
from tests.web.serving import serving
from web.app import create_app
from web.security.headers import CONTENT_SECURITY_POLICY
from web.security.origin import OPEN_TO_ALL
from web.settings import WebSettings

PUBLIC = [
    "/",
    "/fristen",
    "/fristen.rss",
    "/fristen.ics",
    "/fristen.csv",
    "/oembed",
    "/impressum",
    "/nix",
    "/api/v1/deadlines",
    "/health",
    "/ready",
    "/metrics",
]


@pytest.mark.parametrize("path", [*PUBLIC, "/desk/eingang", "/desk/anmelden", "/abmelden/x"])
def test_every_answer_forbids_what_we_do_not_need(published: Store, visitor: httpx.Client, path: str) -> None:
    headers = visitor.get(path).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", [*PUBLIC, "/desk/anmelden", "/abmelden/x", "/bestaetigen/x"])
def test_nobody_gets_a_cookie_who_is_not_logged_in(published: Store, visitor: httpx.Client, path: str) -> None:
    assert "set-cookie" not in visitor.get(path).headers


def test_every_form_refuses_other_sites(office: Store, address: str) -> None:
    """Found by walking all routes: a new one is guarded without being told."""
    changing = [path for path, methods in routes() if "POST" in methods]
    assert len(changing) >= 5
    for path in changing:
        if path.startswith(OPEN_TO_ALL):
            continue
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
            answer = httpx.post(address + path.replace("{", "").replace("}", ""), headers=headers, timeout=30)
            assert answer.status_code == 403, (path, headers)


def test_an_older_browser_is_known_by_its_origin(office: Store, address: str) -> None:
    answer = httpx.post(f"{address}/desk/anmelden/{login_token(office)}", headers={"Origin": address})
    assert answer.status_code == 303


def test_opening_a_login_link_does_not_use_it_up(office: Store, visitor: httpx.Client) -> None:
    path = f"/desk/anmelden/{login_token(office)}"
    for _ in range(3):
        assert "Arbeitsbereich öffnen" in visitor.get(path).text
    assert visitor.post(path).status_code == 303


def test_a_login_link_opens_the_desk_once(
    office: Store, visitor: httpx.Client, newcomer: Callable[[], httpx.Client]
) -> None:
    path = f"/desk/anmelden/{login_token(office)}"
    assert visitor.post(path).status_code == 303
    assert visitor.get("/desk/eingang").status_code == 200
    other = newcomer()
    assert other.post(path).status_code == 404
    assert other.get("/desk/eingang").status_code == 303


def test_a_login_link_gets_old(office: Store) -> None:
    token = login_token(office)
    late = create_app(office, SETTINGS, MAIL, clock=lambda: NOW + timedelta(minutes=16))
    with serving(late) as address:
        answer = httpx.post(f"{address}/desk/anmelden/{token}", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 404
    assert "Dieser Link öffnet nichts mehr." in answer.text


def test_over_https_the_cookie_is_bound_to_the_host(office: Store) -> None:
    secure = WebSettings(office_name="Büro", base_url="https://fristen.example.org")
    with serving(create_app(office, secure, MAIL, clock=clock)) as address:
        answer = httpx.post(f"{address}/desk/anmelden/{login_token(office)}", headers={"Sec-Fetch-Site": "same-origin"})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-partnerpost=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= {part.strip() for part in cookie.split(";")}
    assert "strict-transport-security" in answer.headers


def test_logging_out_closes_the_session_in_the_store_too(office: Store, desk: httpx.Client) -> None:
    cookie = desk.cookies["partnerpost"]
    assert desk.post("/desk/abmelden", data={"csrf": csrf_of(desk)}).status_code == 303
    desk.cookies.set("partnerpost", cookie)
    assert desk.get("/desk/eingang").status_code == 303


def test_a_form_of_another_session_is_not_obeyed(office: Store, colleague: Callable[[str], httpx.Client]) -> None:
    ayse, jan = colleague("Ayşe Kaya"), colleague("Jan Nowak")
    answer = ayse.post(f"/desk/eintrag/{number_of(office, 'Concours')}/annehmen", data={"csrf": csrf_of(jan)})
    assert answer.status_code == 403
    assert "gespeichert wurde nichts" in answer.text


@pytest.mark.parametrize(("hours", "status"), [(11, 200), (13, 303), (24 * 8, 303)])
def test_a_session_ends_after_twelve_hours_without_action(
    office: Store, desk: httpx.Client, hours: int, status: int
) -> None:
    later = create_app(office, SETTINGS, MAIL, clock=lambda: NOW + timedelta(hours=hours))
    with serving(later) as address:
        answer = httpx.get(f"{address}/desk/eingang", cookies={"partnerpost": desk.cookies["partnerpost"]})
    assert answer.status_code == status


def test_a_form_sent_after_the_session_ended_says_that_nothing_was_saved(office: Store, desk: httpx.Client) -> None:
    csrf = csrf_of(desk)
    desk.cookies.clear()
    answer = desk.post(f"/desk/eintrag/{number_of(office, 'Concours')}/annehmen", data={"csrf": csrf})
    assert answer.status_code == 401
    assert "Ihre Sitzung ist abgelaufen." in answer.text


@pytest.mark.parametrize("path", ["/desk/eingang", "/desk/quellen", "/desk/eintrag/1", "/fr/desk/eingang"])
def test_the_desk_is_closed_to_visitors(office: Store, visitor: httpx.Client, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 303
    place, _, query = answer.headers["location"].partition("?")
    assert place.endswith("/desk/anmelden")
    assert query == f"weiter={quote(path.removeprefix('/fr'), safe='')}"


def test_a_stranger_decides_nothing(office: Store, visitor: httpx.Client) -> None:
    answer = visitor.post(f"/desk/eintrag/{number_of(office, 'Concours')}/annehmen", data={"csrf": ""})
    assert answer.status_code == 401
    assert visitor.get(f"/angebot/{number_of(office, 'Concours')}").status_code == 404


def test_deciding_keeps_a_session_alive(office: Store, desk: httpx.Client) -> None:
    at = {"now": NOW + timedelta(hours=11)}
    app = create_app(office, SETTINGS, MAIL, clock=lambda: at["now"])
    with serving(app) as address, httpx.Client(base_url=address, headers={"Sec-Fetch-Site": "same-origin"}) as client:
        client.cookies.set("partnerpost", desk.cookies["partnerpost"])
        assert decide(client, number_of(office, "Concours"), "spaeter").status_code == 303
        at["now"] += timedelta(hours=11)
        assert client.get("/desk/eingang").status_code == 200
