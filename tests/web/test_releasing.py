"""S5 to S7: tried in a real mailbox, approved by a second person, sent after five minutes, stopped with one press."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from aggregator.model import Delivery, DeliveryState, IssueState, Role
from aggregator.store import Store
from newsletter import holding
from newsletter.delivery import send_issue, way_out
from newsletter.letting_go import let_go
from newsletter.settings import MailSettings
from tests.newsletter.delivery.server import Inbox, free_port, mail_server
from tests.web.example import NOW, SECRET, SETTINGS, TODAY, accept, login_token
from tests.web.issuing import acts_of, add_person, add_readers, drafted, issue_of, press
from tests.web.serving import serving
from tests.web.staff import Clock
from tests.web.test_composing import text_of
from web.app import create_app

Colleague = Callable[[str], httpx.Client]


def settings(port: int, **more: object) -> MailSettings:
    """An office that may send, to a server of our own."""
    given = {"secret": SECRET, "sender_address": "post@example.org", "imprint": SETTINGS.imprint, "smtp_port": port}
    return MailSettings.model_validate({**given, **more})


@contextmanager
def at_work(store: Store, mail: MailSettings, clock: Clock) -> Iterator[Colleague]:
    """The site of an office that may send, and whoever comes in there."""
    opened: list[httpx.Client] = []
    with serving(create_app(store, SETTINGS, mail, clock=clock)) as at:

        def enter(name: str) -> httpx.Client:
            opened.append(httpx.Client(base_url=at, headers={"Sec-Fetch-Site": "same-origin"}, timeout=60))
            assert opened[-1].post(f"/desk/anmelden/{login_token(store, name)}").status_code == 303
            return opened[-1]

        yield enter
        for client in opened:
            client.close()


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[tuple[Inbox, int]]:
    """A mail server that keeps what it gets."""
    with mail_server(tmp_path / "mails") as found:
        yield found


@pytest.fixture
def draft(office: Store) -> int:
    """A draft of everything accepted, for readers in two languages."""
    accept(office)
    add_readers(office, 3)
    add_readers(office, 2, "fr")
    return drafted(office)


def page_of(client: httpx.Client, number: int, step: str = "senden") -> str:
    """A step in words."""
    return text_of(client.get(f"/desk/ausgabe/{number}?schritt={step}").text)


def approve(client: httpx.Client, number: int) -> httpx.Response:
    """Press "Freigeben" as the page shows it."""
    page = client.get(f"/desk/ausgabe/{number}?schritt=senden").text
    mark = re.search(r'name="pruefzeichen" value="(\w+)"', page)
    return press(client, number, "freigeben", pruefzeichen=mark[1] if mark else "0" * 64)


def test_a_test_goes_to_me_to_the_group_and_to_any_address(
    office: Store, draft: int, inbox: tuple[Inbox, int], moving: Clock
) -> None:
    kept, port = inbox
    with at_work(office, settings(port), moving) as colleague:
        me = colleague("Ayşe Kaya")
        csrf = re.search(r'name="csrf" value="(\w+)"', me.get("/desk/ausgaben").text)[1]  # type: ignore[index]
        group = "eins@example.org\nzwei@example.org"
        assert me.post("/desk/ausgaben/testgruppe", data={"csrf": csrf, "adressen": group}).status_code == 303
        for fields in ({"an": "gruppe"}, {"an": "adresse", "adresse": "drei@example.org"}):
            assert press(me, draft, "probe", **fields).status_code == 303
        # her own address cannot be mailed to: it is not ASCII before the @
        assert press(me, draft, "probe", an="mich").status_code == 422
        jan = colleague("Jan Nowak")
        done = press(jan, draft, "probe", an="mich", sprache="fr")
        assert "fertig=probe-1" in done.headers["location"]
    assert kept.recipients[:3] == ["eins@example.org", "zwei@example.org", "drei@example.org"]
    assert kept.recipients[-1] == "jan@example.org"
    last = message_from_bytes(kept.mails()[-1])
    assert str(make_header(decode_header(last["Subject"]))).startswith("[TEST] Ausgabe Dezember")
    assert last["Content-Language"] == "fr"
    assert "List-Unsubscribe" not in last


@pytest.mark.parametrize("typed", ["", "keine Adresse", "a@b", "x@example.org\r\nBcc: alle@example.org"])
def test_an_address_that_is_none_is_said_beside_the_field(
    office: Store, draft: int, desk: httpx.Client, typed: str
) -> None:
    answer = press(desk, draft, "probe", an="adresse", adresse=typed)
    assert answer.status_code == 422
    assert 'id="fehler-adresse"' in answer.text


def test_a_mail_server_that_is_away_is_told_and_nothing_is_lost(office: Store, draft: int, moving: Clock) -> None:
    with at_work(office, settings(free_port()), moving) as colleague:
        answer = press(colleague("Jan Nowak"), draft, "probe", an="mich")
    assert answer.status_code == 422
    assert "Nicht alle Testmails gingen hinaus." in answer.text
    assert issue_of(office, draft).state is IssueState.DRAFT


def test_from_draft_to_sent_with_a_second_person_and_a_press_each(
    office: Store, draft: int, inbox: tuple[Inbox, int], moving: Clock
) -> None:
    kept, port = inbox
    mail = settings(port)
    with at_work(office, mail, moving) as colleague:
        me, jan = colleague("Ayşe Kaya"), colleague("Jan Nowak")
        assert press(me, draft, "freigabe", tat="geben").status_code == 303
        assert "Freigeben kann sie jemand mit der Rolle Freigabe." in page_of(me, draft)
        assert approve(me, draft).status_code == 403
        assert "geht an höchstens 5 Personen in 2 Sprachen" in page_of(jan, draft)
        assert approve(jan, draft).status_code == 303
        assert press(jan, draft, "senden", wann="jetzt").status_code == 303
        assert "Geht in 5 Minuten hinaus, um 08:35 Uhr." in page_of(me, draft)
        moving.on(minutes=5)
        let_go(office, draft, mail, today=TODAY, now=moving())
        assert "Wird verschickt: 0 von 5 übergeben." in page_of(me, draft)
        kept.to_messages["fr1@example.org"] = "550 unbekannt"
        send_issue(office, way_out(mail), draft, mail, clock=moving, worker="test")
        page = page_of(me, draft)
        assert "Fertig: Nichts ist mehr offen." in page
        assert "an den Mailserver übergeben 4" in page
        assert "abgelehnt 1" in page
        assert "fr1@example.org : abgelehnt 550 unbekannt" in page
        assert "Deutsch 3 Französisch 1 wöchentlich 4 seither abgemeldet 0" in page
        assert press(me, draft, "erneut").status_code == 403
        for _ in range(2):
            assert press(jan, draft, "erneut").status_code == 303
        assert "Wird verschickt: 4 von 5 übergeben." in page_of(me, draft)
        send_issue(office, way_out(mail), draft, mail, clock=moving, worker="test")
        assert "an den Mailserver übergeben 5" in page_of(me, draft)
        assert len(kept.recipients) == 5
    assert acts_of(office, draft) == ["give", "approve", "schedule", "send_again"]


def test_while_one_is_open_it_never_says_done(office: Store, draft: int, moving: Clock) -> None:
    mail = settings(free_port())
    with at_work(office, mail, moving) as colleague:
        me, jan = colleague("Ayşe Kaya"), colleague("Jan Nowak")
        press(me, draft, "freigabe", tat="geben")
        approve(jan, draft)
        press(jan, draft, "senden", wann="jetzt")
        moving.on(minutes=5)
        let_go(office, draft, mail, today=TODAY, now=moving())
        with office.writing() as session:
            first, *rest = session.exec(select(Delivery)).all()
            first.state = DeliveryState.UNCERTAIN
            for one in rest:
                one.state = DeliveryState.HANDED_OVER
            number = first.id
        send_issue(office, way_out(mail), draft, mail, clock=moving, worker="test")
        assert "Fertig" not in page_of(me, draft)
        assert press(me, draft, "ungewiss", zustellung=str(number), tat="gut").status_code == 403
        assert press(jan, draft, "ungewiss", zustellung=str(number), tat="gut").status_code == 303
        send_issue(office, way_out(mail), draft, mail, clock=moving, worker="test")
        assert "Fertig: Nichts ist mehr offen." in page_of(me, draft)


def test_who_gave_it_sees_no_button_and_may_not_press_it(office: Store, draft: int, moving: Clock) -> None:
    with at_work(office, settings(free_port()), moving) as colleague:
        jan = colleague("Jan Nowak")
        press(jan, draft, "freigabe", tat="geben")
        assert "Freigeben muss sie jemand anderes." in page_of(jan, draft)
        mark = issue_of(office, draft).mark
        answer = press(jan, draft, "freigeben", pruefzeichen=mark)
    assert answer.status_code == 409
    assert issue_of(office, draft).state is IssueState.GIVEN


def test_where_only_one_may_release_a_setting_lets_them_approve_their_own(
    office: Store, draft: int, moving: Clock
) -> None:
    with at_work(office, settings(free_port(), release_alone=True), moving) as colleague:
        jan = colleague("Jan Nowak")
        press(jan, draft, "freigabe", tat="geben")
        assert approve(jan, draft).status_code == 303
    assert issue_of(office, draft).state is IssueState.APPROVED


def test_held_with_one_press_by_anybody_who_edits_then_paused_resumed_cancelled(
    office: Store, draft: int, moving: Clock
) -> None:
    add_person(office, "Eva Meier", Role.RELEASER)
    mail = settings(free_port())
    with at_work(office, mail, moving) as colleague:
        me, jan = colleague("Ayşe Kaya"), colleague("Jan Nowak")
        press(me, draft, "freigabe", tat="geben")
        approve(jan, draft)
        press(jan, draft, "senden", wann="jetzt")
        assert press(me, draft, "anhalten").status_code == 303
        assert issue_of(office, draft).state is IssueState.APPROVED
        assert press(jan, draft, "senden", wann="zeit", tag="30.11., 8:00").status_code == 303
        assert issue_of(office, draft).send_at == NOW.replace(day=30, hour=7, minute=0)
        assert "Montag, 30. November 2026 um 08:00 Uhr" in page_of(me, draft)
        let_go(office, draft, mail, today=TODAY + timedelta(days=7), now=NOW + timedelta(days=7))
        assert press(me, draft, "pause").status_code == 303
        assert "Angehalten bei 0 von 5." in page_of(me, draft)
        assert press(me, draft, "pause").status_code == 409
        assert press(me, draft, "weiter").status_code == 403
        assert press(colleague("Eva Meier"), draft, "weiter").status_code == 303
        assert press(me, draft, "abbrechen").status_code == 303
        assert "Abgebrochen." in page_of(me, draft)
    assert acts_of(office, draft)[-4:] == ["schedule", "pause", "resume", "cancel"]


@pytest.mark.parametrize("typed", ["", "irgendwann", "31.2.2027", "1.11.2026", "1.12. und 2.12."])
def test_a_time_that_cannot_be_is_said_beside_the_field(office: Store, draft: int, moving: Clock, typed: str) -> None:
    with at_work(office, settings(free_port()), moving) as colleague:
        press(colleague("Ayşe Kaya"), draft, "freigabe", tat="geben")
        jan = colleague("Jan Nowak")
        approve(jan, draft)
        answer = press(jan, draft, "senden", wann="zeit", tag=typed)
    assert answer.status_code == 422
    assert 'id="fehler-tag"' in answer.text
    assert f'value="{typed}"' in answer.text


def test_a_day_on_which_a_deadline_is_over_is_refused(office: Store, draft: int, moving: Clock) -> None:
    with at_work(office, settings(free_port()), moving) as colleague:
        press(colleague("Ayşe Kaya"), draft, "freigabe", tat="geben")
        jan = colleague("Jan Nowak")
        approve(jan, draft)
        answer = press(jan, draft, "senden", wann="zeit", tag="10.12.2026, 8:00")
    assert answer.status_code == 422
    assert "An diesem Tag kann die Ausgabe so nicht hinaus." in answer.text


def test_the_journal_tells_all_of_it_in_words(office: Store, draft: int, moving: Clock) -> None:
    with at_work(office, settings(free_port()), moving) as colleague:
        me = colleague("Ayşe Kaya")
        press(me, draft, "worte", titel="Dezember", betreff="", grusswort="")
        press(me, draft, "freigabe", tat="geben")
        approve(colleague("Jan Nowak"), draft)
        page = text_of(me.get("/desk/protokoll?was=ausgaben").text)
    for said in ("hat Texte der Ausgabe", "zur Freigabe gegeben", "freigegeben", "Titel:"):
        assert said in page


def test_what_the_program_held_back_is_told_with_what_to_do(office: Store, draft: int, moving: Clock) -> None:
    mail = settings(free_port())
    with at_work(office, mail, moving) as colleague:
        me, jan = colleague("Ayşe Kaya"), colleague("Jan Nowak")
        press(me, draft, "freigabe", tat="geben")
        approve(jan, draft)
        press(jan, draft, "senden", wann="jetzt")
        moving.on(minutes=5 + 121)
        let_go(office, draft, mail, today=TODAY, now=moving())
        assert issue_of(office, draft).state is IssueState.APPROVED
        assert "Ihr Termin war mehr als zwei Stunden vorbei" in page_of(jan, draft)
        press(jan, draft, "senden", wann="jetzt")
        press(jan, draft, "anhalten")
        assert "Ihr Termin war" not in page_of(jan, draft)


def test_while_our_mail_server_is_away_it_says_so_and_when_it_goes_on(office: Store, draft: int, moving: Clock) -> None:
    mail = settings(free_port())
    with at_work(office, mail, moving) as colleague:
        me, jan = colleague("Ayşe Kaya"), colleague("Jan Nowak")
        press(me, draft, "freigabe", tat="geben")
        approve(jan, draft)
        press(jan, draft, "senden", wann="jetzt")
        moving.on(minutes=5)
        let_go(office, draft, mail, today=TODAY, now=moving())
        assert send_issue(office, way_out(mail), draft, mail, clock=moving, worker="test").paused
        assert "Der Versand ruht, nichts geht doppelt hinaus. Nächster Versuch um 08:40 Uhr." in page_of(jan, draft)
        moving.on(minutes=6)
        assert "Der Versand ruht" not in page_of(jan, draft)


def test_while_all_mail_is_held_it_says_so_with_the_reason(office: Store, draft: int, desk: httpx.Client) -> None:
    assert "Zurzeit geht keine Mail hinaus" not in page_of(desk, draft)
    with office.writing() as session:
        holding.hold(session, "restored from a backup")
    assert "Zurzeit geht keine Mail hinaus." in page_of(desk, draft)
    assert "partnerpost sending on restored from a backup" in page_of(desk, draft)
