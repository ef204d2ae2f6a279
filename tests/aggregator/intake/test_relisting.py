"""A source that shows its entries under new addresses, or another thing under an old one."""

from __future__ import annotations

from sqlmodel import Session, col, select

from aggregator.finding import RunOutcome, RunReport
from aggregator.model import CrawlRun, Decision, Opportunity, OpportunityState, Resemblance, ResemblanceState
from aggregator.review import accept, undo
from tests.aggregator.office import CALL, Office

NEW = "https://jugendring.example.org/neu/begegnung-2027"


def run(office: Office, *calls: tuple[str, str, str], outcome: RunOutcome = RunOutcome.READ) -> None:
    """One run of the youth council that shows these calls: title, text, address."""
    started = office.now
    for title, text, url in calls:
        office.take(title, text, url=url)
    office.intake.close_run(RunReport("jugendring", started, office.now, outcome, found=len(calls)))
    office.wait(days=1)


def open_ones(session: Session) -> list[Opportunity]:
    question = select(Opportunity).where(Opportunity.state != OpportunityState.MERGED)
    return list(session.exec(question.order_by(col(Opportunity.id))))


OLD = ("Begegnung mit Polen 2027", CALL, "https://jugendring.example.org/alt/17")
MOVED = ("Begegnung mit Polen 2027", CALL, NEW)
OTHER = (
    "Kulturfonds für Chöre",
    "Chöre erhalten bis 1. April 2027 einen Zuschuss.",
    "https://jugendring.example.org/18",
)


def test_what_is_listed_under_a_new_address_and_no_longer_under_the_former_stays_one(office: Office) -> None:
    run(office, OLD, OTHER)
    with office.store.writing() as session:
        accept(session, office.views()[0].id, person_id=None, now=office.now)
    run(office, MOVED, OTHER)
    with office.store.reading() as session:
        first, second = open_ones(session)
        assert (first.state, first.url, second.title) == (OpportunityState.ACCEPTED, NEW, OTHER[0])
        assert session.exec(select(Decision.reason).where(Decision.reason != "")).all() == ["relisted"]


def test_what_is_listed_beside_it_is_another_thing(office: Office) -> None:
    run(office, OLD, OTHER)
    run(office, MOVED, OTHER, OLD)
    with office.store.reading() as session:
        assert len(open_ones(session)) == 3
        assert session.exec(select(Resemblance.state)).all() == [ResemblanceState.DIFFERENT]


def test_a_run_that_was_cut_off_decides_nothing_the_next_whole_one_does(office: Office) -> None:
    run(office, OLD, OTHER)
    run(office, MOVED, outcome=RunOutcome.PARTIAL)
    with office.store.reading() as session:
        assert len(open_ones(session)) == 3
    run(office, MOVED, OTHER)
    with office.store.reading() as session:
        assert len(open_ones(session)) == 2


def test_a_source_that_renames_everything_keeps_every_one_of_its_opportunities(office: Office) -> None:
    names = ["Sportvereine", "Chöre", "Feuerwehren", "Landfrauen", "Museen", "Imkerinnen"]
    calls = [
        (f"Fahrtkosten für {name}", f"{name} beantragen bis {day}.04.2027 ihre Fahrten.")
        for day, name in enumerate(names, 11)
    ]
    run(office, *[(title, text, f"https://jugendring.example.org/alt/{title[-4:]}") for title, text in calls])
    before = {view.title: view.id for view in office.views()}
    run(office, *[(title, text, f"https://jugendring.example.org/neu/{title[-4:]}") for title, text in calls])
    with office.store.reading() as session:
        assert {row.title: row.id for row in open_ones(session)} == before
        assert session.exec(select(CrawlRun.relisted).order_by(col(CrawlRun.id))).all() == [0, len(names)]


def test_a_relisting_that_was_none_is_taken_back_by_anybody(office: Office) -> None:
    run(office, OLD)
    run(office, MOVED)
    with office.store.writing() as session:
        number = session.exec(select(Decision.id)).one()
        undo(session, person_id=None, now=office.now, decision_id=number)
        assert len(open_ones(session)) == 2


def test_the_next_round_at_the_old_address_is_a_new_opportunity_and_the_last_one_keeps_its_text(office: Office) -> None:
    url = "https://jugendring.example.org/aufruf"
    run(office, ("Begegnung mit Polen 2027", CALL, url))
    run(office, ("Begegnung mit Polen 2028", CALL.replace("2027", "2028"), url))
    first, second = office.views()
    assert [(view.title[-4:], view.deadline.year if view.deadline else 0) for view in (first, second)] == [
        ("2027", 2027),
        ("2028", 2028),
    ]
    assert first.unlisted_since is not None and second.unlisted_since is None
    proof = first.proof_of("deadline")
    assert proof is not None and "15.03.2027" in proof.quote


def test_an_address_that_is_used_for_call_after_call_gives_as_many_opportunities(office: Office) -> None:
    url = "https://jugendring.example.org/aufruf-des-monats"
    topics = [
        "Fahrten zum Chorfest",
        "Zuschuss für Handballturniere",
        "Stipendien an Bäckerlehrlinge",
        "Lesewettbewerb",
    ]
    for month, topic in enumerate(topics, start=3):
        run(office, (topic, f"{topic}: Wer teilnimmt, schreibt bis 10.{month:02}.2027 an den Jugendring.", url))
    assert [view.title for view in office.views()] == topics


def test_a_moved_deadline_or_a_text_written_anew_is_a_change_of_the_same(office: Office) -> None:
    url = "https://jugendring.example.org/aufruf"
    run(office, ("Begegnung mit Polen 2027", CALL, url))
    run(office, ("Begegnung mit Polen 2027", CALL.replace("15.03.", "29.03."), url))
    run(
        office,
        ("Begegnungen mit Polen", "Ganz neu geschrieben: Wer mit Polen plant, bewirbt sich bis 29.03.2027.", url),
    )
    assert len(office.views()) == 1
