"""What came back, and the check of the mail set-up, at the desk."""

from __future__ import annotations

import httpx
import pytest
from sqlmodel import select

from aggregator.model import Preflight, ReturnedMail, ReturnKind
from aggregator.store import Store
from newsletter.settings import MailSettings
from tests.web.conftest import csrf_of
from tests.web.example import MAIL, SETTINGS, clock
from tests.web.returning import mail_came_back
from tests.web.serving import serving
from web.app import create_app


def _row(store: Store, kind: ReturnKind) -> ReturnedMail:
    with store.reading() as session:
        return session.exec(select(ReturnedMail).where(ReturnedMail.mark == kind.value)).one()


def _judge(desk: httpx.Client, number: int | None, verb: str) -> httpx.Response:
    return desk.post(f"/desk/ruecklaeufer/{number}/beurteilt", data={"csrf": csrf_of(desk), "tat": verb})


def test_people_see_what_waits_for_them_and_how_much_of_each_kind_came(office: Store, desk: httpx.Client) -> None:
    mail_came_back(office)
    page = desk.get("/desk/ruecklaeufer").text
    assert "Bitte ansehen (3)" in page
    assert "blocked using zen.liste.example" in page
    assert "User unknown" not in page
    for word in ("tot", "voll", "abwesend", "abmeldung", "unklar"):
        assert f"/desk/ruecklaeufer?art={word}" in page
    assert "User unknown" in desk.get("/desk/ruecklaeufer?art=tot").text


def test_what_was_looked_at_waits_no_more(office: Store, desk: httpx.Client) -> None:
    mail_came_back(office)
    for kind in (ReturnKind.UNKNOWN, ReturnKind.COMPLAINT, ReturnKind.SENDER_BLOCKED):
        assert _judge(desk, _row(office, kind).id, "gesehen").status_code == 303
    assert "Nichts wartet auf Sie." in desk.get("/desk/ruecklaeufer?fertig=beurteilt").text
    row = _row(office, ReturnKind.COMPLAINT)
    assert (row.judged_by is not None, row.judged_at) == (True, clock())


def test_what_a_person_calls_dead_counts_as_one_report_and_once(office: Store, desk: httpx.Client) -> None:
    mail_came_back(office)
    number = _row(office, ReturnKind.UNKNOWN).id
    for _ in range(2):
        _judge(desk, number, "tot")
    row = _row(office, ReturnKind.UNKNOWN)
    assert (row.kind, row.acted) == (ReturnKind.READER_DEAD, "held_against")


def test_nobody_makes_a_complaint_a_dead_address(office: Store, desk: httpx.Client) -> None:
    mail_came_back(office)
    _judge(desk, _row(office, ReturnKind.COMPLAINT).id, "tot")
    assert _row(office, ReturnKind.COMPLAINT).kind is ReturnKind.COMPLAINT


def test_a_mail_is_shown_as_text_whatever_is_in_it(office: Store, desk: httpx.Client) -> None:
    import zlib

    mail_came_back(office)
    with office.writing() as session:
        row = session.get_one(ReturnedMail, 1)
        row.raw, row.told = zlib.compress(b"<script>alert(1)</script>\0\xff"), "<b>fett</b>"
        session.add(row)
    page = desk.get("/desk/ruecklaeufer/1").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>fett" not in page


@pytest.mark.parametrize("path", ["/desk/ruecklaeufer/99", "/desk/ruecklaeufer/x"])
def test_what_is_not_there_is_said(path: str, office: Store, desk: httpx.Client) -> None:
    assert desk.get(path).status_code == 404


def test_whatever_is_asked_for_is_answered(office: Store, desk: httpx.Client) -> None:
    for query in ("art=x", "seite=0", "seite=x", "seite=99999999", "art=tot&seite=7"):
        assert desk.get(f"/desk/ruecklaeufer?{query}").status_code == 200


def test_the_check_says_the_red_first_and_what_to_do(office: Store, desk: httpx.Client) -> None:
    mail_came_back(office)
    page = desk.get("/desk/versand").text
    assert page.index("Unterschrift (DKIM)") < page.index("Steht in jeder Mail.")
    assert "v=DKIM1; k=rsa; p=AAAA" in page


def test_the_button_looks_again_and_keeps_what_was_found(office: Store, desk: httpx.Client) -> None:
    assert desk.post("/desk/versand", data={"csrf": csrf_of(desk)}).status_code == 303
    with office.reading() as session:
        (kept,) = session.exec(select(Preflight)).all()
    assert kept.at == clock()
    assert "Probebetrieb" in desk.get("/desk/versand").text


def test_in_earnest_an_unchecked_set_up_is_said_on_the_first_page(office: Store, desk: httpx.Client) -> None:
    earnest = MailSettings(**(MAIL.model_dump(exclude_unset=True) | {"smtp_host": "mail.example"}))
    with serving(create_app(office, SETTINGS, earnest, clock=clock)) as address:
        cookies = dict(desk.cookies)
        with httpx.Client(base_url=address, cookies=cookies, headers=desk.headers) as there:
            assert "So geht keine Ausgabe hinaus." in there.get("/desk/").text
            assert "Noch nicht geprüft." in there.get("/desk/versand").text
    assert "So geht keine Ausgabe hinaus." not in desk.get("/desk/").text
