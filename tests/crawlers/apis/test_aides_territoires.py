"""aides-territoires: a personal token that must go nowhere else, and pages that do not always name the next."""

from __future__ import annotations

import logging

import pytest
from aiohttp import web
from pydantic import SecretStr

from aggregator.finding import FailureKind, RunOutcome
from crawlers.fetching.snapshots import Snapshots
from crawlers.settings import Secret
from tests.crawlers.apis.aides import TOKEN, Aides, aid
from tests.crawlers.apis.conftest import Collector, Opened
from tests.crawlers.apis.serving import Served

KEY = "aides-territoires"


def opened(api: Aides, collector: Collector, serve: Opened, token: str = TOKEN, host: str = "") -> Served:
    """The API, with its token in the settings."""
    served = serve(*api.routes)
    secret = Secret(host=host or served.host, token=SecretStr(token))
    collector.settings = collector.settings.model_copy(update={"secrets": {"aides_territoires": secret}})
    return served


def test_the_entry_of_the_catalogue_collects_an_aid_as_it_stands(collector: Collector, serve: Opened) -> None:
    served = opened(Aides(aid()), collector, serve)

    report = collector(KEY, served)

    (finding,) = collector.door.of(KEY)
    assert (report.outcome, finding.key, finding.title) == (RunOutcome.READ, "1", "Soutenir un jumelage 1")
    assert finding.url == served.url("/aides/0001-soutenir-un-jumelage/")
    assert finding.html is not None and finding.html.endswith("<p>Être une commune.</p>")
    assert dict(finding.fields) == {
        "kind": "funding",
        "deadline": "2027-02-28",
        "opens": "2026-10-01",
        "organiser": "Région d’essai",
        "region": "Région d’essai (Région)",
        "audiences": "municipality; association",
        "rate_min": "20",
        "rate_max": "60",
        "loan": "30000",
        "recurrence": "Ponctuelle",
    }


def test_the_secret_goes_to_the_login_alone_and_the_token_to_the_list_alone(
    collector: Collector, serve: Opened
) -> None:
    api = Aides(aid())

    collector(KEY, opened(api, collector, serve))

    (login, its_headers), (listed, list_headers) = api.asked
    assert (login, its_headers["X-AUTH-TOKEN"]) == ("/api/connexion/", TOKEN)
    assert "Authorization" not in its_headers
    assert listed.startswith("/api/aids/") and list_headers["Authorization"] == f"Bearer {api.issued[0]}"
    assert "X-AUTH-TOKEN" not in list_headers


def test_one_login_is_enough_for_all_pages(collector: Collector, serve: Opened) -> None:
    api = Aides(*(aid(number) for number in range(1, 6)), per_page=2)

    assert collector(KEY, opened(api, collector, serve)).new == 5
    assert len(api.issued) == 1


def test_an_expired_token_is_got_anew_once(collector: Collector, serve: Opened) -> None:
    api = Aides(aid())
    api.expired = 1

    report = collector(KEY, opened(api, collector, serve))

    assert (report.new, len(api.issued), dict(report.statuses)) == (1, 2, {"200": 3, "401": 1})


def test_a_token_that_is_refused_again_and_again_ends_in_a_failure(collector: Collector, serve: Opened) -> None:
    api = Aides(aid())
    api.expired = 99

    report = collector(KEY, opened(api, collector, serve))

    assert report.failure is not None and report.failure.kind is FailureKind.BLOCKED
    assert len(api.issued) == 2


def test_a_missing_secret_says_what_to_set_and_nothing_is_asked(collector: Collector, serve: Opened) -> None:
    api = Aides(aid())

    report = collector(KEY, serve(*api.routes))

    assert report.failure is not None and report.failure.kind is FailureKind.SECRET
    assert "[crawl.secrets.aides_territoires]" in report.failure.detail
    assert api.asked == []


def test_a_source_that_names_no_secret_is_told_so(collector: Collector, serve: Opened) -> None:
    report = collector(KEY, opened(Aides(aid()), collector, serve), {"secret": ""})

    assert report.failure is not None and report.failure.kind is FailureKind.OPTIONS


def test_a_secret_goes_to_no_other_host_than_its_own(collector: Collector, serve: Opened) -> None:
    api = Aides(aid())

    report = collector(KEY, opened(api, collector, serve, host="aides-territoires.example"))

    assert report.failure is not None and report.failure.kind is FailureKind.SECRET
    assert api.asked == []


def test_a_secret_that_is_refused_is_named_by_its_setting(collector: Collector, serve: Opened) -> None:
    report = collector(KEY, opened(Aides(aid()), collector, serve, token="no-longer-valid"))

    assert report.failure is not None and report.failure.kind is FailureKind.SECRET
    assert "HTTP 401" in report.failure.detail


