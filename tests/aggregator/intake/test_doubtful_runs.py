"""What a doubtful run may not do: overwrite facts, flood the inbox, declare anything gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import func, select

from aggregator import review
from aggregator.finding import Failure, FailureKind, Finding, Pagination, RunOutcome, RunReport, SourceKind
from aggregator.health import Health
from aggregator.model import CrawlRun, HeldFinding, Opportunity, OpportunityState, Sighting, Source
from tests.aggregator.office import MORNING, Office

KEY = "jugendring"
LIST = f"https://{KEY}.example.org/feed"


def entry(number: int, *, deadline: bool = True) -> Finding:
    """One call of the youth council, with or without the sentence that names its deadline."""
    text = f"Gefördert werden Begegnungen von Vereinen der Gruppe {number} mit Polen."
    until = f" Bewerbungsschluss: {number + 1}.03.2027." if deadline else ""
    url = f"https://{KEY}.example.org/aufruf/{number}"
    return Finding(KEY, url, url, f"Aufruf für die Gruppe {number}", MORNING, text=text + until)


def run(office: Office, entries: list[Finding], **parts: object) -> CrawlRun:
    """A whole run that found these, some days after the one before."""
    office.wait(days=parts.pop("after", 1))  # type: ignore[arg-type]
    for finding in entries:
        office.intake.take(finding)
    outcome = parts.pop("outcome", RunOutcome.READ)
    report = RunReport(KEY, office.now, office.now, outcome, found=len(entries), new=0, **parts)  # type: ignore[arg-type]
    office.intake.close_run(report)
    with office.store.reading() as session:
        return session.exec(select(CrawlRun).order_by(CrawlRun.id.desc())).first()  # type: ignore[union-attr, return-value]


def usual(office: Office, *, days: int = 3) -> None:
    """A source whose habits are known: six calls, all with a deadline."""
    for _ in range(days):
        run(office, [entry(number) for number in range(6)])


def deadlines(office: Office) -> list[date | None]:
    return [view.deadline for view in office.views()]


def health(office: Office) -> Health:
    with office.store.reading() as session:
        return session.exec(select(Source).where(Source.key == KEY)).one().health


def held(office: Office) -> int:
    with office.store.reading() as session:
        return session.exec(select(func.count()).select_from(HeldFinding)).one()


def states(office: Office) -> list[OpportunityState]:
    with office.store.reading() as session:
        return list(session.exec(select(Opportunity.state).order_by(Opportunity.id)))  # type: ignore[arg-type]


def gone(office: Office) -> int:
    with office.store.reading() as session:
        return session.exec(select(func.count()).select_from(Sighting).where(Sighting.gone_at.is_not(None))).one()  # type: ignore[union-attr]


def test_the_ledger_says_how_many_entries_were_there_and_what_they_stated(office: Office) -> None:
    row = run(office, [entry(0), entry(1, deadline=False)], pagination=Pagination.END)
    assert (row.listed, row.filled, row.pagination) == (2, {"text": 2, "deadline": 1}, Pagination.END)
    assert (row.health, row.quarantined) == (Health.LEARNING, False)


def test_deadlines_that_vanish_all_at_once_are_kept(office: Office) -> None:
    usual(office)
    before = deadlines(office)
    row = run(office, [entry(number, deadline=False) for number in range(6)])
    assert (row.quarantined, row.failure) == (True, FailureKind.SITE_CHANGED)
    assert health(office) is Health.SUSPECT
    assert (deadlines(office), held(office)) == (before, 6)


def test_they_are_forgotten_when_the_page_is_whole_again(office: Office) -> None:
    usual(office)
    before = deadlines(office)
    run(office, [entry(number, deadline=False) for number in range(6)])
    run(office, [entry(number) for number in range(6)])
    assert (health(office), deadlines(office), held(office)) == (Health.OK, before, 0)


def test_one_deadline_that_is_taken_back_is_told_when_two_sound_runs_have_said_so(office: Office) -> None:
    usual(office)
    run(office, [entry(number, deadline=number != 3) for number in range(6)])
    assert (deadlines(office).count(None), held(office)) == (0, 0)
    run(office, [entry(number, deadline=number != 3) for number in range(6)])
    assert deadlines(office).count(None) == 1


def test_less_time_is_told_at_once_whatever_else_is_missing(office: Office) -> None:
    usual(office)
    sooner = replace(entry(3), text="Bewerbungsschluss: 20.02.2027.")
    office.intake.take(sooner)
    assert date(2027, 2, 20) in deadlines(office)


def test_a_failed_run_releases_nothing(office: Office) -> None:
    usual(office)
    run(office, [entry(number, deadline=False) for number in range(6)])
    run(office, [], outcome=RunOutcome.FAILED, failure=Failure(FailureKind.GONE, LIST))
    assert (deadlines(office).count(None), held(office)) == (0, 6)


def test_a_person_can_say_that_the_new_is_right(office: Office) -> None:
    usual(office)
    run(office, [entry(number, deadline=False) for number in range(6)])
    office.intake.trust(KEY, person_id=None)
    assert (deadlines(office).count(None), held(office), health(office)) == (6, 0, Health.LEARNING)


def test_an_entry_confirmed_by_its_server_stays_held(office: Office) -> None:
    usual(office)
    run(office, [entry(number, deadline=False) for number in range(6)])
    there = tuple(entry(number).url for number in range(6))
    row = run(office, [], outcome=RunOutcome.UNCHANGED, list_read=True, still_there=there)
    assert (row.listed, row.quarantined, held(office)) == (6, True, 6)


def test_a_flood_of_new_entries_waits_unseen_until_a_sound_run_shows_them(office: Office) -> None:
    usual(office)
    run(office, [entry(number) for number in range(28)])
    assert states(office).count(OpportunityState.HELD) == 22
    run(office, [entry(number) for number in range(8)])
    assert states(office).count(OpportunityState.HELD) == 20


def test_what_somebody_accepted_in_the_meantime_stays_accepted(office: Office) -> None:
    usual(office)
    with office.store.writing() as session:
        review.accept(session, 1, person_id=None, now=office.now)
    run(office, [entry(number, deadline=False) for number in range(6)])
    assert states(office)[0] is OpportunityState.ACCEPTED
    assert deadlines(office)[0] is not None


def test_a_run_that_finds_a_fraction_declares_nothing_gone(office: Office) -> None:
    usual(office)
    for _ in range(4):
        run(office, [entry(0)], after=4)
    assert (gone(office), health(office)) == (0, Health.SUSPECT)


def test_an_entry_that_three_sound_runs_and_eight_days_did_not_show_is_not_listed_any_more(office: Office) -> None:
    usual(office)
    rows = [run(office, [entry(number) for number in range(1, 6)], after=4) for _ in range(3)]
    assert [row.gone for row in rows] == [0, 0, 0]  # a feed may drop its oldest
    with office.store.writing() as session:
        session.exec(select(Source).where(Source.key == KEY)).one().kind = SourceKind.LISTING
    row = run(office, [entry(number) for number in range(1, 6)])
    assert (row.gone, gone(office)) == (1, 1)
    (view,) = [view for view in office.views() if view.title.endswith("Gruppe 0")]
    assert view.unlisted_since == office.now
    assert view.state == "new"


def test_an_entry_that_comes_back_is_listed_again(office: Office) -> None:
    with office.store.writing() as session:
        session.exec(select(Source).where(Source.key == KEY)).one().kind = SourceKind.LISTING
    usual(office)
    for _ in range(3):
        run(office, [entry(number) for number in range(1, 6)], after=4)
    assert gone(office) == 1
    run(office, [entry(number) for number in range(6)])
    assert gone(office) == 0


def test_an_entry_that_vanishes_from_the_middle_of_a_feed_is_not_listed_any_more(office: Office) -> None:
    usual(office)
    run(office, [entry(number) for number in range(8)])
    for _ in range(3):
        run(office, [entry(number) for number in range(7)], after=4)
    assert gone(office) == 1


def test_a_list_that_was_not_read_to_its_end_declares_nothing_gone(office: Office) -> None:
    with office.store.writing() as session:
        session.exec(select(Source).where(Source.key == KEY)).one().kind = SourceKind.LISTING
    usual(office)
    for _ in range(3):
        run(office, [entry(number) for number in range(1, 6)], after=4, pagination=Pagination.LIMIT)
    assert gone(office) == 0


def test_a_run_that_ended_at_what_was_known_leaves_the_rest_as_it_was(office: Office) -> None:
    usual(office)
    row = run(office, [entry(0)], pagination=Pagination.KNOWN)
    assert (row.listed, row.filled, row.health) == (6, {"text": 6, "deadline": 6}, Health.OK)


def test_a_source_that_was_not_looked_at_is_neither_praised_nor_blamed(office: Office) -> None:
    usual(office)
    row = run(office, [], outcome=RunOutcome.UNCHANGED)
    assert (row.listed, row.health) == (None, Health.OK)


def test_entries_whose_own_pages_are_unchanged_are_still_there(office: Office) -> None:
    usual(office)
    there = tuple(entry(number).url for number in range(6))
    row = run(office, [], outcome=RunOutcome.UNCHANGED, list_read=True, still_there=there)
    assert (row.listed, row.health) == (6, Health.OK)
    with office.store.reading() as session:
        assert {seen.last_seen for seen in session.exec(select(Sighting))} == {office.now}
        assert {row.checked_at for row in session.exec(select(Opportunity))} == {office.now}


def test_an_entry_whose_own_page_is_gone_is_not_listed_any_more_at_once(office: Office) -> None:
    usual(office)
    again = {entry(3).url: FailureKind.GONE, entry(4).url: FailureKind.TIMEOUT}
    run(office, [entry(number) for number in range(6) if number not in (3, 4)], again=again)
    assert gone(office) == 1


def test_a_source_that_breaks_before_a_deadline_is_tried_daily(office: Office) -> None:
    usual(office)
    office.now = office.now.replace(month=2, day=20)
    for _ in range(8):
        run(office, [], outcome=RunOutcome.FAILED, failure=Failure(FailureKind.GONE, LIST))
    with office.store.reading() as session:
        due = session.exec(select(Source.next_fetch_at).where(Source.key == KEY)).one()
    assert due is not None
    assert due - office.now <= timedelta(days=1)
