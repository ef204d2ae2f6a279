"""S4: an issue is composed at the desk, in small forms that lose nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from sqlmodel import select

from aggregator.model import Issue, IssueState, Opportunity, Sighting
from aggregator.store import Store
from newsletter.settings import MailSettings
from tests.web.example import (
    EXAMPLES,
    LONG_TITLE,
    SECRET,
    SETTINGS,
    TODAY,
    Example,
    accept,
    clock,
    login_token,
    number_of,
    take,
)
from tests.web.issuing import acts_of, add_readers, drafted, issue_of, kept_fields, press, standing
from tests.web.serving import serving
from web.app import create_app
from web.archive.issues import issue_path


@pytest.fixture
def draft(office: Store) -> int:
    """A draft of everything accepted."""
    accept(office)
    return drafted(office)


def text_of(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("step", ["auswahl", "inhalt", "pruefen", "senden", "gibtesnicht"])
def test_every_step_answers(draft: int, desk: httpx.Client, step: str) -> None:
    assert desk.get(f"/desk/ausgabe/{draft}?schritt={step}").status_code == 200


@pytest.mark.parametrize("number", ["999", "x", "9999999999"])
def test_an_issue_that_does_not_exist_is_not_found(office: Store, desk: httpx.Client, number: str) -> None:
    assert desk.get(f"/desk/ausgabe/{number}").status_code == 404
    assert desk.get(f"/desk/ausgabe/{number}/vorschau").status_code == 404


def test_on_the_first_day_the_list_says_how_an_issue_comes_about(office: Store, desk: httpx.Client) -> None:
    page = text_of(desk.get("/desk/ausgaben").text)
    assert "Noch keine Ausgabe" in page
    assert "am Montag, 30.11.2026, ab 7 Uhr" in page


def test_a_new_draft_is_filled_with_what_was_accepted(office: Store, desk: httpx.Client) -> None:
    accept(office)
    csrf = kept_fields(desk.get(f"/desk/ausgabe/{drafted(office)}?schritt=inhalt").text)["csrf"]
    answer = desk.post("/desk/ausgaben", data={"csrf": csrf, "titel": " "})
    assert answer.status_code == 303
    page = desk.get(answer.headers["location"]).text
    assert "Ausgabe vom 23. November 2026" in page
    assert "Jugendbegegnungen" in page


def test_points_of_each_entry_are_told_in_words(office: Store, desk: httpx.Client) -> None:
    number = drafted(office)
    accept(office)
    page = text_of(desk.get(f"/desk/ausgabe/{number}?schritt=auswahl").text)
    assert "für Kommunen, Vereine oder Schulen (+3)" in page
    assert "offen für Nordrhein-Westfalen (+3)" in page


def test_entries_are_taken_in_out_up_down_and_under_another_heading(
    draft: int, office: Store, desk: httpx.Client
) -> None:
    (_, first), (_, second), *_ = standing(office, draft)
    assert press(desk, draft, "heraus", eintrag=str(first)).status_code == 303
    assert first not in {number for _, number in standing(office, draft)}
    assert press(desk, draft, "nehmen", eintrag=[str(first), str(second)]).status_code == 303
    press(desk, draft, "verschieben", eintrag=str(first), wohin="hoch")
    press(desk, draft, "verschieben", eintrag=str(second), wohin="countries")
    assert ("countries", second) in standing(office, draft)
    assert acts_of(office, draft) == ["remove", "add", "move", "move"]


def test_a_heading_that_does_not_exist_is_refused(draft: int, desk: httpx.Client) -> None:
    assert press(desk, draft, "verschieben", eintrag="1", wohin="anderswo").status_code == 404


def test_an_old_form_changes_nothing_says_who_was_faster_and_keeps_what_was_typed(
    draft: int, office: Store, desk: httpx.Client, colleague: Callable[[str], httpx.Client]
) -> None:
    old = kept_fields(desk.get(f"/desk/ausgabe/{draft}?schritt=inhalt").text)
    press(colleague("Jan Nowak"), draft, "worte", titel="Von Jan", betreff="", grusswort="")
    answer = desk.post(
        f"/desk/ausgabe/{draft}/worte",
        data={**old, "titel": "Von Ayşe", "betreff": "Ein Betreff", "grusswort": "Lange getippt"},
    )
    assert answer.status_code == 409
    assert "Jan Nowak hat inzwischen etwas geändert (08:30 Uhr)." in text_of(answer.text)
    assert 'value="Von Ayşe"' in answer.text
    assert ">Lange getippt</textarea>" in answer.text
    assert issue_of(office, draft).title == "Von Jan"
    again = desk.post(
        f"/desk/ausgabe/{draft}/worte",
        data={**kept_fields(answer.text), "titel": "Von Ayşe", "betreff": "Ein Betreff", "grusswort": "Lange getippt"},
    )
    assert again.status_code == 303
    assert issue_of(office, draft).title == "Von Ayşe"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("titel", "", "Hier muss etwas stehen."),
        ("titel", "x" * 121, "höchstens 120 Zeichen"),
        ("betreff", "x" * 201, "höchstens 200 Zeichen"),
        ("betreff", "Hallo\x00Bcc: alle", "Steuerzeichen"),
        ("grusswort", "x" * 10_001, "höchstens 10000 Zeichen"),
    ],
)
def test_words_that_cannot_stand_are_said_above_and_beside(
    draft: int, desk: httpx.Client, field: str, typed: str, said: str
) -> None:
    words = {"titel": "Titel", "betreff": "", "grusswort": "Ein Gruß", field: typed}
    answer = press(desk, draft, "worte", **words)
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    assert f'id="fehler-{field}"' in answer.text
    assert said in text_of(answer.text)
    if field != "grusswort":
        assert ">Ein Gruß</textarea>" in answer.text


def test_a_line_break_in_a_subject_becomes_a_space(draft: int, office: Store, desk: httpx.Client) -> None:
    press(desk, draft, "worte", titel="Titel", betreff="Eins\r\nBcc: alle@example.org", grusswort="")
    assert issue_of(office, draft).subject == "Eins Bcc: alle@example.org"


def test_texts_of_the_office_are_written_moved_and_taken_out(draft: int, desk: httpx.Client) -> None:
    for title in ("Eins", "Zwei"):
        assert press(desk, draft, "text", texttitel=title, text=f"Text **{title}**").status_code == 303
    page = desk.get(f"/desk/ausgabe/{draft}?schritt=inhalt").text
    first, second = re.findall(r'name="textnummer" value="(\d+)"', page)
    press(desk, draft, "text", textnummer=second, tat="hoch")
    page = desk.get(f"/desk/ausgabe/{draft}?schritt=inhalt").text
    assert re.findall(r'name="textnummer" value="(\d+)"', page) == [second, first]
    press(desk, draft, "text", textnummer=first, tat="heraus")
    assert "<strong>Zwei</strong>" in desk.get(f"/desk/ausgabe/{draft}/vorschau").text
    assert press(desk, draft, "text", texttitel="Drei", text=" ").status_code == 422


def test_the_preview_shows_it_through_any_eyes_in_any_language(draft: int, desk: httpx.Client) -> None:
    for eyes in ("alle", "ort", "leer", "voll", "lang", "rechts", "gibtesnicht"):
        for language in ("de", "fr", "en", "pl"):
            answer = desk.get(f"/desk/ausgabe/{draft}/vorschau?als={eyes}&sprache={language}")
            assert answer.status_code == 200
            assert f'lang="{language}"' in answer.text
            assert ("Jugendbegegnungen" in answer.text) == (eyes != "leer")


def test_the_preview_has_no_right_of_the_desk(draft: int, desk: httpx.Client, visitor: httpx.Client) -> None:
    path = f"/desk/ausgabe/{draft}/vorschau"
    policy = desk.get(path).headers["content-security-policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "img-src 'none'" in desk.get(f"{path}?form=ohne-bilder").headers["content-security-policy"]
    assert desk.get(f"{path}?form=text").headers["content-type"] == "text/plain; charset=utf-8"
    assert visitor.get(path).status_code == 303
    page = desk.get(f"/desk/ausgabe/{draft}").text
    assert re.search(r"<iframe [^>]* sandbox></iframe>", page)


def test_checks_name_what_forbids_sending(draft: int, office: Store, desk: httpx.Client) -> None:
    dead, over = number_of(office, "Concours"), number_of(office, "Konkurs")
    with office.writing() as session:
        session.exec(select(Sighting).where(Sighting.opportunity_id == dead)).one().failure = "gone"
        session.get_one(Opportunity, over).deadline = TODAY - timedelta(days=1)
    page = text_of(desk.get(f"/desk/ausgabe/{draft}?schritt=pruefen").text)
    assert "Muss weg: Toter Link: Unter der Adresse ist nichts mehr. Concours" in page
    assert "Muss weg: Vorbei, wenn die Ausgabe hinausgeht: Konkurs" in page
    assert "Muss weg: Es ist kein Absender eingestellt" in page
    assert "Muss weg: Das Impressum fehlt" in page
    assert "Hinweis: Das Grußwort fehlt." in page
    assert "Zur Freigabe geben" not in page
    assert press(desk, draft, "freigabe", tat="geben").status_code == 422


def test_a_deadline_soon_after_sending_and_a_long_subject_are_told(
    draft: int, office: Store, desk: httpx.Client
) -> None:
    with office.writing() as session:
        session.get_one(Opportunity, number_of(office, LONG_TITLE)).deadline = TODAY + timedelta(days=3)
        session.get_one(Issue, draft).subject = "x" * 71
    page = text_of(desk.get(f"/desk/ausgabe/{draft}?schritt=pruefen").text)
    assert "1 Frist endet höchstens drei Tage nach dem Versand:" in page
    assert "Der Betreff hat 71 Zeichen" in page


def test_fifteen_entries_are_composed_in_forty_actions(office: Store) -> None:
    """Counted are fields filled, ticks, and buttons and links pressed, from the desk to the colleague's inbox."""
    mail = MailSettings(secret=SECRET, sender_address="post@example.org", imprint=SETTINGS.imprint)
    more = [Example(f"k{number}", f"Programm {number}", EXAMPLES[1].text, 20 + number) for number in range(18)]
    take(office, more)
    accept(office, *[example.title for example in more])
    add_readers(office)
    with (
        serving(create_app(office, SETTINGS, mail, clock=clock)) as at,
        httpx.Client(base_url=at, headers={"Sec-Fetch-Site": "same-origin"}, timeout=60) as me,
    ):
        me.post(f"/desk/anmelden/{login_token(office)}")
        actions = 1  # "Ausgaben" in the menu
        csrf = re.search(r'name="csrf" value="(\w+)"', me.get("/desk/ausgaben").text)[1]  # type: ignore[index]
        made = me.post("/desk/ausgaben", data={"csrf": csrf, "titel": "Dezember"})
        number = int(made.headers["location"].rpartition("/")[2])
        actions += 2
        for _, one in standing(office, number)[:5]:  # too many were proposed
            press(me, number, "heraus", eintrag=str(one))
            actions += 1
        left = [found for _, found in standing(office, number)]
        spare = [number_of(office, example.title) for example in more]
        wanted = [one for one in spare if one not in left][:2]
        press(me, number, "nehmen", eintrag=[str(one) for one in wanted])
        actions += 1 + len(wanted) + 2  # to the first step, ticks, the button, and back
        for _, one in standing(office, number)[3:6]:
            press(me, number, "verschieben", eintrag=str(one), wohin="hoch")
            actions += 1
        press(me, number, "worte", titel="Dezember", betreff="Fristen bis Januar", grusswort="Liebe Leute")
        actions += 4
        assert len(standing(office, number)) == 15
        assert me.get(f"/desk/ausgabe/{number}?schritt=pruefen").status_code == 200
        actions += 1
        assert press(me, number, "freigabe", tat="geben").status_code == 303
        actions += 1
    assert issue_of(office, number).state is IssueState.GIVEN
    assert actions <= 40


def test_the_path_of_an_issue_can_be_read() -> None:
    assert issue_path(7, "Ausgabe: Größe & Łódź") == "/ausgabe/7-ausgabe-groesse-lodz"
    assert issue_path(7, "…") == "/ausgabe/7"