@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [
        (200, "{}", FailureKind.UNREADABLE),
        (200, "<html>", FailureKind.UNREADABLE),
        (200, '{"token": "a\\nb"}', FailureKind.UNREADABLE),
        (503, "", FailureKind.HTTP_ERROR),
    ],
)
def test_a_login_that_gives_no_token_is_named(
    status: int, text: str, kind: FailureKind, collector: Collector, serve: Opened
) -> None:
    api = Aides(aid())
    api.login_answer = web.Response(status=status, text=text)

    report = collector(KEY, opened(api, collector, serve))

    assert report.failure is not None and report.failure.kind is kind


def test_neither_secret_nor_token_is_written_down_anywhere(
    collector: Collector, serve: Opened, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    good, refused = Aides(aid()), Aides(aid())
    refused.expired = 99
    reports = [collector(KEY, opened(api, collector, serve)) for api in (good, refused)]
    reports.append(collector(KEY, opened(Aides(aid()), collector, serve, token=f"{TOKEN}-old")))

    kept = [Snapshots(collector.snapshots).read(f"{path.parent.name}{path.stem}") for path in _files(collector)]
    printed = "".join(capfd.readouterr())
    everything = f"{reports}{collector.door.of(KEY)}{kept}{caplog.text}{printed}{collector.settings!r}"
    assert [word for word in (TOKEN, *good.issued, *refused.issued) if word in everything] == []
    assert len(kept) == 1


def _files(collector: Collector) -> list:  # type: ignore[type-arg]
    return sorted(collector.snapshots.rglob("*.zst"))


@pytest.mark.parametrize("named", ["absolute", "missing"])
def test_all_pages_are_read_also_where_none_is_named(named: str, collector: Collector, serve: Opened) -> None:
    api = Aides(*(aid(number) for number in range(1, 121)))
    api.next_link = named

    report = collector(KEY, opened(api, collector, serve))

    assert (report.outcome, report.new) == (RunOutcome.READ, 120)


def test_a_next_page_on_another_host_is_named_and_gets_no_token(collector: Collector, serve: Opened) -> None:
    api = Aides(*(aid(number) for number in range(1, 121)))
    api.next_link = "https://elsewhere.example/api/aids/?page=2"

    report = collector(KEY, opened(api, collector, serve))

    assert (report.outcome, report.new) == (RunOutcome.PARTIAL, 50)
    assert "another host" in report.broken[0].detail


def test_a_next_page_that_forgets_its_port_or_https_is_asked_where_the_others_were(
    collector: Collector, serve: Opened
) -> None:
    api = Aides(*(aid(number) for number in range(1, 61)))
    api.next_link = "https://127.0.0.1/api/aids/?itemsPerPage=50&page=2"

    assert collector(KEY, opened(api, collector, serve)).new == 60


def test_a_token_is_not_carried_to_where_a_redirect_points(collector: Collector, serve: Opened) -> None:
    headers: list[dict[str, str]] = []

    async def stranger(request: web.Request) -> web.Response:
        headers.append(dict(request.headers))
        return web.json_response({"results": []})

    elsewhere = serve(web.get("/api/aids/", stranger))
    login, _ = (api := Aides(aid())).routes

    async def moved(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": elsewhere.url("/api/aids/?token=x")})

    served = serve(login, web.get("/api/aids/", moved))
    secret = Secret(host=served.host, token=SecretStr(TOKEN))
    collector.settings = collector.settings.model_copy(update={"secrets": {"aides_territoires": secret}})
    report = collector(KEY, served)

    assert report.failure is not None and report.failure.kind is FailureKind.REDIRECTS
    assert (headers, len(api.issued)) == ([], 1)
    assert "token=" not in report.failure.detail


@pytest.mark.parametrize("word", ["Permanente", "ongoing"])
def test_what_can_be_asked_for_at_any_time_is_rolling(word: str, collector: Collector, serve: Opened) -> None:
    collector(KEY, opened(Aides(aid(submission_deadline=None, recurrence=word)), collector, serve))

    assert collector.found(KEY)["1"].fields["deadline"] == "rolling"


def test_newer_answers_write_objects_where_older_ones_wrote_words(collector: Collector, serve: Opened) -> None:
    newer = aid(financers=[{"id": 3, "name": "Fonds"}], perimeter={"name": "France"}, is_call_for_project=True)

    collector(KEY, opened(Aides(newer), collector, serve))

    fields = collector.found(KEY)["1"].fields
    assert (fields["organiser"], fields["region"], fields["kind"]) == ("Fonds", "France", "call")
