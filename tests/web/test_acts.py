"""What was done, in words: an act has a sentence, a code has a name, in the reader's language."""

from __future__ import annotations

import httpx
import pytest
from sqlmodel import select

from aggregator import review
from aggregator.journal import About, Author, By, Line, Thing
from aggregator.model import Action, Because, Decision, Source, SourceAction, StaffAction
from aggregator.sources import tending
from aggregator.store import Store
from tests.web.conftest import decide
from tests.web.example import NOW, number_of
from tests.web.test_journal import JOURNAL, acts, person, table, text_of
from web.desk.acts import in_words


@pytest.mark.parametrize(
    "act",
    [
        *(f"{done}{action.value}" for done in ("", "undo_") for action in Action),
        *(f"source_{action.value}" for action in SourceAction),
        *(f"staff_{action.value}" for action in StaffAction if action is not StaffAction.SIGNED_IN),
    ],
)
def test_every_act_of_the_ledgers_has_a_sentence(act: str) -> None:
    about = About(Thing.OPPORTUNITY, 7, "Kleinprojekte")
    line = Line(NOW, "decision", 1, By(Author.PERSON, 1, "Ayşe Kaya"), act, about, other=about)
    assert act not in in_words(line, "de", lambda moment: moment).plainly("de")


def test_acts_that_have_no_sentence_yet_are_named_by_their_word() -> None:
    about = About(Thing.OPPORTUNITY, 7, "Kleinprojekte")
    line = Line(NOW, "decision", 1, By(Author.PERSON, 1, "Ayşe Kaya"), "water 100 %", about)
    told = in_words(line, "de", lambda moment: moment)
    assert told.plainly("de") == "Ayşe Kaya: water 100 % („Kleinprojekte“)"


def test_a_rejection_says_the_reason_that_was_given_in_the_readers_words(office: Store, desk: httpx.Client) -> None:
    number = number_of(office, "Kleinprojekte")
    decide(desk, number, "verwerfen")
    with office.writing() as session:
        decision = session.exec(select(Decision.id)).one()
        review.give_reason(session, decision or 0, Because.INSTITUTIONS, person_id=person(office, "Ayşe Kaya"))
    (said,) = acts(desk)
    assert "verworfen. im Eingang → neu: verworfen Grund: nur Hochschulen/Firmen" in said
    assert "Motif : universités/entreprises seulement" in text_of(desk.get(f"/fr{JOURNAL}").text)
    assert [row["Grund"] for row in table(desk)] == ["nur Hochschulen/Firmen"]
    assert desk.get(f"{JOURNAL}.json").json()[0]["because"] == "institutions"


def test_what_kind_of_source_it_became_stands_there_in_words(office: Store, desk: httpx.Client) -> None:
    with office.writing() as session:
        source = session.exec(select(Source).where(Source.key == "stiftung")).one()
        kinds = ({"kind": "feed"}, {"kind": "grants_gov"})
        tending.note(session, source, SourceAction.CHANGE, person_id=None, now=NOW, before=kinds[0], after=kinds[1])
    assert "Art: bisher: Feed → neu: Datenschnittstelle" in acts(desk)[0]


def test_languages_and_how_early_a_source_is_read_stand_there_in_words(office: Store, desk: httpx.Client) -> None:
    with office.writing() as session:
        source = session.exec(select(Source).where(Source.key == "stiftung")).one()
        before, after = {"language": "pl", "priority": 2}, {"language": "fr", "priority": 1}
        tending.note(session, source, SourceAction.CHANGE, person_id=None, now=NOW, before=before, after=after)
    told = acts(desk)[0]
    assert "Sprache: bisher: Polnisch → neu: Französisch" in told
    assert "Vorrang: bisher: 2 → neu: 1 – zuerst" in told
