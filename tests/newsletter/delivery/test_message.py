from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar

from newsletter import tokens
from newsletter.calendar import Calendars
from newsletter.choosing import choose
from newsletter.content import Masthead
from newsletter.delivery.headers import HeaderRefused
from newsletter.delivery.message import Addressee, Letter, message_id
from newsletter.rendering import render_edition
from newsletter.wrapping import PREFERENCES_PLACE, UNSUBSCRIBE_PLACE
from tests.newsletter.delivery.copying import issue_message
from tests.newsletter.samples import BOTTROP, NOW, SECRET, TODAY, colourful_issue, settings

ERIKA = Addressee(7, "erika@xn--mnster-3ya.example")


def _letter() -> Letter:
    chosen = choose(colourful_issue(), BOTTROP, most=15, today=TODAY)
    mail = render_edition(Masthead("Ausgabe"), chosen, BOTTROP, settings(), language="pl", today=TODAY)
    return Letter(mail.subject, mail.html, mail.text, "pl")


def _bytes(addressee: Addressee = ERIKA, **changes: object) -> bytes:
    office = settings(**changes)
    known = message_id(3, addressee.subscriber_id, addressee.address, office)
    return issue_message(_letter(), addressee, office, message_id=known, date=NOW)


def _parsed(data: bytes) -> EmailMessage:
    parsed = message_from_bytes(data, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_one_click_unsubscribe_is_offered_by_web_and_by_mail() -> None:
    mail = _parsed(_bytes())
    web, post = mail["List-Unsubscribe"].split(", ")
    assert web.startswith("<https://partnerbuero.example/pl/abmelden/")
    assert post.startswith("<mailto:post@partnerbuero.example?subject=unsubscribe%20")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_link_in_the_header_is_the_readers_own() -> None:
    web = _parsed(_bytes())["List-Unsubscribe"].split(">")[0][1:]
    token = urlsplit(web).path.rpartition("/")[2]
    assert tokens.read_unsubscribe(token, secret=SECRET) == tokens.Signed(7, tokens.address_mark(ERIKA.address, SECRET))


def test_every_header_that_must_be_there_is_there_once() -> None:
    mail = _parsed(_bytes())
    for name in ("From", "To", "Date", "Message-ID", "Subject", "List-Id", "MIME-Version", "Content-Type", "Reply-To"):
        assert len(mail.get_all(name, [])) == 1, name
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"] == "<partnerpost.partnerbuero.example>"
    assert mail["Content-Language"] == "pl"
    assert mail["Date"].datetime == NOW


def test_sender_and_subject_are_readable_in_every_alphabet() -> None:
    mail = _parsed(_bytes())
    assert str(mail["From"]) == "Partnerbüro Ruhrstadt <post@partnerbuero.example>"
    assert str(mail["Subject"]) == "Ausgabe: 8 ofert dla Państwa, najbliższy termin 28.11.2026"


def test_text_comes_first_then_html_and_both_are_whole() -> None:
    mail = _parsed(_bytes())
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    letter = _letter()
    assert text.get_content().replace("\r\n", "\n") == _own(letter.text, ERIKA)
    assert html.get_content().replace("\r\n", "\n").rstrip() == _own(letter.html, ERIKA).rstrip()
    assert not mail.defects and not text.defects and not html.defects


def test_lines_are_short_ascii_and_ended_with_crlf() -> None:
    data = _bytes()
    assert data.isascii()
    lines = data.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 998
    body = data.partition(b"\r\n\r\n")[2].split(b"\r\n")
    assert max(map(len, body)) <= 76


def test_an_html_part_in_one_long_line_is_broken_up() -> None:
    letter = replace(_letter(), html="<p>" + "ä" * 160_000 + "</p>")
    data = issue_message(letter, ERIKA, settings(), message_id="<a@b.example>", date=NOW)
    assert max(map(len, data.split(b"\r\n"))) <= 998


def test_a_second_attempt_has_the_same_message_id() -> None:
    office = settings()
    first, second = (message_id(3, 7, ERIKA.address, office) for _ in range(2))
    assert first == second
    later = issue_message(_letter(), ERIKA, office, message_id=second, date=NOW + timedelta(hours=6))
    assert _parsed(later)["Message-ID"] == _parsed(_bytes())["Message-ID"] == first


def test_message_ids_differ_by_issue_and_by_reader() -> None:
    office = settings()
    ids = {message_id(issue, reader, f"{reader}@example.org", office) for issue in (1, 2) for reader in (1, 2)}
    assert len(ids) == 4


def test_two_readers_of_one_edition_differ_only_in_address_id_and_links() -> None:
    other = Addressee(8, "b@example.org")
    mine, theirs = _bytes().decode(), _bytes(other).decode()
    for addressee, mail in ((ERIKA, mine), (other, theirs)):
        assert addressee.address in mail
    bodies = []
    for addressee, data in ((ERIKA, mine), (other, theirs)):
        parts = [part.get_content() for part in _parsed(data.encode()).iter_parts()]
        for link in _links(addressee):
            parts = [part.replace(link, "LINK") for part in parts]
        bodies.append(parts)
    assert bodies[0] == bodies[1]


def _links(addressee: Addressee) -> tuple[str, str]:
    leave = tokens.unsubscribe_token(addressee.subscriber_id, addressee.address, secret=SECRET)
    choose = tokens.preferences_token(addressee.subscriber_id, addressee.address, secret=SECRET, now=NOW)
    return (
        f"https://partnerbuero.example/pl/abmelden/{leave}",
        f"https://partnerbuero.example/pl/einstellungen/{choose}",
    )


def _own(part: str, addressee: Addressee) -> str:
    leave, choose = _links(addressee)
    return part.replace(UNSUBSCRIBE_PLACE, leave).replace(PREFERENCES_PLACE, choose)


def test_the_way_to_what_was_chosen_opens_it_for_this_reader_and_for_half_a_year() -> None:
    token = _links(ERIKA)[1].rpartition("/")[2]
    assert _links(ERIKA)[1] in next(iter(_parsed(_bytes()).iter_parts())).get_content()
    signed = tokens.Signed(7, tokens.address_mark(ERIKA.address, SECRET))
    for days, read in ((179, signed), (181, None)):
        assert tokens.read_preferences(token, secret=SECRET, now=NOW + timedelta(days=days)) == read


def test_the_list_says_who_keeps_it_where_help_is_and_where_complaints_go() -> None:
    mail = _parsed(_bytes(reply_to="team@partnerbuero.example"))
    assert mail["List-Help"] == "<https://partnerbuero.example/pl/hilfe>"
    assert mail["List-Owner"] == "<mailto:team@partnerbuero.example>"
    assert mail["List-Archive"] == "<https://partnerbuero.example/pl/ausgaben>"
    assert mail["CFBL-Address"] == "team@partnerbuero.example; report=arf"
    assert mail["CFBL-Feedback-ID"] == mail["Message-ID"].strip("<>").partition("@")[0]
    assert mail["Precedence"] == "bulk"


def test_what_providers_count_by_does_not_tell_readers_apart() -> None:
    mine, theirs = (_parsed(_bytes(one))["Feedback-ID"] for one in (ERIKA, Addressee(8, "b@example.org")))
    assert mine == theirs == "issue-3:newsletter:partnerbuero.example:partnerpost"


def test_deadlines_come_as_a_calendar_beside_text_and_html() -> None:
    office, views = settings(), [place.view for place in colourful_issue()]
    letter = replace(_letter(), calendar=Calendars(office, "pl").of(views))
    mail = _parsed(issue_message(letter, ERIKA, office, message_id="<a@b.example>", date=NOW))
    assert mail.get_content_type() == "multipart/mixed"
    words, attached = mail.iter_parts()
    assert [part.get_content_type() for part in words.iter_parts()] == ["text/plain", "text/html"]
    assert attached["Content-Type"].params == {"charset": "utf-8", "method": "PUBLISH"}
    read = Calendar.from_ical(attached.get_content())
    events = read.walk("VEVENT")
    assert read["METHOD"] == "PUBLISH"
    assert [str(event["UID"]) for event in events] == [
        f"angebot-{view.id}@partnerbuero.example" for view in views if view.deadline
    ]
    assert all("ORGANIZER" not in event and "ATTENDEE" not in event and "SEQUENCE" in event for event in events)
    assert not mail.defects and not words.defects and not attached.defects


def test_without_html_the_text_goes_alone_with_all_headers() -> None:
    mail = _parsed(issue_message(replace(_letter(), html=""), ERIKA, settings(), message_id="<a@b.example>", date=NOW))
    assert mail.get_content_type() == "text/plain"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("injected", ["\r\nBcc: x@example.org", "\n", "\0"])
def test_a_subject_with_a_line_break_is_refused_when_the_mail_is_built(injected: str) -> None:
    letter = replace(_letter(), subject=f"Ausgabe{injected}")
    with pytest.raises(HeaderRefused, match="Subject"):
        issue_message(letter, ERIKA, settings(), message_id="<a@b.example>", date=NOW)


def test_people_answer_to_the_address_that_people_read() -> None:
    assert _parsed(_bytes(reply_to="team@partnerbuero.example"))["Reply-To"] == "team@partnerbuero.example"
