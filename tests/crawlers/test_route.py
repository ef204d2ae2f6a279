"""The way of one run: what is fetched, in which order, and how the pages of a list ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aggregator.finding import FailureKind, Finding, Pagination, SourceKind, Validators, Visit
from crawlers.route import Route, numbers_fall, worth_asking
from crawlers.spiders.page import Follow, Role

_NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
_START = "https://rat.example/liste"


def _read(hours_ago: float) -> Validators:
    return Validators(body_hash="1", fetched_at=_NOW - timedelta(hours=hours_ago))


def _detail(name: str, **known: object) -> Follow:
    return Follow(f"https://rat.example/{name}", Role.DETAIL, **known)  # type: ignore[arg-type]


def _next(number: int) -> Follow:
    return Follow(f"{_START}?seite={number}", Role.NEXT)


def _route(before: dict[str, Validators] | None = None, options: dict[str, object] | None = None) -> Route:
    return Route(
        Visit("rat", SourceKind.LISTING, _START, options=options or {}, pages=before or {}),
        Follow(_START, Role.START),
        _NOW,
    )


def _walk(route: Route, *pages: list[Follow]) -> list[str]:
    """Read list pages one after the other; gives the addresses in the order they were fetched."""
    lists, way = iter(pages), []
    while route.waiting:
        asked = route.next()
        way.append(asked.url)
        if asked.role is not Role.DETAIL:
            route.leads(asked, next(lists))
    return way


def test_details_come_before_the_next_page() -> None:
    way = _walk(_route(), [_detail("a"), _next(2)], [_detail("b")])

    assert way == [_START, "https://rat.example/a", f"{_START}?seite=2", "https://rat.example/b"]


def test_new_pages_come_first_and_those_longest_unread_next() -> None:
    pages = {"https://rat.example/a": _read(1), "https://rat.example/b": _read(9)}

    way = _walk(_route(pages), [_detail("a"), _detail("b"), _detail("neu")])

    assert [url[-3:] for url in way[1:]] == ["neu", "e/b", "e/a"]


def test_a_list_that_has_no_next_page_ends() -> None:
    one, two = _route(), _route()
    _walk(one, [_detail("a")])
    _walk(two, [_detail("a"), _next(2)], [_detail("b")])

    assert (one.pagination, two.pagination) == (Pagination.NONE, Pagination.END)


def test_a_page_that_shows_the_entries_of_another_is_repeated() -> None:
    route = _route()
    _walk(route, [_detail("a"), _next(2)], [_detail("a"), _next(3)])

    assert route.pagination is Pagination.REPEATED


def test_a_next_link_that_leads_back_is_repeated() -> None:
    route = _route()
    _walk(route, [_detail("a"), _next(2)], [_detail("b"), Follow(_START, Role.NEXT)])

    assert route.pagination is Pagination.REPEATED


def test_the_limit_of_pages_is_kept_and_said() -> None:
    route = _route(None, {"pages": 2})
    way = _walk(route, [_detail("a"), _next(2)], [_detail("b"), _next(3)])

    assert (len(way), route.pagination) == (4, Pagination.LIMIT)


def test_where_numbers_fall_known_entries_end_the_list() -> None:
    entries = [_detail(f"news/{number}-titel") for number in (9, 8, 7)]
    known = {entry.url: _read(5) for entry in entries}
    whole, broken_off = _route({_START: _read(5), **known}), _route(known)
    _walk(whole, [*entries, _next(2)])
    _walk(broken_off, [*entries, _next(2)], [_detail("news/6-titel")])

    assert (whole.pagination, broken_off.pagination) == (Pagination.KNOWN, Pagination.END)


def test_a_page_that_fails_in_the_middle_counts_more_than_the_end() -> None:
    route = _route()
    route.leads(route.next(), [_next(2)])
    route.failed(route.next(), FailureKind.HTTP_ERROR)
    route.ended(Pagination.END)

    assert route.pagination is Pagination.FAILED


def test_after_three_refusals_the_rest_is_left_alone_where_the_list_says_something_of_it() -> None:
    instead = Finding("rat", "1", _START, "Aufruf", _NOW)
    route = _route()
    route.leads(route.next(), [_detail(name, instead=instead) for name in "abcde"])
    left = [route.failed(route.next(), FailureKind.ROBOTS) for _ in range(3)]

    assert [len(dropped) for dropped in left] == [0, 0, 2]
    assert not route.waiting


def test_a_page_that_is_missing_says_nothing_about_its_neighbours() -> None:
    instead = Finding("rat", "1", _START, "Aufruf", _NOW)
    route = _route()
    route.leads(route.next(), [_detail(name, instead=instead) for name in "abcde"])
    for _ in range(4):
        route.failed(route.next(), FailureKind.GONE)

    assert len(route.waiting) == 1


def test_a_page_rests_until_its_list_says_that_it_changed() -> None:
    def asked(hours_ago: float, **said: object) -> bool:
        return worth_asking(_detail("a", **said), _read(hours_ago), _NOW)

    day = timedelta(days=1)
    assert worth_asking(_detail("a", rests=day), None, _NOW)
    assert not asked(3, rests=day)
    assert asked(25, rests=day)
    assert asked(3, rests=day, changed=_NOW - timedelta(hours=1))
    assert not asked(3, rests=timedelta.max, changed=_NOW - timedelta(hours=4))


def test_years_and_mixed_addresses_show_no_order() -> None:
    assert numbers_fall(
        ["https://a.example/2027/03/02/x", "https://a.example/2027/03/01/y", "https://a.example/2026/12/z"]
    )
    assert not numbers_fall(["https://a.example/9", "https://a.example/11", "https://a.example/10"])
    assert not numbers_fall(["https://a.example/9", "https://a.example/8"])
    assert not numbers_fall(["https://a.example/9", "https://a.example/titel", "https://a.example/7"])
