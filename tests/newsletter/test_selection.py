from __future__ import annotations

from datetime import timedelta

from newsletter.selection import Point, score, shipped_rules
from tests.newsletter.samples import TODAY, opportunity

PARTNERS = frozenset({"PL", "FR"})


def _points(**changes: object) -> dict[str, int]:
    in_last_issue = bool(changes.pop("in_last_issue", False))
    view = opportunity(1, **changes)
    given = score(view, today=TODAY, partner_countries=PARTNERS, in_last_issue=in_last_issue)
    return {point.rule: point.points for point in given.points}


def test_every_point_can_be_shown_and_they_add_up() -> None:
    view = opportunity(1, countries=("PL",), topics=("youth", "culture", "sport"), audiences=("school",))
    given = score(view, today=TODAY, partner_countries=PARTNERS, in_last_issue=False)
    assert given.points == (
        Point("applicant_fits", 3),
        Point("partner_country", 2),
        Point("topic", 2),
        Point("lead_time", 2),
        Point("amount_known", 1),
    )
    assert given.total == 10


def test_what_names_no_country_is_open_to_us() -> None:
    assert _points(countries=())["open_to_us"] == 3


def test_less_than_three_weeks_are_no_lead_time() -> None:
    assert "lead_time" not in _points(deadline=TODAY + timedelta(days=20))
    assert "lead_time" in _points(deadline=TODAY + timedelta(days=21))


def test_what_stood_in_the_last_issue_and_did_not_change_falls_back() -> None:
    assert _points(in_last_issue=True)["in_last_issue"] == -5


def test_the_shipped_rules_name_points_for_every_rule() -> None:
    assert {"applicant_fits", "open_to_us", "partner_country", "topic", "lead_time"} < set(shipped_rules().points)
