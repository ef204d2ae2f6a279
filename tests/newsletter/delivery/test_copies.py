"""Copies joined from parts that were encoded once, beside the builder that writes each mail as a whole."""

from __future__ import annotations

import quopri
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlmodel import col, select, update

from aggregator.model import Edition, Opportunity, OpportunityState, Plate
from aggregator.store import Store
from newsletter.delivery.encoding import Part, pieces, quoted
from newsletter.delivery.headers import HeaderRefused
from newsletter.delivery.letters import Letters, letter
from newsletter.delivery.message import Addressee, Letter, list_message, preferences_url, unsubscribe_url
from newsletter.delivery.pressing import EncodedPress
from newsletter.delivery.return_path import unsubscribe_mailto
from newsletter.joining import Press
from newsletter.wrapping import PREFERENCES_PLACE, UNSUBSCRIBE_PLACE
from tests.newsletter.delivery.copying import issue_message
from tests.newsletter.samples import NOW, TODAY, settings
from tests.newsletter.stocking import add_reader, composed_issue, stock

ERIKA = Addressee(7, "erika@xn--mnster-3ya.example")
_ID = "<issue-3.7.0123456789@partnerbuero.example>"


def _parsed(data: bytes) -> EmailMessage:
    parsed = message_from_bytes(data, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def _whole(said: Letter, *, html: bool = True) -> EmailMessage:
    """The same copy written as a whole."""
    mail = settings()
    unsubscribe = unsubscribe_url(ERIKA, said.language, mail)
    links = {UNSUBSCRIBE_PLACE: unsubscribe, PREFERENCES_PLACE: preferences_url(ERIKA, said.language, mail, now=NOW)}
    plain, shown = said.text, said.html if html else ""
    for place, link in links.items():
        plain, shown = plain.replace(place, link), shown.replace(place, link)
    mailto = unsubscribe_mailto(ERIKA.subscriber_id, ERIKA.address, mail)
    own = replace(said, text=plain, html=shown)
    return _parsed(
        list_message(own, ERIKA.address, mail, unsubscribe=unsubscribe, mailto=mailto, message_id=_ID, date=NOW)
    )


def _contents(mail: EmailMessage) -> list[tuple[str, object]]:
    return [(part.get_content_type(), part.get_content()) for part in mail.walk() if not part.is_multipart()]


@pytest.mark.parametrize("calendar", ["", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"])
@pytest.mark.parametrize("html", [True, False])
def test_a_joined_copy_says_what_one_written_as_a_whole_says(store: Store, calendar: str, *, html: bool) -> None:
    stock(store)
    with store.writing() as session:
        add_reader(session, "a@example.org")
        composed_issue(session, settings())
        edition = session.exec(select(Edition)).one()
        edition.calendar = calendar
        session.add(edition)
    with store.reading() as session:
        edition = session.exec(select(Edition)).one()
        said = letter(session, edition)
        made = Letters(settings()).of(session, [edition.id or 0], today=TODAY)[edition.id or 0].copies
    assert made is not None
    data = made.copy(ERIKA, message_id=_ID, date=NOW, html=html)
    ours, whole = _parsed(data), _whole(said, html=html)
    assert sorted(ours.items()) == sorted(whole.items())
    assert _contents(ours) == _contents(whole)
    assert max(map(len, data.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 76
    assert not any(b"\n" in line or b"\r" in line for line in data.split(b"\r\n"))


def test_a_text_joined_from_encoded_lines_is_to_the_letter_what_is_wrapped_as_a_whole(store: Store) -> None:
    stock(store)
    with store.writing() as session:
        for language in ("de", "fr", "en", "pl"):
            add_reader(session, f"{language}@example.org", language=language)
        composed_issue(session, settings())
    with store.reading() as session:
        for edition in session.exec(select(Edition)):
            plate = session.get_one(Plate, (edition.issue_id, edition.plate))
            said = [(place, words * 9 if words else words) for place, words in edition.pieces]
            kept = {place: quoted(place) for place in (UNSUBSCRIBE_PLACE, PREFERENCES_PLACE)}
            joined = quopri.decodestring(EncodedPress(plate).text(said).filled(kept)).decode()
            assert joined.replace("\r\n", "\n") == Press(plate.html, plate.text).text(said)


@example(["." * 300])
@example(["." + "x" * 74 + "ü.\n.", "." * 75 + "é"])
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=200)))
def test_pieces_joined_are_read_as_their_texts_joined(texts: list[str]) -> None:
    coded = Part([quoted(text) for text in texts]).filled({})
    assert all(len(line) <= 76 and not line.startswith(b".") for line in coded.split(b"\r\n"))
    whole = "".join(texts)
    assert quopri.decodestring(coded).decode().replace("\r\n", "\n").removesuffix("\n") == whole.removesuffix("\n")


def test_a_readers_own_link_may_stand_anywhere() -> None:
    part = Part(pieces(f"a{UNSUBSCRIBE_PLACE}b\n{PREFERENCES_PLACE}"))
    links = {UNSUBSCRIBE_PLACE: quoted("u" * 200), PREFERENCES_PLACE: quoted("p=q")}
    assert quopri.decodestring(part.filled(links)).decode() == "a" + "u" * 200 + "b\r\np=q\r\n"


def test_letters_beyond_ascii_before_the_at_stand_in_the_header_as_they_are() -> None:
    said = Letter("Ausgabe", "<p>a</p>", "a\n", "de")
    data = issue_message(said, Addressee(7, "jürgen@stadt.example"), settings(), message_id=_ID, date=NOW)
    assert "To: jürgen@stadt.example\r\n".encode() in data


def test_an_address_that_begins_a_line_of_its_own_is_refused() -> None:
    said = Letter("Ausgabe", "<p>a</p>", "a\n", "de")
    with pytest.raises(HeaderRefused):
        issue_message(said, Addressee(7, "a@b.example\r\nBcc: c@d.example"), settings(), message_id=_ID, date=NOW)


def _said_on(store: Store, day: date) -> tuple[str, bool]:
    with store.reading() as session:
        edition = session.exec(select(Edition)).one()
        sheet = Letters(settings()).of(session, [edition.id or 0], today=day)[edition.id or 0]
    assert sheet.copies is not None
    mail = _parsed(sheet.copies.copy(ERIKA, message_id=_ID, date=NOW))
    body = mail.get_body(("plain",))
    assert body is not None
    return body.get_content(), sheet.is_over


def test_what_was_withdrawn_or_has_passed_is_left_out_and_at_the_end_nothing_is_left(store: Store) -> None:
    stock(store)
    with store.writing() as session:
        add_reader(session, "a@example.org")
        composed_issue(session, settings())
    assert "Gelebte Nachbarschaft" in _said_on(store, TODAY)[0]
    assert "Gelebte Nachbarschaft" not in _said_on(store, date(2026, 11, 29))[0]
    french = col(Opportunity.language) == "fr"
    with store.writing() as session:
        session.execute(update(Opportunity).where(french).values(state=OpportunityState.REJECTED))
    text, over = _said_on(store, TODAY)
    assert "Fonds citoyen" not in text
    assert not over
    with store.writing() as session:
        session.execute(update(Opportunity).values(status="withdrawn"))
    assert _said_on(store, TODAY)[1]
